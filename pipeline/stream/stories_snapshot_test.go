package stream

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// storyTeller gives a teller that has taken up what the streams hold, and whose
// snapshots have many pieces.
func (b *bench) storyTeller(t *testing.T, options StoryOptions) *teller {
	t.Helper()
	options.Log = streamtest.Log(t)
	teller, err := newTeller(t.Context(), b.JS, b.Topology, options)
	if err != nil {
		t.Fatal(err)
	}
	teller.piece = 2000
	if err := teller.recall(t.Context()); err != nil {
		t.Fatal(err)
	}
	return teller
}

// storyMemory gives what whoever tells next remembers.
func (b *bench) storyMemory(t *testing.T) [][]byte {
	t.Helper()
	return slices.Collect(b.storyTeller(t, StoryOptions{}).memory.Snapshot(1 << 20))
}

// tellAll has a teller tell of articles, one a commit.
func (t *teller) tellAll(test *testing.T, articles []*article) {
	test.Helper()
	for _, a := range articles {
		if err := t.tellOf(test.Context(), []*article{a}); err != nil {
			test.Fatal(err)
		}
	}
}

// overMonths gives articles of which the first are forgotten by the last.
func overMonths(n int) []*article {
	all := make([]*article, n)
	for i := range all {
		at := time.Date(2026, 1, 1, i%20, 0, 0, 0, time.UTC).AddDate(0, 0, i/20)
		all[i] = &article{sequence: uint64(i + 1), Article: memory.Article{ID: string(rune('a' + i)), Published: at, Signature: memory.Sign(wire(i/3, 60))}}
	}
	return all
}

func TestWhoTellsNextRemembersTheSame(t *testing.T) {
	b := newBench(t)
	stories, err := b.JS.Stream(t.Context(), b.Topology.StoryStream)
	if err != nil {
		t.Fatal(err)
	}
	options := StoryOptions{SnapshotEvery: 30, Memory: memory.StoryOptions{Window: 24 * time.Hour}}
	articles := overMonths(200)
	first := b.storyTeller(t, options)
	first.tellAll(t, articles[:100])
	next := b.storyTeller(t, options)
	if diff := cmp.Diff(slices.Collect(first.memory.Snapshot(1<<20)), slices.Collect(next.memory.Snapshot(1<<20))); diff != "" {
		t.Errorf("who tells next remembers other things (-first +next):\n%s", diff)
	}
	next.tellAll(t, articles[100:])
	if err := first.tellOf(t.Context(), articles[100:101]); !broker.Conflict(err) {
		t.Errorf("the first was not refused, but: %v", err)
	}
	if records := b.CountOn(t, stories, b.Topology.StoryState); records > 30+1 {
		t.Errorf("%d state records are left, want those since the last snapshot", records)
	}
	if pieces := b.CountOn(t, stories, b.Topology.StorySnapshots()); int(pieces) != next.fence.Snapshot.Pieces || pieces < 3 {
		t.Errorf("%d pieces of snapshots are left, want the %d of the last, and several", pieces, next.fence.Snapshot.Pieces)
	}
	if next.memory.Len() > 80 || next.memory.Len() < 40 {
		t.Errorf("%d articles are remembered of a window of a day", next.memory.Len())
	}
}

func TestAStaleTellersSnapshotIsRefusedAndItsPiecesHarmNobody(t *testing.T) {
	b := newBench(t)
	articles := overMonths(60)
	stale := b.storyTeller(t, StoryOptions{})
	stale.tellAll(t, articles[:20])
	ours := b.storyTeller(t, StoryOptions{})
	ours.tellAll(t, articles[20:40])
	if err := stale.snapshot(t.Context()); !broker.Conflict(err) {
		t.Errorf("the snapshot of one that was overtaken: %v, want a refusal", err)
	}
	if err := ours.snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := stale.snapshot(t.Context()); !broker.Conflict(err) {
		t.Errorf("and once more: %v, want a refusal", err)
	}
	ours.tellAll(t, articles[40:])
	if diff := cmp.Diff(slices.Collect(ours.memory.Snapshot(1<<20)), b.storyMemory(t)); diff != "" {
		t.Errorf("who tells next remembers other things (-ours +next):\n%s", diff)
	}
}

func TestAStoryMemoryThatSomebodyRemovedIsNotMissedForEver(t *testing.T) {
	b := newBench(t)
	articles := overMonths(60)
	first := b.storyTeller(t, StoryOptions{SnapshotEvery: 25})
	first.tellAll(t, articles[:40])
	if err := first.stories.Purge(t.Context(), purgeOf(b.Topology.StorySnapshots())); err != nil {
		t.Fatal(err)
	}
	next := b.storyTeller(t, StoryOptions{})
	if !next.forgot || next.memory.Len() != 15 {
		t.Errorf("it remembers %d articles, want the 15 since the snapshot, and to know that it forgot", next.memory.Len())
	}
	next.tellAll(t, articles[40:])
	whole := slices.Collect(next.memory.Snapshot(1 << 20))
	if again := b.storyTeller(t, StoryOptions{}); again.forgot || !slices.EqualFunc(whole, slices.Collect(again.memory.Snapshot(1<<20)), bytes.Equal) {
		t.Error("after a new snapshot something is missing still")
	}
}
