package stream

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// gauges is an observer that keeps what it is told of the broker.
type gauges struct {
	NoopObserver
	mu     sync.Mutex
	filled map[string]fill
	lost   error
	told   int // times that something was said of the connection
}

type fill struct{ messages, bytes, limit uint64 }

func (g *gauges) Filled(stream string, messages, bytes, limit uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.filled == nil {
		g.filled = make(map[string]fill)
	}
	g.filled[stream] = fill{messages, bytes, limit}
}

func (g *gauges) Connected(lost error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lost = lost
	g.told++
}

func (g *gauges) all() map[string]fill {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.filled)
}

// TestWhatStreamsHoldIsTold watches with no more rights than a worker has.
func TestWhatStreamsHoldIsTold(t *testing.T) {
	s := streamtest.Accounts(t)
	operator, err := broker.JetStream(streamtest.As(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{&streamtest.Bench{Topology: streamtest.QuickTopology(), JS: operator}}
	b.Topology.RawBytes = 1 << 20
	if err := b.Topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	b.Publish(t, streamtest.Articles(20)...)
	b.Publish(t, document.Raw{Content: []byte("%PDF")})
	conn := streamtest.As(t, s, "worker")
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	seen := &gauges{}
	ctx, stop := context.WithCancel(t.Context())
	var tasks sync.WaitGroup
	w := &watcher{js: js, topology: b.Topology, observer: seen, log: streamtest.Log(t), every: 20 * time.Millisecond}
	tasks.Go(func() { w.run(ctx) })
	options := WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true}
	if err := Work(t.Context(), js, b.Topology, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}
	streamtest.Eventually(t, func() error {
		all := seen.all()
		raw, clean, dead, stories, drift := all["WINNOW_RAW"], all["WINNOW_CLEAN"], all["WINNOW_DEAD"], all["WINNOW_STORIES"], all["WINNOW_DRIFT"]
		if raw.messages != 21 || raw.bytes == 0 || raw.limit != 1<<20 || clean.messages < 20 || dead.messages != 1 || dead.limit != 0 || len(all) != 5 || stories.messages != 0 || drift.messages != 0 {
			return fmt.Errorf("told of %+v", all)
		}
		return nil
	})
	stop()
	tasks.Wait()
	if err := conn.LastError(); err != nil {
		t.Errorf("a worker may not ask: %v", err)
	}
}

// TestALostConnectionIsToldAtOnce cuts a worker's way to its server.
func TestALostConnectionIsToldAtOnce(t *testing.T) {
	b := newOpenBench(t)
	way := streamtest.NewProxy(t, b.Server.URL())
	conn, err := broker.Connect(way.URL(), streamtest.Log(t), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	seen := &gauges{}
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() {
		options := WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Observer: seen}
		if err := Work(ctx, js, b.Topology, streamtest.Fake{}, options); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	await := func(what string, is func(*gauges) bool) {
		t.Helper()
		streamtest.Eventually(t, func() error {
			seen.mu.Lock()
			defer seen.mu.Unlock()
			if !is(seen) {
				return fmt.Errorf("not told that %s: told %d times, at last of %v", what, seen.told, seen.lost)
			}
			return nil
		})
	}
	await("there is a connection", func(g *gauges) bool { return g.told == 1 && g.lost == nil })
	way.Hold(true)
	await("it is lost", func(g *gauges) bool { return errors.Is(g.lost, nats.ErrDisconnected) })
	way.Hold(false)
	await("it is back", func(g *gauges) bool { return g.lost == nil })
}
