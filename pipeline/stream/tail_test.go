package stream

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// mourner counts what is told to be lost.
type mourner struct {
	NoopObserver
	lost atomic.Int64
}

func (m *mourner) Lost(documents int) { m.lost.Add(int64(documents)) }

func (b *bench) cutTail(t *testing.T, before uint64) {
	t.Helper()
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Purge(t.Context(), jetstream.WithPurgeSequence(before)); err != nil {
		t.Fatal(err)
	}
}

// awaitQuiet waits until the server is sending nothing of the raw stream. What
// is removed under a pull that is being answered is not counted for certain.
func (b *bench) awaitQuiet(t *testing.T) {
	t.Helper()
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err != nil {
		t.Fatal(err)
	}
	const looks = 5 // that find the same
	sent, same := uint64(0), 0
	streamtest.Eventually(t, func() error {
		before := sent
		sent = 0
		list := raw.ListConsumers(t.Context())
		for info := range list.Info() {
			sent += info.Delivered.Consumer
		}
		if same++; sent == 0 || sent != before || list.Err() != nil {
			same = 0
		}
		if same < looks {
			return fmt.Errorf("%d documents are sent, %d before that (%v)", sent, before, list.Err())
		}
		return nil
	})
}

func (b *bench) workTelling(t *testing.T) int {
	t.Helper()
	seen := &mourner{}
	if err := b.workUntil(t, t.Context(), streamtest.Fake{}, WorkOptions{Once: true, Observer: seen}); err != nil {
		t.Fatal(err)
	}
	return int(seen.lost.Load())
}

func TestWhatWasRemovedWhileNobodyReadIsToldOfOnce(t *testing.T) {
	b := newBench(t)
	raws := streamtest.Articles(150)
	b.Publish(t, raws[:100]...)
	if lost := b.workTelling(t); lost != 0 {
		t.Errorf("%d documents are said to be lost of a stream that is whole", lost)
	}
	b.cutTail(t, 90) // the records have passed these
	if lost := b.workTelling(t); lost != 0 {
		t.Errorf("%d documents are said to be lost that were cleaned", lost)
	}
	b.Publish(t, raws[100:]...)
	b.cutTail(t, 131)
	if lost := b.workTelling(t); lost != 30 {
		t.Errorf("%d documents are said to be lost, want 30", lost)
	}
	if lost := b.workTelling(t); lost != 0 {
		t.Errorf("the next worker says so again, of %d documents", lost)
	}
	if got, err := b.CleanCount(t); err != nil || got != 120 {
		t.Errorf("%d clean documents, want 120 (%v)", got, err)
	}
}

func TestWhatIsRemovedUnderAReaderIsToldOf(t *testing.T) {
	b := newBench(t)
	const n = 1500
	var futures []jetstream.PubAckFuture
	for i := range n {
		future, err := b.JS.PublishAsync("winnow.raw.example-org", fmt.Appendf(nil, "Story %d", i))
		if err != nil {
			t.Fatal(err)
		}
		futures = append(futures, future)
	}
	streamtest.AwaitAll(t, futures)
	pulled, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	slow := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		once.Do(func() { close(pulled) })
		<-release
		return streamtest.Fake{}.Clean(raw)
	})
	seen := &mourner{}
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() {
		options := WorkOptions{Observer: seen, Pipeline: pipeline.Options{BatchSize: 8, InFlight: 16}}
		if err := b.workUntil(t, ctx, slow, options); err != nil {
			t.Error(err)
		}
	})
	<-pulled
	b.awaitQuiet(t)
	b.cutTail(t, 1001)
	close(release)
	b.awaitDrained(t)
	stop()
	worker.Wait()
	got, err := b.CleanCount(t)
	if err != nil {
		t.Fatal(err)
	}
	if lost := int(seen.lost.Load()); lost < 500 || lost+got != n {
		t.Errorf("%d documents are said to be lost and %d came out, of %d", lost, got, n)
	}
}
