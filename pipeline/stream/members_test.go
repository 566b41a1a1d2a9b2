package stream

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestSharesCoverEveryPartitionOnceAndEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		partitions := rapid.IntRange(1, 64).Draw(t, "partitions")
		alive := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,6}`), 1, 9, rapid.ID).Draw(t, "alive")
		slices.Sort(alive)
		owners := make([]int, partitions)
		most := (partitions + len(alive) - 1) / len(alive)
		for _, name := range alive {
			mine := share(partitions, alive, name)
			if len(mine) > most {
				t.Fatalf("%s has %d of %d partitions among %d", name, len(mine), partitions, len(alive))
			}
			for p := range mine {
				owners[p]++
			}
		}
		for p, n := range owners {
			if n != 1 {
				t.Fatalf("partition %d has %d owners", p, n)
			}
		}
	})
}

func TestAWorkerThatComesMovesFewPartitions(t *testing.T) {
	before, after := []string{"a", "b", "c"}, []string{"a", "b", "c", "d"}
	moved := 0
	for _, name := range before {
		had, has := share(64, before, name), share(64, after, name)
		for p := range had {
			if !has[p] {
				moved++
			}
		}
	}
	if moved > 64/2 {
		t.Errorf("%d of 64 partitions moved when a fourth worker came, want about a quarter", moved)
	}
}

func newTestMembers(t *testing.T, b *bench, name string) *members {
	t.Helper()
	bucket, err := b.Topology.Bucket(t.Context(), b.JS)
	if err != nil {
		t.Fatal(err)
	}
	return newMembers(b.JS, bucket, name, b.Topology.Lease)
}

func TestMembersSeeWhoComesLeavesAndDies(t *testing.T) {
	b := newBench(t)
	now := time.Now()
	one, two := newTestMembers(t, b, "one"), newTestMembers(t, b, "two")
	one.now = func() time.Time { return now }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	see := func(wantAlive []string, wantHeld map[int]string) {
		t.Helper()
		alive, held, err := one.look(t.Context())
		must(err)
		if diff := cmp.Diff(wantAlive, alive); diff != "" {
			t.Errorf("alive (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(wantHeld, held); diff != "" {
			t.Errorf("held (-want +got):\n%s", diff)
		}
	}
	see([]string{"one"}, map[int]string{}) // nobody has said a thing
	must(one.say(t.Context(), []int{1}))
	must(two.say(t.Context(), []int{3, 4}))
	see([]string{"one", "two"}, map[int]string{3: "two", 4: "two"})
	must(two.leave(t.Context()))
	see([]string{"one"}, map[int]string{})
	must(two.say(t.Context(), nil))
	see([]string{"one", "two"}, map[int]string{})
	now = now.Add(b.Topology.Lease + time.Millisecond)
	see([]string{"one"}, map[int]string{}) // two fell silent
}

// TestANewcomerNeedNotWaitOutTheLeaseOfTheDead has one that fell silent long
// ago by the server's clock, which alone tells of the time before.
func TestANewcomerNeedNotWaitOutTheLeaseOfTheDead(t *testing.T) {
	b := newBench(t)
	if err := newTestMembers(t, b, "dead").say(t.Context(), []int{2}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(b.Topology.Lease + 50*time.Millisecond)
	late := newTestMembers(t, b, "late")
	if err := late.say(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	alive, held, err := late.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"late"}, alive); diff != "" || len(held) > 0 {
		t.Errorf("a newcomer sees partitions %v held, and alive (-want +got):\n%s", held, diff)
	}
}

// TestPartitionsMoveToThoseWhoAreThere lets workers come and go and waits each time
// until every partition is held by exactly one.
func TestPartitionsMoveToThoseWhoAreThere(t *testing.T) {
	b := newBench(t)
	watch := newTestMembers(t, b, "watch")
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
			_, held, err := watch.look(t.Context())
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
