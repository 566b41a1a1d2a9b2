package pipeline

import (
	"context"
	"io"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// given is a source of items that are there already.
type given struct{ items []Item[int] }

func (g *given) Receive(context.Context) (Item[int], error) {
	if len(g.items) == 0 {
		return Item[int]{}, io.EOF
	}
	item := g.items[0]
	g.items = g.items[1:]
	return item, nil
}

func TestAcquireIsAroundTheCleaningAndNotCalledForTheQuarantined(t *testing.T) {
	var held, acquired atomic.Int64
	acquire := func(context.Context) func() {
		acquired.Add(1)
		held.Add(1)
		return func() { held.Add(-1) }
	}
	clean := cleaning(func(raw document.Raw) (*document.Clean, error) {
		if held.Load() != 1 {
			t.Errorf("document %s is cleaned while %d are held, want 1", raw.ID, held.Load())
		}
		if raw.ID == "panics" {
			panic("while it is held")
		}
		return copying(raw)
	})
	quarantined := &Failure{Stage: StageClean, Reason: "killed", Err: io.ErrUnexpectedEOF}
	var sink list
	err := Run(t.Context(), &given{[]Item[int]{
		{Raw: document.Raw{ID: "a"}, Acquire: acquire}, {Origin: 1, Raw: document.Raw{ID: "b"}, Acquire: acquire, Quarantined: quarantined, Tries: 3},
		{Origin: 2, Raw: document.Raw{ID: "panics"}, Acquire: acquire}, {Raw: document.Raw{ID: "c"}, Acquire: acquire},
	}}, clean, &sink, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "1 clean/killed", "2 clean/panic", "c"}, sink.got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if acquired.Load() != 3 || held.Load() != 0 {
		t.Errorf("%d were acquired, %d of them not released; want 3 and none", acquired.Load(), held.Load())
	}
}

func TestADocumentThatThereIsNoMemoryForIsAFailure(t *testing.T) {
	weigh := func(raw document.Raw) int { return 100 * len(raw.Content) }
	var cleaned atomic.Int64
	clean := cleaning(func(raw document.Raw) (*document.Clean, error) {
		cleaned.Add(1)
		return copying(raw)
	})
	var sink list
	err := Run(t.Context(), &given{[]Item[int]{
		{Raw: document.Raw{ID: "light", Content: []byte("123456789")}},
		{Origin: 1, Raw: document.Raw{ID: "heavy", Content: []byte("12345678901")}},
	}}, clean, &sink, Options{Weigh: weigh, CleaningBytes: 500, HeaviestBytes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"light", "1 clean/too-heavy"}, sink.got); diff != "" || cleaned.Load() != 1 {
		t.Errorf("%d documents were cleaned; outcomes (-want +got):\n%s", cleaned.Load(), diff)
	}
}
