package stories

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// newReady returns a clusterer that has taken up what the streams hold, and whose
// snapshots have many pieces.
func newReady(t *testing.T, b *streamtest.Bench, options Options) *clusterer {
	t.Helper()
	options.Log, options.pieceBytes = streamtest.Log(t), 2000
	c, err := newClusterer(t.Context(), b.JS, b.Topology, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.takeUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// memoryOf returns what whoever takes over remembers.
func memoryOf(t *testing.T, b *streamtest.Bench) [][]byte {
	t.Helper()
	return slices.Collect(newReady(t, b, Options{}).journal.Memory().Snapshot(1 << 20))
}

// clusterAll clusters articles, one a commit.
func (c *clusterer) clusterAll(t *testing.T, articles []*article) {
	t.Helper()
	for _, a := range articles {
		if err := c.clusterBatch(t.Context(), []*article{a}); err != nil {
			t.Fatal(err)
		}
	}
}

// overMonths returns articles of which the first are forgotten by the last.
func overMonths(n int) []*article {
	all := make([]*article, n)
	for i := range all {
		at := time.Date(2026, 1, 1, i%20, 0, 0, 0, time.UTC).AddDate(0, 0, i/20)
		all[i] = &article{sequence: uint64(i + 1), Article: memory.Article{ID: string(rune('a' + i)), Published: at, Signature: memory.Sign(wire(i/3, 60))}}
	}
	return all
}

func TestWhoTakesOverRemembersTheSame(t *testing.T) {
	b := streamtest.New(t)
	stories, err := b.JS.Stream(t.Context(), b.Topology.StoryStream)
	if err != nil {
		t.Fatal(err)
	}
	options := Options{SnapshotEvery: 30, Memory: memory.StoryOptions{Window: 24 * time.Hour}}
	articles := overMonths(200)
	first := newReady(t, b, options)
	first.clusterAll(t, articles[:100])
	next := newReady(t, b, options)
	if diff := cmp.Diff(slices.Collect(first.journal.Memory().Snapshot(1<<20)), slices.Collect(next.journal.Memory().Snapshot(1<<20))); diff != "" {
		t.Errorf("who takes over remembers other things (-first +next):\n%s", diff)
	}
	next.clusterAll(t, articles[100:])
	if err := first.clusterBatch(t.Context(), articles[100:101]); !broker.Conflict(err) {
		t.Errorf("the first was not refused, but: %v", err)
	}
	if records := b.CountOn(t, stories, b.Topology.StoryState); records > 30+1 {
		t.Errorf("%d state records are left, want those since the last snapshot", records)
	}
	if pieces := b.CountOn(t, stories, b.Topology.StorySnapshots()); int(pieces) != next.journal.Fence().Snapshot.Pieces || pieces < 3 {
		t.Errorf("%d pieces of snapshots are left, want the %d of the last, and several", pieces, next.journal.Fence().Snapshot.Pieces)
	}
	if next.journal.Memory().Len() > 80 || next.journal.Memory().Len() < 40 {
		t.Errorf("%d articles are remembered of a window of a day", next.journal.Memory().Len())
	}
}

func TestAStaleSnapshotIsRefusedAndItsPiecesHarmNobody(t *testing.T) {
	b := streamtest.New(t)
	articles := overMonths(60)
	stale := newReady(t, b, Options{})
	stale.clusterAll(t, articles[:20])
	ours := newReady(t, b, Options{})
	ours.clusterAll(t, articles[20:40])
	if err := stale.journal.WriteSnapshot(t.Context()); !broker.Conflict(err) {
		t.Errorf("the snapshot of one that was overtaken: %v, want a refusal", err)
	}
	if err := ours.journal.WriteSnapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := stale.journal.WriteSnapshot(t.Context()); !broker.Conflict(err) {
		t.Errorf("and once more: %v, want a refusal", err)
	}
	ours.clusterAll(t, articles[40:])
	if diff := cmp.Diff(slices.Collect(ours.journal.Memory().Snapshot(1<<20)), memoryOf(t, b)); diff != "" {
		t.Errorf("who takes over remembers other things (-ours +next):\n%s", diff)
	}
}

func TestAStoryMemoryThatSomebodyRemovedIsNotMissedForEver(t *testing.T) {
	b := streamtest.New(t)
	articles := overMonths(60)
	first := newReady(t, b, Options{SnapshotEvery: 25})
	first.clusterAll(t, articles[:40])
	if err := first.journal.Stream.Purge(t.Context(), jetstream.WithPurgeSubject(b.Topology.StorySnapshots())); err != nil {
		t.Fatal(err)
	}
	next := newReady(t, b, Options{})
	if !next.journal.Forgot() || next.journal.Memory().Len() != 15 {
		t.Errorf("it remembers %d articles, want the 15 since the snapshot, and to know that it forgot", next.journal.Memory().Len())
	}
	next.clusterAll(t, articles[40:])
	whole := slices.Collect(next.journal.Memory().Snapshot(1 << 20))
	if again := newReady(t, b, Options{}); again.journal.Forgot() || !slices.EqualFunc(whole, slices.Collect(again.journal.Memory().Snapshot(1<<20)), bytes.Equal) {
		t.Error("after a new snapshot something is missing still")
	}
}
