package stream

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// signs is an observer that keeps what a worker says of its commits, as health
// does.
type signs struct {
	NoopObserver
	mu     sync.Mutex
	begun  int   // commits
	beats  int   // in all
	tries  int   // of the commit in hand
	failed error // of its last try
	beat   error
}

func (s *signs) Storing(busy bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !busy:
		s.tries, s.failed = 0, nil
	case s.tries == 0:
		s.begun++
		fallthrough
	default:
		s.tries++
		s.failed = err
	}
}

func (s *signs) Beat(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beats++
	s.beat = err
}

// await waits until the signs are as they are wanted.
func (s *signs) await(t *testing.T, what string, want func(*signs) bool) {
	t.Helper()
	streamtest.Eventually(t, func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !want(s) {
			return fmt.Errorf("no %s: %d commits, %d tries of the last, %v; last beat: %v", what, s.begun, s.tries, s.failed, s.beat)
		}
		return nil
	})
}

// TestAServerThatNeverAnswersIsToldOf lets a worker's way to the server swallow
// all answers in mid-stream: its tries end, and say so.
func TestAServerThatNeverAnswersIsToldOf(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for an answer as long as a worker does")
	}
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
	seen := &signs{}
	ctx, stop := context.WithCancel(t.Context())
	var mute sync.Once
	var worker sync.WaitGroup
	worker.Go(func() {
		options := WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Pipeline: pipeline.Options{BatchSize: 10}, Observer: seen,
			Committed: func([]pipeline.Stored) { mute.Do(func() { way.Mute.Store(true) }) }}
		if err := Work(ctx, js, b.Topology, streamtest.Fake{}, options); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	raws := streamtest.Articles(400)
	b.Publish(t, raws...)
	seen.await(t, "try that failed", func(s *signs) bool { return s.tries > 1 && s.failed != nil })
	seen.await(t, "beat with the trouble", func(s *signs) bool { return s.beat != nil })
	way.Sever()
	way.Mute.Store(false)
	b.awaitDrained(t)
	seen.await(t, "end of the commit", func(s *signs) bool { return s.tries == 0 })
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}

// TestACommitThatHangsInOurselvesShows blocks a commit: its one try is never
// followed by another sign, by which health knows, while beats go on.
func TestACommitThatHangsInOurselvesShows(t *testing.T) {
	b := newBench(t)
	seen := &signs{}
	release := make(chan struct{})
	var once sync.Once
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() {
		options := WorkOptions{Observer: seen, Faults: &faults.Hooks{Reached: func(p faults.Point) {
			if p == faults.Committing {
				once.Do(func() { <-release })
			}
		}}}
		if err := b.workUntil(t, ctx, streamtest.Fake{}, options); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	b.Publish(t, streamtest.Articles(5)...)
	beats := 0
	seen.await(t, "commit", func(s *signs) bool { beats = s.beats; return s.begun == 1 })
	seen.await(t, "good beats behind the commit", func(s *signs) bool { return s.beats > beats+3 && s.beat == nil })
	seen.mu.Lock()
	if seen.begun != 1 || seen.tries != 1 {
		t.Errorf("%d commits and %d tries of the last, want the one that hangs", seen.begun, seen.tries)
	}
	seen.mu.Unlock()
	close(release)
	b.awaitDrained(t)
}
