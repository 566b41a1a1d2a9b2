package ask

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// engineFunc is an engine that is a function.
type engineFunc func(document.Raw, document.Recall) (*document.Clean, error)

func (f engineFunc) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	return f(raw, recall)
}

// copying returns the document as it is.
func copying(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	return &document.Clean{ID: raw.ID, Paragraphs: []document.Paragraph{{Text: string(raw.Content)}}}, nil
}

func form(f engineFunc) Form { return Text(f) }

func opened(id string) func() (document.Raw, error) {
	return func() (document.Raw, error) { return document.Raw{ID: id, Content: []byte("text")}, nil }
}

// asked keeps what an observer is told.
type asked struct {
	NoopObserver
	mu       sync.Mutex
	outcomes []string
}

func (a *asked) Asked(via, outcome string, _ time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.outcomes = append(a.outcomes, via+" "+outcome)
}

func TestADeskBoundsWhatItHasInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at, most atomic.Int64
		slow := func(raw document.Raw, _ document.Recall) (*document.Clean, error) {
			n := at.Add(1)
			defer at.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(time.Second)
			return copying(raw, nil)
		}
		seen := &asked{}
		d := NewDesk(Options{Pipeline: pipeline.Options{Workers: 2}, Queue: 3, Via: "test", Observer: seen})
		var served, busy int
		var all sync.WaitGroup
		for range 9 {
			leave, refusal := d.Enter(10)
			if refusal != nil {
				busy++
				if refusal.Reason != ReasonBusy || refusal.Status != http.StatusTooManyRequests {
					t.Errorf("refused with %+v, want busy", refusal)
				}
				continue
			}
			served++
			all.Go(func() {
				defer leave()
				if answer, refusal := d.Clean(t.Context(), opened("a"), form(slow)); refusal != nil || string(answer.Body) != "text\n" {
					t.Errorf("got %q, %v", answer.Body, refusal)
				}
			})
		}
		all.Wait()
		if served != 5 || busy != 4 || most.Load() != 2 {
			t.Errorf("%d served, %d refused, %d at once; want 5, 4 and 2", served, busy, most.Load())
		}
		if got := strings.Join(seen.outcomes, ","); strings.Count(got, "test clean") != 5 || strings.Count(got, "test busy") != 4 {
			t.Errorf("the observer was told %s", got)
		}
		if _, refusal := d.Enter(10); refusal != nil {
			t.Errorf("refused when all have left: %v", refusal)
		}
	})
}

func TestADeskBoundsTheBytesInHand(t *testing.T) {
	d := NewDesk(Options{Pipeline: pipeline.Options{InFlightBytes: 100}})
	leave, refusal := d.Enter(200) // alone
	if refusal != nil {
		t.Fatal(refusal)
	}
	if _, refusal := d.Enter(1); refusal == nil || refusal.Reason != ReasonBusy {
		t.Errorf("let in beside a large one: %v", refusal)
	}
	leave()
	leave() // again: it counts once
	for range 2 {
		if _, refusal := d.Enter(50); refusal != nil {
			t.Error(refusal)
		}
	}
	if _, refusal := d.Enter(1); refusal == nil {
		t.Error("let in over the bytes")
	}
	d.Stopping()
	if _, refusal := d.Enter(0); refusal == nil || refusal.Status != http.StatusServiceUnavailable {
		t.Errorf("let in while stopping: %v", refusal)
	}
}

func TestWhoHasLeftIsNotCleanedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDesk(Options{Pipeline: pipeline.Options{Workers: 1, DocumentTime: 2 * time.Hour}})
		var cleaned atomic.Int64
		slow := func(raw document.Raw, _ document.Recall) (*document.Clean, error) {
			cleaned.Add(1)
			time.Sleep(time.Hour)
			return copying(raw, nil)
		}
		var first sync.WaitGroup
		first.Go(func() { d.Clean(t.Context(), opened("a"), Form{Engine: engineFunc(slow), Write: Text(nil).Write}) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, refusal := d.Clean(ctx, opened("b"), form(slow)); refusal == nil || refusal.Reason != ReasonGone {
			t.Errorf("got %v, want %s", refusal, ReasonGone)
		}
		first.Wait()
		if cleaned := cleaned.Load(); cleaned != 1 {
			t.Errorf("%d were cleaned, want the first alone", cleaned)
		}
	})
}

// away is the error of what does not answer for a while.
type away struct{}

func (away) Error() string   { return "the translator is away" }
func (away) Temporary() bool { return true }

// because is an error with a reason.
type because string

func (b because) Error() string  { return "because of " + string(b) }
func (b because) Reason() string { return string(b) }

func TestEveryFailureHasItsStatus(t *testing.T) {
	broken := func() (document.Raw, error) { return record.ParseEnvelope([]byte("{")) }
	failing := func(err error) engineFunc {
		return func(document.Raw, document.Recall) (*document.Clean, error) { return nil, err }
	}
	for _, c := range []struct {
		name   string
		open   func() (document.Raw, error)
		engine engineFunc
		limit  int // HeaviestBytes
		reason string
		status int
		label  string
	}{
		{name: "a broken envelope", open: broken, engine: copying, reason: "broken-envelope", status: 400},
		{name: "binary data", engine: failing(because("binary")), reason: "binary", status: 415},
		{name: "too large", engine: failing(because("too-large")), reason: "too-large", status: 413},
		{name: "too heavy", engine: copying, limit: 1, reason: "too-heavy", status: 413},
		{name: "empty", engine: failing(because("empty")), reason: "empty", status: 422},
		{name: "refused by the policy", engine: failing(because("listing")), reason: "listing", status: 422},
		{name: "a reason from elsewhere", engine: failing(because("odd")), reason: "odd", status: 500, label: "failed"},
		{name: "an error without one", engine: failing(errors.New("no")), reason: "failed", status: 500},
		{name: "one that passes", engine: failing(away{}), reason: "failed", status: 503},
		{name: "a panic", engine: func(document.Raw, document.Recall) (*document.Clean, error) { panic("secret") }, reason: "panic", status: 500},
		{name: "a refusal of our own", open: func() (document.Raw, error) { return document.Raw{}, Refuse(ReasonURL, "x") }, engine: copying, reason: "bad-url", status: 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen := &asked{}
			d := NewDesk(Options{Pipeline: pipeline.Options{HeaviestBytes: c.limit}, Observer: seen})
			open := c.open
			if open == nil {
				open = opened("a")
			}
			answer, refusal := d.Clean(t.Context(), open, form(c.engine))
			if refusal == nil || refusal.Reason != c.reason || refusal.Status != c.status || answer.Body != nil {
				t.Fatalf("got %+v, %+v; want %s with %d", answer, refusal, c.reason, c.status)
			}
			if strings.Contains(refusal.Detail, "secret") {
				t.Errorf("the detail tells what a panic said: %s", refusal.Detail)
			}
			if c.label == "" {
				c.label = c.reason
			}
			if got := strings.Join(seen.outcomes, ","); got != " "+c.label {
				t.Errorf("counted as %q, want %q", got, c.label)
			}
		})
	}
}

func TestMemoryIsAskedAndTheAnswerSaysSo(t *testing.T) {
	verdicts := []document.Verdict{{Rule: "recurring/known"}}
	recalling := func(raw document.Raw, recall document.Recall) (*document.Clean, error) {
		clean, _ := copying(raw, nil)
		if recall != nil {
			clean.Title = recall(nil)[0].Rule
		}
		return clean, nil
	}
	for _, known := range []bool{true, false} {
		d := NewDesk(Options{Recall: func(document.Raw) (document.Recall, bool) {
			if !known {
				return nil, false
			}
			return func(*document.Document) []document.Verdict { return verdicts }, true
		}})
		answer, refusal := d.Clean(t.Context(), opened("a"), form(recalling))
		if refusal != nil || answer.Remembered != known || (answer.Doc.Title != "") != known {
			t.Errorf("known %v: got %+v, %v", known, answer, refusal)
		}
		if want := map[bool]string{true: MemorySite, false: MemoryNone}[known]; answer.Memory() != want {
			t.Errorf("the answer says %s, want %s", answer.Memory(), want)
		}
	}
}

func TestNothingIsCleanedWhereNobodyMayEnter(t *testing.T) {
	left := 0
	open := true
	d := NewDesk(Options{Enter: func() (func(), bool) { return func() { left++ }, open }})
	if _, refusal := d.Clean(t.Context(), opened("a"), form(copying)); refusal != nil || left != 1 {
		t.Errorf("got %v, left %d times", refusal, left)
	}
	open = false
	if _, refusal := d.Clean(t.Context(), opened("a"), form(copying)); refusal == nil || refusal.Reason != ReasonBusy || left != 1 {
		t.Errorf("got %v, left %d times; want busy", refusal, left)
	}
}
