//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

const (
	documents = 300
	sites     = 40
	// poison is a document that can't be cleaned: one dead letter, so that the
	// dashboard has some to show. It comes after the kills, which take counts along.
	poison = 250
)

// TestAFleetLosesNothing starts the topology of deploy/compose.yaml, kills a
// worker and the server that leads the clean stream, and wants every document out
// once. Then it wants Prometheus to take every alert and every query of the
// dashboard, and measures how soon a worker that is told to end is relieved.
func TestAFleetLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs and starts eight processes")
	}
	f, err := startFleet(t.Context(), options{
		dir: t.TempDir(), workers: 3, scrape: time.Second, log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.stop)
	fed := feed(t, f)
	fed.await(t, documents/5)
	kill(t, f.workers[0].member)
	fed.await(t, documents/2)
	kill(t, f.leaderOf(t, broker.DefaultTopology().CleanStream).member)
	fed.await(t, documents)
	wantOnce(t, f, fed.sequences)
	wantNoLag(t, f)
	t.Run("strangers", func(t *testing.T) { wantNoStrangers(t, f) })
	t.Run("prometheus", func(t *testing.T) { wantObserved(t, f) })
	t.Run("hand over", func(t *testing.T) { wantHandedOver(t, f) })
}

// fed is what the raw stream took.
type fed struct {
	mu        sync.Mutex
	sequences map[uint64]bool // of those that can be cleaned
	dead      int
}

// feed publishes documents as the scraper, while the test goes on. Each is tried,
// under an id, until it is stored: the stream has it once.
func feed(t *testing.T, f *fleet) *fed {
	conn, js, err := f.as("scraper", nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	stored := &fed{sequences: make(map[uint64]bool)}
	var feeding sync.WaitGroup
	t.Cleanup(func() {
		feeding.Wait()
		conn.Close()
	})
	feeding.Go(func() {
		for i := range documents {
			sequence, err := publish(t.Context(), js, i)
			if err != nil {
				t.Errorf("document %d: %v", i, err)
				return
			}
			stored.mu.Lock()
			if i == poison {
				stored.dead++
			} else {
				stored.sequences[sequence] = true
			}
			stored.mu.Unlock()
			pause(t.Context(), 20*time.Millisecond)
		}
	})
	return stored
}

func publish(ctx context.Context, js jetstream.JetStream, i int) (uint64, error) {
	text := fmt.Sprintf("Harbour report %d\nBy Ada Lee\nThe harbour took in %d ships on Monday, the city said, and twice as many are expected by the end of the week.\n"+
		"The quay, seen from the north. Getty Images\n\"We have room for all of them,\" said the harbour master of pier %d, who has been there for ten years.\nRelated Articles\nFerry company hires %d captains\n", i, 3*i, i, i)
	if i == poison {
		text = "%PDF-1.7\n"
	}
	message := &nats.Msg{
		Subject: broker.DefaultTopology().RawSubject(fmt.Sprint("paper-", i%sites)),
		Header:  nats.Header{jetstream.MsgIDHeader: {fmt.Sprint("document-", i)}, "Winnow-Id": {fmt.Sprint(i)}, "Content-Type": {"text/plain"}},
		Data:    []byte(text),
	}
	for {
		trying, cancel := context.WithTimeout(ctx, 2*time.Second)
		ack, err := js.PublishMsg(trying, message)
		cancel()
		if err == nil {
			return ack.Sequence, nil
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		pause(ctx, 20*time.Millisecond)
	}
}

// await waits until so many documents are stored.
func (s *fed) await(t *testing.T, n int) {
	t.Helper()
	streamtest.Eventually(t, func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if got := len(s.sequences) + s.dead; got < n {
			return fmt.Errorf("the raw stream took %d documents, want %d", got, n)
		}
		return nil
	})
}

// kill ends a process as kill -9 does, and waits until it is started again.
func kill(t *testing.T, m *member) {
	t.Helper()
	before := m.id()
	if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	streamtest.Eventually(t, func() error {
		if m.id() == before {
			return fmt.Errorf("%s is not started again", m.name)
		}
		return nil
	})
	t.Logf("%s killed, and started again", m.name)
}

// leaderOf returns the server that leads a stream.
func (f *fleet) leaderOf(t *testing.T, stream string) (leader *server) {
	t.Helper()
	conn, js, err := f.as("operator")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	streamtest.Eventually(t, func() error {
		s, err := js.Stream(t.Context(), stream)
		if err != nil {
			return err
		}
		info := s.CachedInfo()
		if len(info.Cluster.Replicas) != servers-1 {
			t.Fatalf("%s has %d replicas beside its leader, want %d", stream, len(info.Cluster.Replicas), servers-1)
		}
		for _, of := range f.servers {
			if of.name == info.Cluster.Leader {
				leader = of
			}
		}
		if leader == nil {
			return fmt.Errorf("%s is led by %q", stream, info.Cluster.Leader)
		}
		return nil
	})
	return leader
}

// wantOnce reads the clean stream as the reader, and wants one clean document of
// each raw one.
func wantOnce(t *testing.T, f *fleet, want map[uint64]bool) {
	t.Helper()
	conn, js, err := f.as("reader", nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var seen map[uint64]int
	began := time.Now()
	streamtest.Eventually(t, func() error {
		if seen, err = cleaned(t.Context(), js); err == nil && len(seen) < len(want) {
			err = fmt.Errorf("%d documents are clean, want %d", len(seen), len(want))
		}
		return err
	})
	for sequence, n := range seen {
		if n != 1 || !want[sequence] {
			t.Errorf("the raw document %d is out %d times, and was stored: %v", sequence, n, want[sequence])
		}
	}
	if n := f.deadLetters(t); n != 1 {
		t.Errorf("%d dead letters, want 1", n)
	}
	t.Logf("%d documents stored, %d clean, each once; the last %s after they were stored", len(want), len(seen), time.Since(began).Round(10*time.Millisecond))
}

// wantNoLag wants winnow lag to say, once it has measured again, that nothing waits.
func wantNoLag(t *testing.T, f *fleet) {
	t.Helper()
	streamtest.Eventually(t, func() error {
		said, err := fetch(t.Context(), "http://"+f.lag.http+"/lag")
		if err == nil && !strings.Contains(string(said), `"lag":0,`) {
			err = fmt.Errorf("all is clean, and winnow lag says %s", said)
		}
		return err
	})
}

// deadLetters returns how many there are, once there are any.
func (f *fleet) deadLetters(t *testing.T) (n uint64) {
	t.Helper()
	conn, js, err := f.as("operator", nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	streamtest.Eventually(t, func() error {
		s, err := js.Stream(t.Context(), broker.DefaultTopology().DeadStream)
		if err != nil {
			return err
		}
		if n = s.CachedInfo().State.Msgs; n == 0 {
			return errors.New("there is no dead letter")
		}
		return nil
	})
	return n
}

// TestAFolderHasOneFleet wants a second one refused, which would kill nothing and
// share everything.
func TestAFolderHasOneFleet(t *testing.T) {
	o := options{dir: t.TempDir(), workers: 1, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	first := &fleet{options: o}
	if err := first.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer first.stop()
	second, err := startFleet(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "in use by another fleet") {
		second.stop()
		t.Errorf("a second fleet: %v", err)
	}
}

// cleaned returns how often each raw document is in the clean stream.
func cleaned(ctx context.Context, js jetstream.JetStream) (map[uint64]int, error) {
	topology := broker.DefaultTopology()
	stream, err := js.Stream(ctx, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{FilterSubjects: []string{topology.CleanSubjects()}})
	if err != nil {
		return nil, err
	}
	seen := make(map[uint64]int)
	for {
		batch, err := consumer.FetchNoWait(documents)
		if err != nil {
			return nil, err
		}
		got := 0
		for message := range batch.Messages() {
			sequence, err := strconv.ParseUint(message.Headers().Get("Winnow-Raw-Sequence"), 10, 64)
			if err != nil {
				return nil, fmt.Errorf("a clean document without the sequence of its raw one: %w", err)
			}
			seen[sequence]++
			got++
		}
		if batch.Error() != nil || got == 0 {
			return seen, batch.Error()
		}
	}
}

// wantHandedOver tells a worker to end, and wants others to have its partitions
// within a second, or a few on a machine that does other things.
func wantHandedOver(t *testing.T, f *fleet) {
	const partitions = broker.DefaultPartitions
	streamtest.Eventually(t, func() error { return f.owned(t.Context(), partitions) })
	leaving := f.workers[len(f.workers)-1]
	f.workers = f.workers[:len(f.workers)-1]
	began := time.Now()
	leaving.tell()
	streamtest.Eventually(t, func() error { return f.owned(t.Context(), partitions) })
	took := time.Since(began)
	leaving.stop()
	t.Logf("partitions of a worker that was told to end were others' after %s", took.Round(time.Millisecond))
	if took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

// owned returns an error unless the workers have so many partitions together.
func (f *fleet) owned(ctx context.Context, want int) error {
	sum, each := 0., []string{}
	for _, w := range f.workers {
		text, err := fetch(ctx, "http://"+w.http+"/metrics")
		if err != nil {
			return err
		}
		owns := math.NaN()
		for line := range strings.Lines(string(text)) {
			if value, ok := strings.CutPrefix(line, "winnow_partitions_owned "); ok {
				owns, err = strconv.ParseFloat(strings.TrimSpace(value), 64)
			}
		}
		if err != nil {
			return err
		}
		sum += owns
		each = append(each, fmt.Sprint(owns))
	}
	if sum != float64(want) {
		return fmt.Errorf("the workers have %s partitions, want %d together", strings.Join(each, ", "), want)
	}
	return nil
}
