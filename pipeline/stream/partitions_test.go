package stream

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestPartitionsMoveToThoseWhoAreThere lets workers come and go and waits each time
// until every partition is held by exactly one.
func TestPartitionsMoveToThoseWhoAreThere(t *testing.T) {
	b := newBench(t)
	watch := b.Member(t, "watch")
	var running sync.WaitGroup
	start := func() context.CancelFunc {
		ctx, stop := context.WithCancel(t.Context())
		running.Go(func() {
			if err := b.workUntil(t, ctx, streamtest.Fake{}, WorkOptions{}); err != nil {
				t.Error(err)
			}
		})
		return stop
	}
	await := func(workers int) {
		t.Helper()
		streamtest.Eventually(t, func() error {
			_, held, err := watch.Look(t.Context())
			if err != nil {
				return err
			}
			names := make(map[string]int)
			for _, name := range held {
				names[name]++
			}
			if len(held) != b.Topology.Partitions || len(names) != workers {
				return fmt.Errorf("%d workers: the partitions are held so: %v", workers, held)
			}
			return nil
		})
	}
	first := start()
	await(1)
	second := start()
	await(2)
	third := start()
	await(3)
	first()
	await(2)
	second()
	await(1)
	b.Publish(t, streamtest.Articles(50)...)
	b.AwaitClean(t, 50)
	third()
	running.Wait()
	if got := len(b.Stored(t, b.Topology.CleanStream)); got != 50 {
		t.Errorf("%d clean documents for 50", got)
	}
}
