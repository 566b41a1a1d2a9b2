package stream

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/drifts"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestEverybodyCanDoTheirPart lets the operator make the streams, a scraper
// send documents, a worker clean them and a reader read, each as who they are.
func TestEverybodyCanDoTheirPart(t *testing.T) {
	s := streamtest.Accounts(t)
	b := &bench{&streamtest.Bench{Topology: streamtest.QuickTopology()}}
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
	b.Publish(t, streamtest.Articles(20)...)
	b.Publish(t, document.Raw{Content: []byte("%PDF")})
	js, err := broker.JetStream(streamtest.As(t, s, "worker"))
	if err != nil {
		t.Fatal(err)
	}
	options := WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true, Recurring: memory.RecurringOn, SnapshotEvery: 1}
	if err := b.Topology.Apply(t.Context(), js); err != nil { // as `winnow run` does
		t.Fatal(err)
	}
	if err := Work(t.Context(), js, b.Topology, recaller{}, options); err != nil {
		t.Fatal(err)
	}
	if err := drifts.Run(t.Context(), js, b.Topology, drifts.Options{Once: true, Log: streamtest.Log(t), SnapshotEvery: 1}); err != nil {
		t.Fatal(err)
	}
	if err := stories.Run(t.Context(), js, b.Topology, stories.Options{Once: true, Log: streamtest.Log(t)}); err != nil {
		t.Fatal(err)
	}
	if b.JS, err = broker.JetStream(streamtest.As(t, s, "reader")); err != nil {
		t.Fatal(err)
	}
	if got := len(b.storyRecords(t)); got != 20 {
		t.Errorf("the reader finds %d stories, want 20", got)
	}
	if known, err := drifts.Ranges(t.Context(), b.JS, b.Topology, streamtest.Log(t)); err != nil || known.Len() == 0 {
		t.Errorf("the reader finds %d sites that are watched: %v", known.Len(), err)
	}
	if got := len(b.Stored(t, "WINNOW_CLEAN")); got != 20 {
		t.Errorf("the reader finds %d clean documents, want 20", got)
	}
	b.JS = operator
	if at, err := operate.Teach(t.Context(), operator, b.Topology, "a", func(d *memory.Delta) { d.Forget("a", 1) }); err != nil || at == 0 {
		t.Errorf("the operator's change is at %d: %v", at, err)
	}
	if got := b.deadLetters(t, operate.DeadFilter{}); len(got) != 1 {
		t.Errorf("the operator finds %d dead letters, want 1", len(got))
	}
}

// storyRecords returns what was said of stories.
func (b *bench) storyRecords(t *testing.T) (all []*jetstream.RawStreamMsg) {
	t.Helper()
	for _, msg := range b.Stored(t, b.Topology.StoryStream) {
		if strings.HasPrefix(msg.Subject, b.Topology.StoryPrefix+".") {
			all = append(all, msg)
		}
	}
	return all
}
