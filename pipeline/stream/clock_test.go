package stream

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// jumpy is a wall clock that somebody sets, by up to an hour either way, again
// and again until it is calm.
type jumpy struct {
	mu     sync.Mutex
	random *rand.Rand
	off    time.Duration
	calm   bool
}

func (j *jumpy) now() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.calm:
		j.off = 0
	case j.random.IntN(3) == 0:
		j.off = time.Duration(j.random.IntN(3)-1) * time.Hour
	}
	return time.Now().Round(0).Add(j.off) // without the monotonic reading
}

func (j *jumpy) settle() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.calm = true
}

func TestClocksThatJumpLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	raws := streamtest.Articles(120_000) // leastDocuments, and more until two workers have met
	const leastDocuments, mostWaiting = 1000, 500
	published := 0
	ctx, stop := context.WithCancel(t.Context())
	clocks := make([]*jumpy, 3)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	var refused, committed atomic.Int64
	slow := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		time.Sleep(2 * time.Millisecond) // so that there is always something in hand
		return streamtest.Fake{}.Clean(raw)
	})
	for i := range clocks {
		clocks[i] = &jumpy{random: rand.New(rand.NewPCG(1, uint64(i)))}
		running.Go(func() {
			options := WorkOptions{
				Faults:   &faults.Hooks{Clock: clocks[i].now},
				Pipeline: pipeline.Options{BatchSize: 10},
				Observer: &counter{refused: &refused, committed: &committed},
			}
			if err := b.workUntil(t, ctx, slow, options); err != nil {
				t.Error(err)
			}
		})
	}
	for end := time.Now().Add(streamtest.Patience); published < leastDocuments || refused.Load() == 0 && published < len(raws) && time.Now().Before(end); {
		if published < mostWaiting+int(committed.Load()) {
			b.Publish(t, raws[published:published+100]...)
			published += 100
		}
		time.Sleep(60 * time.Millisecond)
	}
	for _, c := range clocks {
		c.settle()
	}
	b.awaitDrained(t)
	stop()
	running.Wait()
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws[:published]), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	t.Logf("%d batches and documents were refused or passed over", refused.Load())
	if refused.Load() == 0 {
		t.Error("no batch was refused: the workers never took each other for dead, and this proves nothing")
	}
}

// counter counts what was stored, and what the fence refused or others had
// stored.
type counter struct {
	NoopObserver
	refused, committed *atomic.Int64
}

func (c *counter) Committed(stored []pipeline.Stored, _ int, _ time.Duration) {
	c.committed.Add(int64(len(stored)))
}

func (c *counter) Refused()         { c.refused.Add(1) }
func (c *counter) PassedOver(n int) { c.refused.Add(int64(n)) }
