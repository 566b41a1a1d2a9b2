package stream

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// recaller is fake that shows its lines to memory, and takes out what that is
// sure of.
type recaller struct{ streamtest.Fake }

func (recaller) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	clean, err := streamtest.Fake{}.Clean(raw)
	if err != nil || recall == nil {
		return clean, err
	}
	for _, v := range recall(linesOf(raw)) {
		r := document.Removal{Text: clean.Paragraphs[v.Block].Text, Kind: v.Kind, Rule: v.Rule, Score: v.Score, Note: v.Value}
		if v.Score > 0.5 {
			clean.Removed = append(clean.Removed, r)
		} else {
			clean.Marked = append(clean.Marked, r)
		}
	}
	clean.Published = string(raw.FetchedAt)
	return clean, nil
}

func linesOf(raw document.Raw) *document.Document {
	doc := &document.Document{ID: raw.ID, URL: raw.URL, Text: string(raw.Content), Source: string(raw.Content)}
	at := 0
	for line := range strings.Lines(doc.Text) {
		n := len(strings.TrimSuffix(line, "\n"))
		doc.Blocks = append(doc.Blocks, document.Block{
			Span:  document.Span{Start: at, End: at + n},
			Shape: document.Shape{Words: int32(len(strings.Fields(line))), Letters: int32(n)},
		})
		at += len(line)
	}
	return doc
}

// daily makes documents of a few sites, a day apart, each with the furniture of
// its site at the end.
func daily(n int) []document.Raw {
	raws := make([]document.Raw, n)
	for i := range raws {
		site := i % 5
		var text strings.Builder
		for j := range 9 {
			fmt.Fprintf(&text, "Paragraph number %d of story number %d, which no other story has.\n", j, i)
		}
		fmt.Fprintf(&text, "The paper of town %d comes to your door before breakfast, rain or shine.\n", site)
		raws[i] = document.Raw{
			ID: fmt.Sprint("doc", i), URL: fmt.Sprintf("https://site%d.example.org/%d", site, i), Content: []byte(text.String()),
			FetchedAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/8).Format(time.DateOnly),
		}
		if i%20 == 7 {
			raws[i].Content = []byte("%PDF")
		}
	}
	return raws
}

// undisturbed returns the digest of what documents teach, told straight to a
// memory, for every site.
func undisturbed(t *testing.T, raws []document.Raw) map[string]string {
	t.Helper()
	of := make(map[string]*memory.Sites)
	for _, raw := range raws {
		if strings.HasPrefix(string(raw.Content), "%PDF") {
			continue
		}
		site := streamtest.SiteOf(raw)
		if of[site] == nil {
			of[site] = memory.NewSites(memory.Options{})
		}
		seen := memory.NewView(site, linesOf(raw)).Sighting
		seen.Day = memory.Day(raw.FetchedAt, "", time.Time{})
		seen.Fetched = memory.Day("", raw.FetchedAt, time.Time{})
		var delta memory.Delta
		delta.Saw(seen)
		if err := of[site].Apply(delta.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	digests := make(map[string]string)
	for site, sites := range of {
		digests[site] = sites.Digest()
	}
	return digests
}

// remembered returns the digest of what the streams hold of every site. The sites
// of these tests are alone in their partitions.
func (b *bench) remembered(t *testing.T, raws []document.Raw) map[string]string {
	t.Helper()
	digests := make(map[string]string)
	for _, raw := range raws {
		site := streamtest.SiteOf(raw)
		if digests[site] != "" {
			continue
		}
		sites, err := operate.Remembered(t.Context(), b.JS, b.Topology, site)
		if err != nil {
			t.Fatal(err)
		}
		if names := sites.Names(); !slices.Equal(names, []string{site}) {
			t.Fatalf("the partition of %s remembers %v", site, names)
		}
		digests[site] = sites.Digest()
	}
	return digests
}

// newMemoryBench has so many partitions that each site of daily has its own.
func newMemoryBench(t *testing.T) *bench {
	t.Helper()
	b := newBareBench(t)
	b.Topology.Partitions = 64
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) workRecalling(t *testing.T, options WorkOptions) {
	t.Helper()
	b.workUntilDrained(t, recaller{}, options)
}

func (b *bench) workUntilDrained(t *testing.T, engine pipeline.Engine, options WorkOptions) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	options.Once = true
	if err := b.workUntil(t, ctx, engine, options); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatal("the stream was not drained in time")
	}
}

func (b *bench) snapshots(t *testing.T, site string) (records, chunks uint64) {
	t.Helper()
	p := b.Topology.PartitionOf(site)
	s, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	return b.CountOn(t, s, b.Topology.StateSubject(p)), b.CountOn(t, s, b.Topology.SnapshotSubject(p))
}

func TestWhatWorkersLearnIsWhatTheyPublished(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(400)
	b.Publish(t, raws...)
	// Workers that come and go, some at once, each of which commits often and
	// writes a snapshot every few commits.
	options := WorkOptions{Recurring: memory.RecurringOn, SnapshotEvery: 3, Pipeline: pipeline.Options{BatchSize: 8, InFlight: 16}}
	for range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		var seen atomic.Int64
		options.Committed = func(batch []pipeline.Stored) {
			if seen.Add(int64(len(batch))) > 40 {
				cancel()
			}
		}
		errs := make(chan error, 2)
		for range cap(errs) {
			go func() { errs <- b.workUntil(t, ctx, recaller{}, options) }()
		}
		for range cap(errs) {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		cancel()
	}
	options.Committed = nil
	b.workRecalling(t, options)
	if diff := cmp.Diff(undisturbed(t, raws), b.remembered(t, raws)); diff != "" {
		t.Errorf("memory (-undisturbed +got):\n%s", diff)
	}
	// What a snapshot replaces stays for a while, and nobody needs it.
	site := streamtest.SiteOf(raws[0])
	p := b.partition(t, site)
	if err := p.journal.Prune(t.Context(), p.journal.Fence()); err != nil {
		t.Fatal(err)
	}
	records, chunks := b.snapshots(t, site)
	if chunks != 1 || records > 3+1 {
		t.Errorf("%d state records and %d messages of snapshots are left, want what is not covered", records, chunks)
	}
	if diff := cmp.Diff(undisturbed(t, raws), b.remembered(t, raws)); diff != "" {
		t.Errorf("memory without what is replaced (-undisturbed +got):\n%s", diff)
	}
}

// partition returns a site's, as a worker finds it.
func (b *bench) partition(t *testing.T, site string) *partition {
	t.Helper()
	_, js := b.Connect(t)
	w, err := newWorker(t.Context(), js, b.Topology, WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Recurring: memory.RecurringOn})
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.source.assignment.find(t.Context(), b.Topology.PartitionOf(site))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWhatASiteRepeatsLeavesItsDocuments(t *testing.T) {
	for _, c := range []struct {
		name            string
		how             memory.Recurring
		removed, marked bool
	}{{"on", memory.RecurringOn, true, false}, {"shadow", memory.RecurringShadow, false, true}, {"off", memory.RecurringOff, false, false}} {
		t.Run(c.name, func(t *testing.T) {
			b := newMemoryBench(t)
			raws := daily(200)
			b.Publish(t, raws[:190]...)
			b.workRecalling(t, WorkOptions{Recurring: c.how})
			b.Publish(t, raws[190:]...)
			removed, marked := 0, 0
			b.workRecalling(t, WorkOptions{Recurring: c.how, Committed: func(batch []pipeline.Stored) {
				for _, o := range batch {
					removed += len(o.Clean.Removed)
					marked += len(o.Clean.Marked)
				}
			}})
			if removed > 0 != c.removed || marked > 0 != c.marked {
				t.Errorf("%d paragraphs were removed and %d marked", removed, marked)
			}
		})
	}
}

func TestAStaleOwnerLearnsFromTheOther(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(1)
	for i := range 30 {
		raw := raws[0]
		raw.ID, raw.URL = fmt.Sprint(i), ""
		raw.Content = append(raw.Content, fmt.Sprintf("One more line for document number %d, to tell it from the others.\n", i)...)
		raws = append(raws, raw)
	}
	raws = raws[1:]
	b.Publish(t, raws...)
	slow, slowHas := b.inHandOf(t, 30, recaller{}, memory.RecurringOn)
	quick, quickHas := b.inHandOf(t, 30, recaller{}, memory.RecurringOn)
	at := func(s []outcome) *checkpoints.Owner { return s[0].Item.Origin.partition.journal }
	digest := func(s []outcome) string { return at(s).Memory().Digest() }
	commit(t, quick, quickHas[:10])
	commit(t, slow, slowHas[:15]) // it is refused, catches up, and goes on behind the other
	commit(t, quick, quickHas[10:20])
	if err := at(quickHas).WriteSnapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := at(quickHas).Prune(t.Context(), at(quickHas).Fence()); err != nil {
		t.Fatal(err)
	}
	if err := at(slowHas).WriteSnapshot(t.Context()); !broker.Conflict(err) {
		t.Errorf("a stale owner's snapshot: %v, want a refusal", err)
	}
	if err := at(slowHas).Prune(t.Context(), at(slowHas).Fence()); err != nil {
		t.Fatal(err)
	}
	commit(t, slow, slowHas[15:]) // what it needs to catch up is gone: it starts from the snapshot
	commit(t, quick, quickHas[20:])
	if digest(slowHas) != digest(quickHas) {
		t.Error("the two owners remember different things")
	}
	if diff := cmp.Diff(undisturbed(t, raws), b.remembered(t, raws)); diff != "" {
		t.Errorf("memory (-undisturbed +got):\n%s", diff)
	}
	if diff := cmp.Diff(30, len(b.Stored(t, b.Topology.CleanStream))); diff != "" {
		t.Errorf("clean documents (-want +got):\n%s", diff)
	}
}

func TestALostAnswerTeachesOnce(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(1)
	b.Publish(t, raws...)
	s, outcomes := b.inHandOf(t, 1, recaller{}, memory.RecurringOn)
	of := outcomes[0].Item.Origin.partition.journal
	fence, empty := of.Fence(), memory.NewSites(memory.Options{})
	commit(t, s, outcomes)
	of.Take(fence, empty) // as if the server's answer had not come
	commit(t, s, outcomes)
	want := undisturbed(t, raws)[streamtest.SiteOf(raws[0])]
	if got := of.Memory().Digest(); got != want {
		t.Errorf("the owner remembers %s, want %s", got, want)
	}
	if diff := cmp.Diff(undisturbed(t, raws), b.remembered(t, raws)); diff != "" {
		t.Errorf("memory (-undisturbed +got):\n%s", diff)
	}
}

func TestAWorkerThatRemembersNothingLeavesMemoryAlone(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(60)
	b.Publish(t, raws[:40]...)
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn, Pipeline: pipeline.Options{BatchSize: 4}})
	before := b.remembered(t, raws)
	b.Publish(t, raws[40:]...)
	_, outcomes := b.inHandOf(t, 1, streamtest.Fake{}, memory.RecurringOff)
	of := outcomes[0].Item.Origin.partition.journal
	if err := of.Prune(t.Context(), of.Fence()); err != nil {
		t.Fatal(err)
	}
	b.work(t)
	if diff := cmp.Diff(before, b.remembered(t, raws)); diff != "" {
		t.Errorf("memory (-before +after):\n%s", diff)
	}
}

func TestALargeSnapshotIsStoredInPieces(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(30)
	b.Publish(t, raws...)
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn})
	site := streamtest.SiteOf(raws[0])
	before := b.remembered(t, raws)
	_, js := b.Connect(t)
	w, err := newWorker(t.Context(), js, b.Topology, WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Recurring: memory.RecurringOn})
	if err != nil {
		t.Fatal(err)
	}
	w.source.assignment.tidy.PieceBytes = 100
	p, err := w.source.assignment.find(t.Context(), b.Topology.PartitionOf(site))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second takes the place of the first
		if err := p.journal.WriteSnapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.journal.Prune(t.Context(), p.journal.Fence()); err != nil {
			t.Fatal(err)
		}
	}
	records, chunks := b.snapshots(t, site)
	if records != 1 || int(chunks) != p.journal.Fence().Snapshot.Messages || chunks < 10 {
		t.Errorf("%d records and %d messages are left, want 1 and the %d of the snapshot", records, chunks, p.journal.Fence().Snapshot.Messages)
	}
	if diff := cmp.Diff(before, b.remembered(t, raws)); diff != "" {
		t.Errorf("memory (-before +after):\n%s", diff)
	}
}

func TestMemoryThatSomebodyRemovedIsNotMissedForEver(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(60)
	b.Publish(t, raws[:50]...)
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn, SnapshotEvery: 2, Pipeline: pipeline.Options{BatchSize: 4}})
	s, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	p := b.Topology.PartitionOf(streamtest.SiteOf(raws[0]))
	if err := s.Purge(t.Context(), purgeOf(b.Topology.SnapshotSubject(p))); err != nil {
		t.Fatal(err)
	}
	b.Publish(t, raws[50:]...)
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn})
	if _, err := operate.Remembered(t.Context(), b.JS, b.Topology, streamtest.SiteOf(raws[0])); err != nil {
		t.Errorf("after a new snapshot: %v", err)
	}
}

func TestPartitionsAreTheServersOwn(t *testing.T) {
	b := newMemoryBench(t)
	raws := streamtest.Articles(60)
	b.Publish(t, raws...)
	for _, msg := range b.Stored(t, b.Topology.RawStream) {
		site := b.Topology.SiteOf(msg.Subject)
		if want := fmt.Sprintf("%s.%d.%s", b.Topology.RawPrefix, b.Topology.PartitionOf(site), site); msg.Subject != want {
			t.Errorf("a document of %s is on %s, want %s", site, msg.Subject, want)
		}
	}
}

func TestAnOperatorsChangesAreCommittedAmongTheWorkers(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(300)
	b.Publish(t, raws...)
	site := streamtest.SiteOf(raws[0])
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	worked := make(chan error, 1)
	go func() {
		worked <- b.workUntil(t, ctx, recaller{}, WorkOptions{Recurring: memory.RecurringOn, Once: true, SnapshotEvery: 4, Pipeline: pipeline.Options{BatchSize: 4}})
	}()
	for i := range uint64(20) {
		_, err := operate.Teach(ctx, b.JS, b.Topology, site, func(d *memory.Delta) { d.Pin(site, i, memory.Never) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := <-worked; err != nil {
		t.Fatal(err)
	}
	sites, err := operate.Remembered(ctx, b.JS, b.Topology, site)
	if err != nil {
		t.Fatal(err)
	}
	pins := 0
	for _, f := range sites.List(site) {
		if f.Pin == memory.Never {
			pins++
		}
	}
	if pins != 20 {
		t.Errorf("%d pins are there, want 20", pins)
	}
	if got, want := len(b.Stored(t, b.Topology.CleanStream)), 285; got != want {
		t.Errorf("%d clean documents, want %d", got, want)
	}
}

func purgeOf(subject string) jetstream.StreamPurgeOpt { return jetstream.WithPurgeSubject(subject) }

// TestDocumentsAreCleanedAnewWithWhatAnOperatorSaid says that a paragraph is the
// site's furniture, and sends one document round again, to a worker that has
// had no reason to read its records since.
func TestDocumentsAreCleanedAnewWithWhatAnOperatorSaid(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(1)
	site := streamtest.SiteOf(raws[0])
	b.Publish(t, raws...)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	cleaned := make(chan pipeline.Stored, 10)
	worked := make(chan error, 1)
	go func() {
		worked <- b.workUntil(t, ctx, recaller{}, WorkOptions{Recurring: memory.RecurringOn, Committed: func(batch []pipeline.Stored) {
			for _, o := range batch {
				cleaned <- o
			}
		}})
	}()
	<-cleaned
	const pinned = "Paragraph number 3 of story number 0, which no other story has."
	changed, err := operate.Teach(ctx, b.JS, b.Topology, site, func(d *memory.Delta) { d.Pin(site, memory.Fingerprint(pinned), memory.Always) })
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range operate.EmittedBy(ctx, b.JS, b.Topology, site) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Shows()[memory.Fingerprint(pinned)] != pinned {
			t.Fatalf("document %s does not show the paragraph", e.ID)
		}
		for range 2 {
			if err := operate.EmitAgain(ctx, b.JS, b.Topology, site, e, changed); err != nil {
				t.Fatal(err)
			}
		}
	}
	again := <-cleaned
	if n := len(again.Clean.Removed); n != 1 || again.Clean.Removed[0].Text != pinned {
		t.Errorf("%d paragraphs were removed (%v), want the pinned one", n, again.Clean.Removed)
	}
	cancel()
	if err := <-worked; err != nil {
		t.Error(err)
	}
	clean := b.Stored(t, b.Topology.CleanStream)
	if len(clean) != 2 {
		t.Fatalf("%d clean documents, want the first and one more", len(clean))
	}
	first, second := clean[0].Header.Get("Winnow-Revision"), clean[1].Header.Get("Winnow-Revision")
	if second != first+"-1" || clean[1].Header.Get("Winnow-Emission") != "1" {
		t.Errorf("revisions %q and %q, want the second to be emission 1 of the first", first, second)
	}
}

// TestWhatIsForgottenStaysForgottenWhenItsDocumentsAreCleanedAnew forgets a
// paragraph and sends all that have it round again.
func TestWhatIsForgottenStaysForgottenWhenItsDocumentsAreCleanedAnew(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(60)
	site := streamtest.SiteOf(raws[0])
	print := memory.Fingerprint("The paper of town 0 comes to your door before breakfast, rain or shine.")
	knows := func() bool {
		sites, err := operate.Remembered(t.Context(), b.JS, b.Topology, site)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(sites.List(site), func(f memory.RecurringParagraph) bool { return f.Print == print })
	}
	b.Publish(t, raws...)
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn})
	if !knows() {
		t.Fatal("the paragraph was not learned: nothing to see")
	}
	changed, err := operate.Teach(t.Context(), b.JS, b.Topology, site, func(d *memory.Delta) { d.Forget(site, print) })
	if err != nil {
		t.Fatal(err)
	}
	before := len(b.Stored(t, b.Topology.CleanStream))
	for e, err := range operate.EmittedBy(t.Context(), b.JS, b.Topology, site) {
		if err == nil && e.Shows()[print] != "" {
			err = operate.EmitAgain(t.Context(), b.JS, b.Topology, site, e, changed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b.workRecalling(t, WorkOptions{Recurring: memory.RecurringOn})
	if again := len(b.Stored(t, b.Topology.CleanStream)) - before; again < 10 || knows() {
		t.Errorf("%d documents were cleaned anew, and the paragraph is learned again: %v", again, knows())
	}
}
