package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// numbers is a source of documents whose ids are 0, 1, … n-1; for ever when n < 0.
type numbers struct {
	n    int
	next atomic.Int64
}

func (s *numbers) Receive(ctx context.Context) (Item[int], error) {
	i := int(s.next.Load())
	if ctx.Err() != nil {
		return Item[int]{}, ctx.Err()
	}
	if i == s.n {
		return Item[int]{}, io.EOF
	}
	s.next.Add(1)
	return Item[int]{Size: 10, Origin: i, Open: func() (document.Raw, error) {
		if i%10 == 7 {
			return document.Raw{}, reasoned{}
		}
		return document.Raw{ID: fmt.Sprint(i)}, nil
	}}, nil
}

type reasoned struct{}

func (reasoned) Error() string  { return "a broken seven" }
func (reasoned) Reason() string { return "seven" }

// cleaning is a CleanFunc that leaves the product to the sink.
func cleaning(clean func(document.Raw) (*document.Clean, error)) CleanFunc[int, string] {
	return func(raw document.Raw, _ int) (*document.Clean, string, error) {
		c, err := clean(raw)
		return c, "", err
	}
}

func copying(raw document.Raw) (*document.Clean, error) { return &document.Clean{ID: raw.ID}, nil }

// list keeps what was committed.
type list struct {
	got     []string
	batches []int
	commit  func(ctx context.Context, n int) error // may be nil
}

func (l *list) Prepare(o *Outcome[int, string]) {
	if o.Failure == nil {
		o.Product = o.Clean.ID
	}
}

func (l *list) Commit(ctx context.Context, batch []Outcome[int, string]) error {
	if l.commit != nil {
		if err := l.commit(ctx, len(batch)); err != nil {
			return err
		}
	}
	l.batches = append(l.batches, len(batch))
	for _, o := range batch {
		if o.Failure != nil {
			l.got = append(l.got, fmt.Sprintf("%v %s/%s", o.Item.Origin, o.Failure.Stage, o.Failure.Reason))
		} else {
			l.got = append(l.got, o.Product)
		}
	}
	return nil
}

func TestOutcomesComeInOrderOnAnyNumberOfWorkers(t *testing.T) {
	// The cleaner takes longest for the document that comes first.
	uneven := func(raw document.Raw) (*document.Clean, error) {
		if strings.HasSuffix(raw.ID, "0") {
			time.Sleep(2 * time.Millisecond)
		}
		return copying(raw)
	}
	var want []string
	for i := range 100 {
		if i%10 == 7 {
			want = append(want, fmt.Sprintf("%d envelope/seven", i))
		} else {
			want = append(want, fmt.Sprint(i))
		}
	}
	for _, workers := range []int{1, 2, 7} {
		var sink list
		err := Run(t.Context(), &numbers{n: 100}, cleaning(uneven), &sink, Options{Workers: workers, BatchSize: 9, InFlight: 20})
		if err != nil {
			t.Fatalf("%d workers: %v", workers, err)
		}
		if diff := cmp.Diff(want, sink.got); diff != "" {
			t.Errorf("%d workers (-want +got):\n%s", workers, diff)
		}
	}
}

func TestAPanicCostsOneDocumentAndCarriesItsStack(t *testing.T) {
	var failed []*Failure
	sink := &collect{failed: &failed}
	clean := func(raw document.Raw) (*document.Clean, error) {
		if raw.ID == "3" {
			explode()
		}
		return copying(raw)
	}
	if err := Run(t.Context(), &numbers{n: 6}, cleaning(clean), sink, Options{}); err != nil {
		t.Fatal(err)
	}
	if len(failed) != 1 || failed[0].Stage != StageClean || failed[0].Reason != ReasonPanic {
		t.Fatalf("failures: %v, want one panic while cleaning", failed)
	}
	if stack := string(failed[0].Stack); !strings.Contains(stack, "explode") || len(stack) > MaxStack {
		t.Errorf("the stack of %d bytes does not show where: %s", len(stack), stack)
	}
	if sink.cleaned != 5 {
		t.Errorf("%d documents came out, want the other 5", sink.cleaned)
	}
}

//go:noinline
func explode() { panic("too hot") }

type collect struct {
	failed  *[]*Failure
	cleaned int
}

func (c *collect) Prepare(*Outcome[int, string]) {}
func (c *collect) Commit(_ context.Context, batch []Outcome[int, string]) error {
	for _, o := range batch {
		if o.Failure != nil {
			*c.failed = append(*c.failed, o.Failure)
		} else {
			c.cleaned++
		}
	}
	return nil
}

func TestCleaningThatReturnsNothingIsAFailure(t *testing.T) {
	var failed []*Failure
	nothing := func(document.Raw) (*document.Clean, error) { return nil, nil }
	if err := Run(t.Context(), &numbers{n: 2}, cleaning(nothing), &collect{failed: &failed}, Options{}); err != nil {
		t.Fatal(err)
	}
	if len(failed) != 2 || !errors.Is(failed[0], errNoDocument) {
		t.Errorf("failures: %v, want 2 of %v", failed, errNoDocument)
	}
}

func TestCancelCommitsWhatIsInHandAndGivesNil(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	source := &numbers{n: -1}
	sink := &list{}
	sink.commit = func(ctx context.Context, _ int) error {
		if source.next.Load() > 50 {
			cancel()
		}
		return ctx.Err()
	}
	if err := Run(ctx, source, cleaning(copying), sink, Options{InFlight: 16, BatchSize: 4}); err != nil {
		t.Fatal(err)
	}
	// At most one item can be received and not let in any more.
	if received, committed := int(source.next.Load()), len(sink.got); committed < received-1 {
		t.Errorf("received %d, committed %d", received, committed)
	}
}

func TestASlowSinkHoldsTheSourceBack(t *testing.T) {
	source := &numbers{n: 200}
	sink := &list{}
	committed := 0
	sink.commit = func(_ context.Context, n int) error {
		time.Sleep(time.Millisecond)
		// In flight are at most 8; one more may wait at the door.
		if ahead := int(source.next.Load()) - committed; ahead > 9 {
			t.Errorf("%d documents are ahead of the sink, want at most 9", ahead)
		}
		committed += n
		return nil
	}
	if err := Run(t.Context(), source, cleaning(copying), sink, Options{InFlight: 8, BatchSize: 4}); err != nil {
		t.Fatal(err)
	}
}

func TestBytesInFlightAreBounded(t *testing.T) {
	source := &numbers{n: 100} // 10 bytes each
	sink := &list{}
	committed := 0
	sink.commit = func(_ context.Context, n int) error {
		if ahead := int(source.next.Load()) - committed; ahead > 4 {
			t.Errorf("%d documents of 10 bytes are ahead of the sink, want at most 3 and one at the door", ahead)
		}
		committed += n
		return nil
	}
	if err := Run(t.Context(), source, cleaning(copying), sink, Options{InFlightBytes: 35}); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), &numbers{n: 3}, cleaning(copying), &list{}, Options{InFlightBytes: 5}); err != nil {
		t.Fatalf("documents larger than the bound: %v", err)
	}
}

func TestAFailingSinkEndsTheRun(t *testing.T) {
	full := errors.New("disk full")
	sink := &list{commit: func(context.Context, int) error { return full }}
	if err := Run(t.Context(), &numbers{n: -1}, cleaning(copying), sink, Options{}); !errors.Is(err, full) {
		t.Errorf("Run = %v, want %v", err, full)
	}
}

func TestAFailingSourceEndsTheRunAfterWhatItGave(t *testing.T) {
	broken := errors.New("cable cut")
	source := sourceFunc(func() (Item[int], error) { return Item[int]{}, broken })
	if err := Run(t.Context(), source, cleaning(copying), &list{}, Options{}); !errors.Is(err, broken) {
		t.Errorf("Run = %v, want %v", err, broken)
	}
}

type sourceFunc func() (Item[int], error)

func (f sourceFunc) Receive(context.Context) (Item[int], error) { return f() }

func TestGraceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		sink := &list{commit: func(ctx context.Context, _ int) error {
			cancel()
			<-ctx.Done() // a store that does not come back
			return ctx.Err()
		}}
		began := time.Now()
		err := Run(ctx, &numbers{n: -1}, cleaning(copying), sink, Options{Grace: time.Minute})
		if !errors.Is(err, errGrace) {
			t.Errorf("Run = %v, want %v", err, errGrace)
		}
		if took := time.Since(began); took < time.Minute || took > time.Minute+time.Second {
			t.Errorf("Run took %s, want the grace of a minute", took)
		}
	})
}

func TestABatchDoesNotWaitForASlowDocument(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(raw document.Raw) (*document.Clean, error) {
			if raw.ID == "2" {
				time.Sleep(time.Hour)
			}
			return copying(raw)
		}
		began := time.Now()
		var first time.Duration
		sink := &list{}
		sink.commit = func(context.Context, int) error {
			if first == 0 {
				first = time.Since(began)
			}
			return nil
		}
		if err := Run(t.Context(), &numbers{n: 4}, cleaning(slow), sink, Options{BatchDelay: time.Second, DocumentTime: 2 * time.Hour}); err != nil {
			t.Fatal(err)
		}
		if first != time.Second {
			t.Errorf("the first two were committed after %s, want the batch delay of 1s", first)
		}
		if diff := cmp.Diff([]int{2, 2}, sink.batches); diff != "" {
			t.Errorf("batches (-want +got):\n%s", diff)
		}
	})
}

func TestADocumentThatNeverEndsIsAFailureAndTheRestGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		released := make(chan struct{})
		hangs := func(raw document.Raw) (*document.Clean, error) {
			if raw.ID == "3" {
				<-released
			}
			return copying(raw)
		}
		var failed []*Failure
		sink := &collect{failed: &failed}
		err := Run(t.Context(), &numbers{n: 6}, cleaning(hangs), sink, Options{Workers: 2, DocumentTime: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if len(failed) != 1 || failed[0].Reason != ReasonTooSlow || failed[0].Stage != StageClean || sink.cleaned != 5 {
			t.Errorf("failures %v and %d documents, want one that was too slow and 5", failed, sink.cleaned)
		}
		close(released)
	})
}

func TestWhenTooManyDocumentsHangTheRunEndsAfterBuryingThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		released := make(chan struct{})
		hangs := func(document.Raw) (*document.Clean, error) {
			<-released
			return nil, nil
		}
		var failed []*Failure
		err := Run(t.Context(), &numbers{n: -1}, cleaning(hangs), &collect{failed: &failed}, Options{Workers: 2, InFlight: 8, DocumentTime: time.Minute})
		if !errors.Is(err, ErrStuck) {
			t.Errorf("Run = %v, want %v", err, ErrStuck)
		}
		if len(failed) < 3 {
			t.Errorf("%d failures were committed, want those of the 3 that hung at least", len(failed))
		}
		close(released)
	})
}

func TestLargeDocumentsAreCleanedOneAtATime(t *testing.T) {
	var at, most atomic.Int64
	clean := func(raw document.Raw) (*document.Clean, error) {
		n := at.Add(1)
		defer at.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		return copying(raw)
	}
	for bytes, want := range map[int]int64{15: 1, 20: 2, 5: 1} { // of 10 bytes each
		most.Store(0)
		if err := Run(t.Context(), &numbers{n: 30}, cleaning(clean), &list{}, Options{
			Workers: 4, CleaningBytes: bytes, Weigh: func(document.Raw) int { return 10 },
		}); err != nil {
			t.Fatal(err)
		}
		if most.Load() > want {
			t.Errorf("with %d bytes %d documents of 10 were cleaned at once, want at most %d", bytes, most.Load(), want)
		}
	}
}
