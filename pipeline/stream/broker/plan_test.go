package broker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestAPlanDoesNotStrandDocuments(t *testing.T) {
	b := streamtest.NewBare(t)
	if _, err := b.JS.CreateStream(t.Context(), jetstream.StreamConfig{Name: "WINNOW_RAW", Subjects: []string{"winnow.raw.*"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.JS.Publish(t.Context(), "winnow.raw.a", []byte("old")); err != nil {
		t.Fatal(err)
	}
	step := b.Plan(t)["WINNOW_RAW"]
	if len(step.Stuck) != 1 || !strings.Contains(step.Stuck[0], "it holds 1 documents that are in no partition") {
		t.Errorf("stuck: %v", step.Stuck)
	}
	if err := step.Take(t.Context(), b.JS); err == nil {
		t.Error("the step was taken")
	}
}

func TestABucketThatForgetsTooSoonDoesNotFit(t *testing.T) {
	b := streamtest.New(t)
	longer := b.Topology
	longer.Lease = 10 * time.Minute // the bucket was made for a lease of less than a second
	if err := longer.Apply(t.Context(), b.JS); err == nil || !strings.Contains(err.Error(), "WINNOW_WORKERS is there but does not fit") {
		t.Errorf("Apply = %v, want it to say that the bucket does not fit", err)
	}
	b.Topology = longer
	step := b.Plan(t)["KV_WINNOW_WORKERS"]
	if step.Fits() || len(step.Changes) != 1 || len(step.Stuck) > 0 {
		t.Fatalf("step %+v", step)
	}
	if err := step.Take(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	if err := longer.Apply(t.Context(), b.JS); err != nil {
		t.Error(err)
	}
}
