package stream

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// oneSite makes n documents of one site, every tenth of which is poison.
func oneSite(n int) []document.Raw {
	raws := make([]document.Raw, n)
	for i := range raws {
		raws[i].Content = []byte("Story " + strconv.Itoa(i))
		if i%10 == 7 {
			raws[i].Content = []byte("%PDF-" + strconv.Itoa(i))
		}
	}
	return raws
}

// inHand makes a worker that takes itself for the owner of the partition that
// all the bench's documents are in, and returns what it would commit of them.
func (b *bench) inHand(t *testing.T, n int, faults *faults.Hooks) (*sink, []outcome) {
	t.Helper()
	return b.inHandBy(t, n, streamtest.Fake{}, WorkOptions{Faults: faults})
}

// inHandOf is inHand with an engine, and a worker that remembers.
func (b *bench) inHandOf(t *testing.T, n int, engine pipeline.Engine, how memory.Recurring) (*sink, []outcome) {
	t.Helper()
	return b.inHandBy(t, n, engine, WorkOptions{Recurring: how})
}

func (b *bench) inHandBy(t *testing.T, n int, engine pipeline.Engine, options WorkOptions) (*sink, []outcome) {
	t.Helper()
	_, js := b.Connect(t)
	options.Build, options.Log = streamtest.Build, streamtest.Log(t)
	w, err := newWorker(t.Context(), js, b.Topology, options)
	if err != nil {
		t.Fatal(err)
	}
	first, err := w.source.raw.GetMsg(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	partition, err := strconv.Atoi(strings.Split(first.Subject, ".")[2])
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), streamtest.Patience)
	t.Cleanup(cancel)
	if err := w.source.take(ctx, []int{partition}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.source.assignment.stop)
	outcomes := make([]outcome, n)
	for i := range outcomes {
		item, err := w.source.Receive(ctx)
		if err != nil {
			t.Fatal(err)
		}
		outcomes[i] = outcomeOf(t, item, w.source.cleanWith(engine))
		w.sink.Prepare(&outcomes[i])
	}
	return w.sink, outcomes
}

func outcomeOf(t *testing.T, item pipeline.Item[*delivery], clean pipeline.CleanFunc[*delivery, product]) outcome {
	t.Helper()
	var err error
	if item.Raw, err = item.Open(); err != nil {
		t.Fatal(err)
	}
	o := outcome{Item: item}
	if o.Clean, o.Product, err = clean(item.Raw, item.Origin); err != nil {
		o.Fail(pipeline.NewFailure(pipeline.StageClean, err))
	}
	return o
}

// sequences returns how often each input is in the clean stream and among the
// dead.
func (b *bench) sequences(t *testing.T) map[string]int {
	t.Helper()
	count := make(map[string]int)
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		count["clean "+msg.Header.Get("Winnow-Raw-Sequence")]++
	}
	for _, msg := range b.Stored(t, b.Topology.DeadStream) {
		count["dead "+msg.Header.Get("Winnow-Dead-Sequence")]++
	}
	return count
}

func eachOnce(n int) map[string]int {
	want := make(map[string]int)
	for i := range n {
		where := "clean "
		if i%10 == 7 {
			where = "dead "
		}
		want[where+strconv.Itoa(i+1)] = 1
	}
	return want
}

func commit(t *testing.T, s *sink, outcomes []outcome) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	if err := s.Commit(ctx, outcomes); err != nil {
		t.Fatal(err)
	}
}

func TestAStaleOwnerCommitsNothing(t *testing.T) {
	b := newBench(t)
	b.Publish(t, oneSite(30)...)
	var stale int
	slow, slowHas := b.inHand(t, 30, nil)
	slow.committed = func(batch []pipeline.Stored) { stale += len(batch) }
	quick, quickHas := b.inHand(t, 30, nil)
	commit(t, quick, quickHas[:20])
	commit(t, slow, slowHas[:25]) // it finds out, and goes on behind the other
	commit(t, quick, quickHas[20:])
	if diff := cmp.Diff(eachOnce(30), b.sequences(t)); diff != "" {
		t.Errorf("input → times stored (-want +got):\n%s", diff)
	}
	if stale != 5 {
		t.Errorf("the slow owner stored %d documents, want the 5 that were left", stale)
	}
}

func TestWithoutTheFenceAStaleOwnerDoubles(t *testing.T) {
	b := newBench(t)
	b.Publish(t, oneSite(5)...)
	slow, slowHas := b.inHand(t, 5, &faults.Hooks{Unfenced: true})
	quick, quickHas := b.inHand(t, 5, nil)
	commit(t, quick, quickHas)
	commit(t, slow, slowHas)
	if got := b.sequences(t)["clean 1"]; got != 2 {
		t.Errorf("the first document is there %d times; without the fence it must be there twice, or these tests prove nothing", got)
	}
}

func TestALostAnswerIsNotCommittedAgain(t *testing.T) {
	b := newBench(t)
	b.Publish(t, oneSite(20)...)
	s, outcomes := b.inHand(t, 20, nil)
	of := outcomes[0].Item.Origin.partition.journal
	before := of.Fence()
	commit(t, s, outcomes)
	of.Take(before, of.Memory()) // as if the server's answer had not come
	ours := 0
	s.committed = func(batch []pipeline.Stored) { ours += len(batch) }
	commit(t, s, outcomes)
	if diff := cmp.Diff(eachOnce(20), b.sequences(t)); diff != "" {
		t.Errorf("input → times stored (-want +got):\n%s", diff)
	}
	if ours != 20 {
		t.Errorf("told of %d documents, want all 20: it was this worker that stored them", ours)
	}
}

func TestADeadLetterThatWasStoredBeforeTheCrashIsNotStoredAgain(t *testing.T) {
	b := newBench(t)
	b.Publish(t, oneSite(10)...)
	ctx, cancel := context.WithCancel(t.Context())
	dies, has := b.inHand(t, 10, &faults.Hooks{Reached: func(p faults.Point) {
		if p == faults.Buried {
			cancel()
		}
	}})
	if err := dies.Commit(ctx, has); err == nil {
		t.Fatal("the first owner did not die")
	}
	if got := b.sequences(t); len(got) != 1 || got["dead 8"] != 1 {
		t.Fatalf("the first owner stored %v, want the dead letter alone", got)
	}
	// The window for message ids must not be what saves it.
	b.forgetIDs(t, b.Topology.DeadStream)
	next, nextHas := b.inHand(t, 10, nil)
	commit(t, next, nextHas)
	if diff := cmp.Diff(eachOnce(10), b.sequences(t)); diff != "" {
		t.Errorf("input → times stored (-want +got):\n%s", diff)
	}
}

// forgetIDs lets a stream's window for message ids pass.
func (b *bench) forgetIDs(t *testing.T, name string) {
	t.Helper()
	s, err := b.JS.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	config := s.CachedInfo().Config
	config.Duplicates = 100 * time.Millisecond
	if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Purge(t.Context(), jetstream.WithPurgeSubject("winnow.dead.probe")); err != nil {
			t.Error(err)
		}
	}()
	stored := 0
	streamtest.Eventually(t, func() error {
		ack, err := b.JS.Publish(t.Context(), "winnow.dead.probe", nil, jetstream.WithMsgID("probe"))
		if err != nil {
			return err
		}
		if !ack.Duplicate {
			stored++
		} else { // a busy server may have missed that the window is shorter
			config.Duplicates += time.Millisecond
			if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
				return err
			}
		}
		if stored < 2 {
			time.Sleep(2 * config.Duplicates)
			return errors.New("the window for message ids stays open")
		}
		return nil
	})
}

func TestOldStateRecordsArePruned(t *testing.T) {
	b := newBench(t)
	b.Publish(t, oneSite(20)...)
	s, outcomes := b.inHand(t, 20, nil)
	for i := range outcomes {
		commit(t, s, outcomes[i:i+1])
	}
	p := outcomes[0].Item.Origin.partition
	if err := p.journal.Prune(t.Context(), p.journal.Fence()); err != nil {
		t.Fatal(err)
	}
	info, err := p.journal.Stream.Info(t.Context(), jetstream.WithSubjectFilter("winnow.state.*"))
	if err != nil {
		t.Fatal(err)
	}
	if got := info.State.Subjects[b.Topology.StateSubject(p.number)]; got != 1 {
		t.Errorf("%d state records are left, want the last", got)
	}
	after, err := p.journal.Load(t.Context())
	if err != nil || after.At != p.journal.At() || after.Head.Sequence != 20 {
		t.Errorf("the record is at %d and says %d (%v), want %d and 20", after.At, after.Head.Sequence, err, p.journal.At())
	}
}

func TestARawStreamMadeAnewIsReadFromItsBeginning(t *testing.T) {
	b := newBench(t)
	b.Publish(t, oneSite(5)...)
	b.work(t)
	if err := b.JS.DeleteStream(t.Context(), b.Topology.RawStream); err != nil {
		t.Fatal(err)
	}
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	b.Publish(t, oneSite(3)...)
	b.work(t)
	if got := len(b.Stored(t, b.Topology.CleanStream)); got != 8 {
		t.Errorf("%d clean documents, want 5 of the old stream and 3 of the new", got)
	}
}

func TestFitsKeepsABatchUnderTheServersLimits(t *testing.T) {
	of := func(p *partition, bytes int) outcome {
		return outcome{Item: pipeline.Item[*delivery]{Origin: &delivery{partition: p}}, Product: product{messages: []*nats.Msg{{Data: make([]byte, bytes)}}}}
	}
	var one partition
	var many, large []outcome
	for range 1200 {
		many = append(many, of(&one, 1))
	}
	for range 5 {
		large = append(large, of(&one, batchBytes/2))
	}
	spread := []outcome{}
	for range 1200 {
		spread = append(spread, of(&partition{}, 1))
	}
	telling := slices.Clone(many[:100])
	for i := range telling {
		telling[i].Product.sighting = &memory.Sighting{Paragraphs: make([]memory.Paragraph, 60)}
	}
	for _, c := range []struct {
		name     string
		outcomes []outcome
		want     int
	}{
		{"by what they teach", telling, 7},
		{"one record and 998 documents", many, 998}, {"a record each", spread, 499}, {"by bytes", large, 2},
		{"one too large", []outcome{of(&one, 2*batchBytes)}, 1}, {"all", many[:10], 10},
	} {
		if got := fits(c.outcomes, 10_000); got != c.want {
			t.Errorf("%s: %d outcomes in a batch, want %d", c.name, got, c.want)
		}
	}
}
