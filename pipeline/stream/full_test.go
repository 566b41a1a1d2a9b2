package stream

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestAFullServerIsWaitedFor fills servers in several ways under a worker, and
// makes room again.
func TestAFullServerIsWaitedFor(t *testing.T) {
	t.Parallel()
	const ballast = "BALLAST"
	limit := func(stream string, change func(*jetstream.StreamConfig)) func(*testing.T, *bench) {
		return func(t *testing.T, b *bench) {
			found, err := b.JS.Stream(t.Context(), stream)
			if err != nil {
				t.Fatal(err)
			}
			config := found.CachedInfo().Config
			change(&config)
			if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name       string
		store      int64
		fill, make func(*testing.T, *bench)
		says       string
	}{
		{
			"the server's storage", 4 << 20,
			func(t *testing.T, b *bench) {
				if _, err := b.JS.CreateStream(t.Context(), jetstream.StreamConfig{Name: ballast, Subjects: []string{"ballast"}}); err != nil {
					t.Fatal(err)
				}
				for size := 1 << 20; size > 16; { // until not even a few bytes go in
					if _, err := b.JS.Publish(t.Context(), "ballast", make([]byte, size)); err != nil {
						size /= 2
					}
				}
			},
			func(t *testing.T, b *bench) {
				if err := b.JS.DeleteStream(t.Context(), ballast); err != nil {
					t.Fatal(err)
				}
			},
			"the server is at its limit of JetStream storage",
		},
		{
			"the clean stream, by bytes", 0,
			limit("WINNOW_CLEAN", func(c *jetstream.StreamConfig) { c.MaxBytes = 1000 }),
			limit("WINNOW_CLEAN", func(c *jetstream.StreamConfig) { c.MaxBytes = -1 }),
			"the stream WINNOW_CLEAN is at a limit of its own",
		},
		{
			"the dead stream, by messages", 0,
			limit("WINNOW_DEAD", func(c *jetstream.StreamConfig) { c.MaxMsgs = 1 }),
			limit("WINNOW_DEAD", func(c *jetstream.StreamConfig) { c.MaxMsgs = -1 }),
			"the stream WINNOW_DEAD is at a limit of its own",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBenchOf(t, broker.EmbeddedOptions{Dir: t.TempDir(), MaxStore: c.store})
			raws := oneSite(100)
			b.Publish(t, raws...)
			c.fill(t, b)
			var log streamtest.Said
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			_, js := b.Connect(t)
			began := time.Now()
			var worker sync.WaitGroup
			worker.Go(func() {
				options := WorkOptions{Build: streamtest.Build, Log: slog.New(slog.NewTextHandler(&log, nil)), Pipeline: pipeline.Options{BatchSize: 10}}
				if err := Work(ctx, js, b.Topology, streamtest.Fake{}, options); err != nil {
					t.Error(err)
				}
			})
			log.Await(t, c.says)
			time.Sleep(time.Second)
			if n, most := log.Count(c.says), 1+int(time.Since(began)/broker.LogEvery); n > most {
				t.Errorf("the log says so %d times, want once a minute and %d times at most", n, most)
			}
			c.make(t, b)
			b.awaitDrained(t)
			stop()
			worker.Wait()
			b.onceEach(t, len(raws))
		})
	}
}

// onceEach wants each of oneSite's documents to have come out once.
func (b *bench) onceEach(t *testing.T, n int) {
	t.Helper()
	if diff := streamtest.WrongCounts(eachOnce(n), b.sequences(t)); diff != "" {
		t.Errorf("input → times stored (-want +got):\n%s", diff)
	}
}

// TestScrapersAreRefusedBeforeWorkersHaveNoRoom fills an embedded server with
// raw documents: what is left must do for the clean ones.
func TestScrapersAreRefusedBeforeWorkersHaveNoRoom(t *testing.T) {
	const store = 8 << 20
	b := newBareBenchOf(t, broker.EmbeddedOptions{Dir: t.TempDir(), MaxStore: store})
	b.Topology.RawBytes = broker.RawShare(store)
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat("A line of a text that is rather long.\n", 300)
	n := 0
	for ; n < 2000; n++ {
		if _, err := b.JS.Publish(t.Context(), "winnow.raw.example-org", []byte(body)); err != nil {
			if !strings.Contains(err.Error(), "maximum bytes exceeded") {
				t.Fatal(err)
			}
			break
		}
	}
	if n < 30 || n > 400 {
		t.Fatalf("%d documents of 11 kB went into a raw stream of %d bytes", n, b.Topology.RawBytes)
	}
	b.work(t)
	if got, err := b.CleanCount(t); err != nil || got != n {
		t.Errorf("%d clean documents of %d (%v)", got, n, err)
	}
}
