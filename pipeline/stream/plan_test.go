package stream

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func (b *bench) plan(t *testing.T) map[string]Step {
	t.Helper()
	steps, err := b.topology.Plan(t.Context(), b.js)
	if err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]Step)
	for _, s := range steps {
		byName[s.Stream] = s
	}
	return byName
}

func TestAPlanIsTakenStepByStep(t *testing.T) {
	b := newBareBench(t)
	// As winnow 0.1 left them, before any document came.
	for _, config := range []jetstream.StreamConfig{
		{Name: "WINNOW_RAW", Subjects: []string{"winnow.raw.*"}}, {Name: "WINNOW_CLEAN", Subjects: []string{"winnow.clean.*"}},
	} {
		if _, err := b.js.CreateStream(t.Context(), config); err != nil {
			t.Fatal(err)
		}
	}
	plan := b.plan(t)
	if !plan["WINNOW_DEAD"].Missing || !plan["KV_WINNOW_WORKERS"].Missing || len(plan["WINNOW_RAW"].Changes) != 1 || len(plan["WINNOW_CLEAN"].Changes) != 3 {
		t.Fatalf("plan %+v", plan)
	}
	for _, s := range plan {
		if s.Fits() || len(s.Stuck) > 0 {
			t.Errorf("step %+v", s)
		}
		if err := s.Take(t.Context(), b.js); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range b.plan(t) {
		if !s.Fits() {
			t.Errorf("after it was taken: %+v", s)
		}
	}
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	b.publish(t, articles(10)...)
	b.work(t)
	if got := len(b.stored(t, "WINNOW_CLEAN")); got != 10 {
		t.Errorf("%d clean documents, want 10", got)
	}
}

func TestAPlanDoesNotStrandDocuments(t *testing.T) {
	b := newBareBench(t)
	if _, err := b.js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "WINNOW_RAW", Subjects: []string{"winnow.raw.*"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.js.Publish(t.Context(), "winnow.raw.a", []byte("old")); err != nil {
		t.Fatal(err)
	}
	step := b.plan(t)["WINNOW_RAW"]
	if len(step.Stuck) != 1 || !strings.Contains(step.Stuck[0], "it holds 1 documents that are in no partition") {
		t.Errorf("stuck: %v", step.Stuck)
	}
	if err := step.Take(t.Context(), b.js); err == nil {
		t.Error("the step was taken")
	}
}

func TestABucketThatForgetsTooSoonDoesNotFit(t *testing.T) {
	b := newBench(t)
	longer := b.topology
	longer.Lease = 10 * time.Minute // the bucket was made for a lease of less than a second
	if err := longer.Apply(t.Context(), b.js); err == nil || !strings.Contains(err.Error(), "WINNOW_WORKERS is there but does not fit") {
		t.Errorf("Apply = %v, want it to say that the bucket does not fit", err)
	}
	b.topology = longer
	step := b.plan(t)["KV_WINNOW_WORKERS"]
	if step.Fits() || len(step.Changes) != 1 || len(step.Stuck) > 0 {
		t.Fatalf("step %+v", step)
	}
	if err := step.Take(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	if err := longer.Apply(t.Context(), b.js); err != nil {
		t.Error(err)
	}
}
