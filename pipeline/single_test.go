package pipeline

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// opened is an Open of a document that is there.
func opened(id string) func() (document.Raw, error) {
	return func() (document.Raw, error) { return document.Raw{ID: id, Content: []byte("0123456789")}, nil }
}

func TestOneDocumentHasTheLimitsOfARun(t *testing.T) {
	good := func(raw document.Raw) (*document.Clean, string, error) {
		return &document.Clean{ID: raw.ID}, "as " + raw.ID, nil
	}
	for name, c := range map[string]struct {
		options Options
		open    func() (document.Raw, error)
		clean   SingleFunc[string]
		reason  string
		stage   Stage
	}{
		"a good one":         {open: opened("a"), clean: good},
		"a broken envelope":  {open: func() (document.Raw, error) { return document.Raw{}, reasoned{} }, clean: good, reason: "seven", stage: StageEnvelope},
		"a panic":            {open: opened("a"), clean: func(document.Raw) (*document.Clean, string, error) { panic("too hot") }, reason: ReasonPanic, stage: StageClean},
		"one that weighs":    {options: Options{HeaviestBytes: 9}, open: opened("a"), clean: good, reason: ReasonTooHeavy, stage: StageClean},
		"one that is late":   {options: Options{DocumentTime: time.Minute}, open: opened("a"), clean: late(time.Hour), reason: ReasonTooSlow, stage: StageClean},
		"one that passes":    {open: opened("a"), clean: func(document.Raw) (*document.Clean, string, error) { return nil, "", away{} }, reason: ReasonUnknown, stage: StageClean},
		"a broken CleanFunc": {open: opened("a"), clean: func(document.Raw) (*document.Clean, string, error) { return nil, "x", nil }, reason: ReasonUnknown, stage: StageClean},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := NewSingle[string](c.options).Clean(c.open, c.clean)
				switch {
				case c.reason == "" && (o.Failure != nil || o.Clean.ID != "a" || o.Product != "as a"):
					t.Errorf("got %+v", o)
				case c.reason != "" && (o.Failure == nil || o.Failure.Reason != c.reason || o.Failure.Stage != c.stage || o.Clean != nil || o.Product != ""):
					t.Errorf("got %+v, want %s at %s", o, c.reason, c.stage)
				}
				time.Sleep(2 * time.Hour) // what was given up ends
			})
		})
	}
}

func late(by time.Duration) SingleFunc[string] {
	return func(document.Raw) (*document.Clean, string, error) {
		time.Sleep(by)
		return nil, "", errors.New("woke up")
	}
}

func TestASingleSaysWhenTooManyHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSingle[string](Options{Workers: 1, DocumentTime: time.Minute})
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { s.Clean(opened("a"), late(time.Hour)) })
		}
		both.Wait()
		select {
		case <-s.Stuck():
		default:
			t.Error("two cleanings hang where one may, and nobody is told")
		}
		time.Sleep(2 * time.Hour)
	})
}

// TestALargeDocumentIsNotOvertakenForEver keeps small documents coming while a
// large one waits: those that come after it wait behind it.
func TestALargeDocumentIsNotOvertakenForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemoryLimiter(10)
		m.acquire(6)
		var order []string
		var mu sync.Mutex
		var all sync.WaitGroup
		enter := func(name string, size int) {
			all.Go(func() {
				m.acquire(size)
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				m.release(size)
			})
			synctest.Wait()
		}
		enter("large", 20)
		enter("small", 1)
		if len(order) != 0 {
			t.Errorf("%v went past a large document that waits", order)
		}
		m.release(6)
		all.Wait()
		if len(order) != 2 || order[0] != "large" {
			t.Errorf("order %v, want the large one first", order)
		}
	})
}
