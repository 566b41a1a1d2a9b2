package stream

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// lateEngine is recaller that keeps one document until it is released, asks
// memory about it only then, and returns when that may end.
type lateEngine struct {
	recaller
	release, end <-chan struct{}
}

const hanging = "This document hangs."

func (e lateEngine) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	if strings.HasPrefix(string(raw.Content), hanging) {
		<-e.release
		defer func() { <-e.end }()
	}
	return e.recaller.CleanRecalling(raw, recall)
}

// givenUp calls back when a document was given up on, which comes before its
// failure is committed.
type givenUp struct {
	NoopObserver
	limit time.Duration
	once  sync.Once
	then  func()
}

func (g *givenUp) Took(stage pipeline.Stage, d time.Duration) {
	if stage == pipeline.StageClean && d >= g.limit {
		g.once.Do(g.then)
	}
}

// TestALateRecallTeachesNothing lets the engine ask memory about a document
// that was given up on, while the failure is being committed. The race detector
// is the judge of what both touch.
func TestALateRecallTeachesNothing(t *testing.T) {
	b := newMemoryBench(t)
	late := document.Raw{ID: "late", URL: "https://late.example.org/1", Content: []byte(hanging + "\nOne more line that it has.\n")}
	b.Publish(t, late)
	release, end := make(chan struct{}), make(chan struct{})
	const limit = 50 * time.Millisecond
	seen := &givenUp{limit: limit, then: func() { close(release) }}
	burying := sync.OnceFunc(func() { close(end) })
	b.workUntilDrained(t, lateEngine{release: release, end: end}, WorkOptions{
		Recurring: memory.RecurringOn, Observer: seen,
		// The failure waits so long for company: the late recall comes between.
		// The engine stays in it until the failure is being stored, since the
		// race detector forgets goroutines that have ended.
		Pipeline: pipeline.Options{DocumentTime: limit, BatchDelay: 10 * limit},
		Faults: &faults.Hooks{Reached: func(p faults.Point) {
			if p == faults.Burying {
				burying()
			}
		}},
	})
	sites, err := operate.Remembered(t.Context(), b.JS, b.Topology, streamtest.SiteOf(late))
	if err != nil {
		t.Fatal(err)
	}
	if names := sites.Names(); len(names) > 0 {
		t.Errorf("the sites %v are remembered, want none", names)
	}
	if dead := b.Stored(t, b.Topology.DeadStream); len(dead) != 1 || dead[0].Header.Get("Winnow-Dead-Reason") != pipeline.ReasonTooSlow {
		t.Errorf("dead letters %v, want the one that was too slow", dead)
	}
}
