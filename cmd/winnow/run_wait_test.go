package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// seenWorker is a worker of a server, and where it is seen.
type seenWorker struct {
	t    *testing.T
	said announced
	stop context.CancelFunc
	runs sync.WaitGroup
}

func startWorker(t *testing.T, address string) *seenWorker {
	w := &seenWorker{t: t}
	ctx, stop := context.WithCancel(t.Context())
	w.stop = stop
	w.runs.Go(func() {
		c := defaultRun()
		c.HTTP, c.NATS = "127.0.0.1:0", address
		log := slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), &w.said), nil))
		if err := c.Run(ctx, console{out: io.Discard, err: t.Output()}, log); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *seenWorker) end() {
	w.stop()
	w.runs.Wait()
}

// await waits until /readyz answers so, while /healthz says ok, and returns how
// long that took.
func (w *seenWorker) await(code int, says string) time.Duration {
	w.t.Helper()
	began := time.Now()
	for {
		url := w.said.url()
		ready, body := ask(url + "/readyz")
		alive, _ := ask(url + "/healthz")
		if url != "" && alive != http.StatusOK {
			w.t.Fatalf("/healthz answers %d", alive)
		}
		if ready == code && strings.Contains(body, says) {
			return time.Since(began)
		}
		if time.Since(began) > patience {
			w.t.Fatalf("/readyz answers %d: %q, want %d and %q", ready, body, code, says)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// turns is far less than it takes where slow answers are all that tells: how
// soon it turns is measured with a clock that is not the machine's, in
// pipeline/telemetry.
const turns = 10 * time.Second

// TestAWorkerWaitsForItsBroker starts a worker before its server, and then takes
// the server away and brings it back.
func TestAWorkerWaitsForItsBroker(t *testing.T) {
	listen, dir := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000)), t.TempDir()
	begin := func() *broker.Embedded {
		server, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: listen}, slog.New(slog.NewTextHandler(t.Output(), nil)))
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
	w := startWorker(t, "nats://"+listen)
	defer w.end()
	w.await(http.StatusServiceUnavailable, "starting: cannot reach the NATS server at nats://"+listen)
	server := begin()
	w.await(http.StatusOK, "ok")
	js := plainClient(t, server.URL())
	for _, raw := range fixtures.Samples() {
		if err := operate.Feed(t.Context(), js, broker.DefaultTopology(), "a", raw); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(patience); len(published(t, js)) < len(fixtures.Samples()); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the documents do not come out")
		}
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	took := w.await(http.StatusServiceUnavailable, "no broker for")
	t.Logf("not ready %s after the broker was gone", took.Round(time.Millisecond))
	if took > turns {
		t.Errorf("it took %s", took)
	}
	server = begin()
	defer server.Close()
	t.Logf("ready %s after it was back", w.await(http.StatusOK, "ok").Round(time.Millisecond))
	w.end() // before its server
}

// TestAWorkerThatWaitsCanBeStopped stops one that has no server yet.
func TestAWorkerThatWaitsCanBeStopped(t *testing.T) {
	w := startWorker(t, "nats://127.0.0.1:1")
	w.await(http.StatusServiceUnavailable, "starting: cannot reach")
	w.end()
}

// TestAFullStreamIsNamed fills the clean stream under a worker, which is not
// ready meanwhile.
func TestAFullStreamIsNamed(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	topology := broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	limit := func(bytes int64) {
		found, err := js.Stream(t.Context(), topology.CleanStream)
		if err != nil {
			t.Fatal(err)
		}
		config := found.CachedInfo().Config
		config.MaxBytes = bytes
		if _, err := js.UpdateStream(t.Context(), config); err != nil {
			t.Fatal(err)
		}
	}
	limit(1000)
	w := startWorker(t, server.URL())
	defer w.end()
	w.await(http.StatusOK, "ok")
	began := time.Now()
	if _, err := js.Publish(t.Context(), "winnow.raw.a", fixtures.Samples()[0].Content); err != nil {
		t.Fatal(err)
	}
	w.await(http.StatusServiceUnavailable, "the stream WINNOW_CLEAN is at a limit of its own")
	if took := time.Since(began); took > turns {
		t.Errorf("it took %s", took)
	}
	limit(-1)
	w.await(http.StatusOK, "ok")
}
