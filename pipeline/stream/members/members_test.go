package members_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/pipeline/stream/members"
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
			mine := members.Share(partitions, alive, name)
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
		had, has := members.Share(64, before, name), members.Share(64, after, name)
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

func TestMembersSeeWhoComesLeavesAndDies(t *testing.T) {
	b := streamtest.New(t)
	now := time.Now()
	one, two := b.Member(t, "one"), b.Member(t, "two")
	one.Now = func() time.Time { return now }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	see := func(wantAlive []string, wantHeld map[int]string) {
		t.Helper()
		alive, held, err := one.Look(t.Context())
		must(err)
		if diff := cmp.Diff(wantAlive, alive); diff != "" {
			t.Errorf("alive (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(wantHeld, held); diff != "" {
			t.Errorf("held (-want +got):\n%s", diff)
		}
	}
	see([]string{"one"}, map[int]string{}) // nobody has said a thing
	must(one.Announce(t.Context(), []int{1}))
	must(two.Announce(t.Context(), []int{3, 4}))
	see([]string{"one", "two"}, map[int]string{3: "two", 4: "two"})
	must(two.Leave(t.Context()))
	see([]string{"one"}, map[int]string{})
	must(two.Announce(t.Context(), nil))
	see([]string{"one", "two"}, map[int]string{})
	now = now.Add(b.Topology.Lease + time.Millisecond)
	see([]string{"one"}, map[int]string{}) // two fell silent
}

// TestANewcomerNeedNotWaitOutTheLeaseOfTheDead has one that fell silent long
// ago by the server's clock, which alone tells of the time before.
func TestANewcomerNeedNotWaitOutTheLeaseOfTheDead(t *testing.T) {
	b := streamtest.New(t)
	if err := b.Member(t, "dead").Announce(t.Context(), []int{2}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(b.Topology.Lease + 50*time.Millisecond)
	late := b.Member(t, "late")
	if err := late.Announce(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	alive, held, err := late.Look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"late"}, alive); diff != "" || len(held) > 0 {
		t.Errorf("a newcomer sees partitions %v held, and alive (-want +got):\n%s", held, diff)
	}
}
