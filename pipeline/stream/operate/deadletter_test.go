package operate_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestARedrivenDocumentComesOutOnce(t *testing.T) {
	b := streamtest.New(t)
	raw := document.Raw{ID: "hot", URL: "https://example.org/hot", Content: []byte("Too hot for the first release.")}
	b.Publish(t, raw)
	broken := streamtest.EngineFunc(func(document.Raw) (*document.Clean, error) { panic("first release") })
	work(t, b, broken)
	if got := deadLetters(t, b, operate.DeadFilter{Reason: "binary"}); len(got) != 0 {
		t.Errorf("a filter by another reason gave %+v", got)
	}
	dead := deadLetters(t, b, operate.DeadFilter{Reason: "panic", Site: "example-org"})
	if len(dead) != 1 {
		t.Fatalf("dead letters: %+v, want one", dead)
	}
	for range 2 { // the second finds no letter to remove, and puts nothing in
		_ = operate.Redrive(t.Context(), b.JS, b.Topology, dead[0])
	}
	if rest := deadLetters(t, b, operate.DeadFilter{}); len(rest) != 0 {
		t.Errorf("dead letters are left: %+v", rest)
	}
	work(t, b, streamtest.Fake{})
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, []document.Raw{raw}), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	if got := len(b.Stored(t, b.Topology.RawStream)); got != 2 {
		t.Errorf("%d raw documents, want the first and the redriven one", got)
	}
}

func TestDeadFilters(t *testing.T) {
	b := streamtest.New(t)
	for i, body := range []string{"panic one", "%PDF two", `{"content":`} {
		if _, err := b.JS.Publish(t.Context(), fmt.Sprintf("winnow.raw.site-%d", i), []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	work(t, b, streamtest.Fake{})
	now := time.Now()
	for _, c := range []struct {
		filter operate.DeadFilter
		want   int
	}{
		{operate.DeadFilter{}, 3}, {operate.DeadFilter{Reason: "panic"}, 1}, {operate.DeadFilter{Stage: "clean"}, 2}, {operate.DeadFilter{Stage: "envelope"}, 1},
		{operate.DeadFilter{Site: "site-1"}, 1}, {operate.DeadFilter{Site: "site-9"}, 0}, {operate.DeadFilter{Error: "fell over"}, 1},
		{operate.DeadFilter{After: now.Add(time.Minute)}, 0}, {operate.DeadFilter{Before: now.Add(time.Minute)}, 3},
		{operate.DeadFilter{After: now.Add(-time.Minute), Stage: "clean", Reason: "failed"}, 1},
	} {
		if got := len(deadLetters(t, b, c.filter)); got != c.want {
			t.Errorf("%+v means %d letters, want %d", c.filter, got, c.want)
		}
	}
	all := deadLetters(t, b, operate.DeadFilter{})
	if err := operate.Discard(t.Context(), b.JS, b.Topology, all[0].Sequence); err != nil {
		t.Fatal(err)
	}
	if err := operate.Discard(t.Context(), b.JS, b.Topology, all[0].Sequence); err == nil {
		t.Error("a dead letter was removed twice")
	}
	if got := len(deadLetters(t, b, operate.DeadFilter{})); got != 2 {
		t.Errorf("%d letters are left, want 2", got)
	}
}

// work runs a worker until the stream is drained.
func work(t *testing.T, b *streamtest.Bench, engine pipeline.Engine) {
	t.Helper()
	options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true}
	if err := stream.Work(t.Context(), b.JS, b.Topology, engine, options); err != nil {
		t.Fatal(err)
	}
}

func deadLetters(t *testing.T, b *streamtest.Bench, filter operate.DeadFilter) (all []operate.Dead) {
	t.Helper()
	for d, err := range operate.DeadLetters(t.Context(), b.JS, b.Topology, filter) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}
