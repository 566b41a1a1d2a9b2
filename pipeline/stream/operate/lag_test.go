package operate_test

import (
	"fmt"
	"testing"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestLagIsMeasuredWithoutAWorker measures as the user lag of deploy/nats: before
// a worker ever ran, after one has cleaned all and gone, and when more came then.
func TestLagIsMeasuredWithoutAWorker(t *testing.T) {
	s := streamtest.Accounts(t)
	b := &streamtest.Bench{Topology: streamtest.QuickTopology()}
	operator, err := broker.JetStream(streamtest.As(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	if b.JS, err = broker.JetStream(streamtest.As(t, s, "scraper")); err != nil {
		t.Fatal(err)
	}
	worker, err := broker.JetStream(streamtest.As(t, s, "worker"))
	if err != nil {
		t.Fatal(err)
	}
	asLag, err := broker.JetStream(streamtest.As(t, s, "lag"))
	if err != nil {
		t.Fatal(err)
	}
	gauge := operate.NewGauge(asLag, b.Topology)
	want := func(when string, documents uint64) {
		t.Helper()
		for _, again := range []string{"", ", again"} {
			lag, err := gauge.Measure(t.Context())
			if err != nil {
				t.Fatalf("%s%s: %v", when, again, err)
			}
			sum := uint64(0)
			for _, p := range lag.Partitions {
				sum += p.Documents
			}
			if lag.Documents != documents || sum != documents {
				t.Errorf("%s%s: the lag is %+v, want %d documents", when, again, lag, documents)
			}
		}
	}
	want("at first", 0)
	raws := streamtest.Articles(60)
	b.Publish(t, raws[:40]...)
	want("before any worker", 40)
	options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true, Recurring: memory.RecurringOn}
	if err := stream.Work(t.Context(), worker, b.Topology, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}
	want("after it", 0)
	b.Publish(t, raws[40:]...)
	want("with more to do", 20)
	other := operate.NewGauge(asLag, b.Topology)
	done := make(chan error)
	go func() {
		lag, err := other.Measure(t.Context())
		if err == nil && lag.Documents != 20 {
			err = fmt.Errorf("the lag is %+v", lag)
		}
		done <- err
	}()
	want("while somebody else measures", 20)
	if err := <-done; err != nil {
		t.Errorf("somebody else: %v", err)
	}
	// A raw stream that is made anew counts from one again.
	if err := operator.DeleteStream(t.Context(), b.Topology.RawStream); err != nil {
		t.Fatal(err)
	}
	if err := b.Topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	want("with a new raw stream", 0)
	b.Publish(t, raws[:3]...)
	want("with a new raw stream", 3)
}
