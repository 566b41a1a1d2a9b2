package stream

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestApplyAcceptsWhatAnOperatorChose(t *testing.T) {
	b := newBareBench(t)
	own := jetstream.StreamConfig{
		Name: "WINNOW_RAW", Subjects: []string{"winnow.>"}, MaxAge: time.Hour, MaxMsgs: 1000, Discard: jetstream.DiscardOld,
		SubjectTransform: &jetstream.SubjectTransformConfig{Source: "winnow.raw.*", Destination: "winnow.raw.{{partition(5, 1)}}.{{wildcard(1)}}"},
	}
	if _, err := b.JS.CreateStream(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	b.Topology.CleanPrefix, b.Topology.DeadPrefix, b.Topology.StatePrefix = "clean", "dead", "state"
	b.Topology.StoryPrefix, b.Topology.StoryState = "story", "stories"
	b.Topology.DriftPrefix, b.Topology.DriftState = "drift", "ranges"
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Errorf("Apply = %v", err)
	}
	b.Publish(t, streamtest.Articles(20)...) // in the operator's five partitions
	b.work(t)
	if got := len(b.Stored(t, b.Topology.CleanStream)); got != 20 {
		t.Errorf("%d clean documents, want 20", got)
	}
}

func TestEveryNameCanBeSet(t *testing.T) {
	b := newBareBench(t)
	b.Topology = broker.Topology{
		RawStream: "IN", CleanStream: "OUT", DeadStream: "BAD", RawPrefix: "my.in", CleanPrefix: "my.out", DeadPrefix: "my.bad",
		StatePrefix: "my.state", Workers: "CREW", Partitions: 3, Replicas: 1, Duplicates: time.Minute, Lease: time.Second,
	}
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	raws := []document.Raw{{Content: []byte("a")}, {Content: []byte("b")}, {Content: []byte("c")}}
	b.Publish(t, raws...)
	if _, err := b.JS.Publish(t.Context(), "my.in.example-org", []byte("panic")); err != nil {
		t.Fatal(err)
	}
	b.work(t)
	for _, msg := range b.Stored(t, "OUT") {
		if msg.Subject != "my.out.example-org" {
			t.Errorf("a clean document is on %s", msg.Subject)
		}
	}
	if clean, dead := len(b.Stored(t, "OUT")), b.Stored(t, "BAD"); clean != 3 || len(dead) != 1 || dead[0].Subject != "my.bad.example-org" {
		t.Errorf("%d clean documents and dead letters %v, want 3 and one", clean, dead)
	}
}

func TestAPlanIsTakenStepByStep(t *testing.T) {
	b := newBareBench(t)
	// As winnow 0.1 left them, before any document came.
	for _, config := range []jetstream.StreamConfig{
		{Name: "WINNOW_RAW", Subjects: []string{"winnow.raw.*"}}, {Name: "WINNOW_CLEAN", Subjects: []string{"winnow.clean.*"}},
	} {
		if _, err := b.JS.CreateStream(t.Context(), config); err != nil {
			t.Fatal(err)
		}
	}
	plan := b.Plan(t)
	if !plan["WINNOW_DEAD"].Missing || !plan["KV_WINNOW_WORKERS"].Missing || len(plan["WINNOW_RAW"].Changes) != 1 || len(plan["WINNOW_CLEAN"].Changes) != 3 {
		t.Fatalf("plan %+v", plan)
	}
	for _, s := range plan {
		if s.Fits() || len(s.Stuck) > 0 {
			t.Errorf("step %+v", s)
		}
		if err := s.Take(t.Context(), b.JS); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range b.Plan(t) {
		if !s.Fits() {
			t.Errorf("after it was taken: %+v", s)
		}
	}
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	b.Publish(t, streamtest.Articles(10)...)
	b.work(t)
	if got := len(b.Stored(t, "WINNOW_CLEAN")); got != 10 {
		t.Errorf("%d clean documents, want 10", got)
	}
}
