package stream

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline"
)

// signs is an observer that keeps what a worker says of its commits, as health
// does.
type signs struct {
	pipeline.Blind
	mu     sync.Mutex
	begun  int   // commits
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
	s.beat = err
}

// await waits until the signs are as they are wanted.
func (s *signs) await(t *testing.T, what string, within time.Duration, want func(*signs) bool) {
	t.Helper()
	for end := time.Now().Add(within); ; time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		ok := want(s)
		s.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s: %d commits, %d tries of the last, %v; last beat: %v", what, within, s.begun, s.tries, s.failed, s.beat)
		}
	}
}

// TestAServerThatNeverAnswersIsToldOf lets a worker's way to the server swallow
// all answers in mid-stream: its tries end, and say so.
func TestAServerThatNeverAnswersIsToldOf(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for an answer as long as a worker does")
	}
	b := newOpenBench(t)
	way := newProxy(t, b.server.URL())
	conn, err := Connect(way.url(), testLog(t), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	seen := &signs{}
	ctx, stop := context.WithCancel(t.Context())
	var mute sync.Once
	var worker sync.WaitGroup
	worker.Go(func() {
		options := WorkOptions{Build: testBuild, Log: testLog(t), Pipeline: pipeline.Options{BatchSize: 10, Observer: seen},
			Committed: func([]pipeline.Outcome) { mute.Do(func() { way.mute.Store(true) }) }}
		if err := Work(ctx, js, b.topology, fake{}, options); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	raws := articles(400)
	b.publish(t, raws...)
	seen.await(t, "a try that failed", 2*pubAckTimeout, func(s *signs) bool { return s.tries > 1 && s.failed != nil })
	seen.await(t, "a beat with the trouble", 2*pubAckTimeout, func(s *signs) bool { return s.beat != nil })
	way.sever()
	way.mute.Store(false)
	b.awaitDrained(t)
	seen.await(t, "an end of the commit", 5*time.Second, func(s *signs) bool { return s.tries == 0 })
	if diff := wrongCounts(wantOnce(t, raws), b.bodies(t, b.topology.CleanStream)); diff != "" {
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
		options := WorkOptions{Pipeline: pipeline.Options{Observer: seen}, Faults: &Faults{Reached: func(p Point) {
			if p == PointCommitting {
				once.Do(func() { <-release })
			}
		}}}
		if err := b.workUntil(t, ctx, fake{}, options); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	b.publish(t, articles(5)...)
	seen.await(t, "a commit", 5*time.Second, func(s *signs) bool { return s.begun == 1 })
	time.Sleep(time.Second)
	seen.await(t, "the same commit, at its first try, with good beats", 0, func(s *signs) bool { return s.begun == 1 && s.tries == 1 && s.beat == nil })
	close(release)
	b.awaitDrained(t)
}
