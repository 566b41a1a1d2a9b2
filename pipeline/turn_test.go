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
type given struct{ items []Item }

func (g *given) Receive(context.Context) (Item, error) {
	if len(g.items) == 0 {
		return Item{}, io.EOF
	}
	item := g.items[0]
	g.items = g.items[1:]
	return item, nil
}

func TestATurnIsAroundTheCleaningAndTheDoomedHaveNone(t *testing.T) {
	var under, turns atomic.Int64
	turn := func(context.Context) func() {
		turns.Add(1)
		under.Add(1)
		return func() { under.Add(-1) }
	}
	cleaner := cleanerFunc(func(raw document.Raw) (*document.Clean, error) {
		if under.Load() != 1 {
			t.Errorf("document %s is cleaned under %d turns", raw.ID, under.Load())
		}
		if raw.ID == "panics" {
			panic("in the middle of its turn")
		}
		return copying(raw)
	})
	doomed := &Failure{Stage: StageClean, Reason: "killed", Err: io.ErrUnexpectedEOF}
	var sink list
	err := Run(t.Context(), &given{[]Item{
		{Raw: document.Raw{ID: "a"}, Turn: turn}, {Origin: 1, Raw: document.Raw{ID: "b"}, Turn: turn, Doomed: doomed, Tries: 3},
		{Origin: 2, Raw: document.Raw{ID: "panics"}, Turn: turn}, {Raw: document.Raw{ID: "c"}, Turn: turn},
	}}, cleaner, &sink, Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "1 clean/killed", "2 clean/panic", "c"}, sink.got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if turns.Load() != 3 || under.Load() != 0 {
		t.Errorf("%d turns, %d of them not over; want 3 and none", turns.Load(), under.Load())
	}
}

func TestADocumentThatThereIsNoMemoryForIsAFailure(t *testing.T) {
	weigh := func(raw document.Raw) int { return 100 * len(raw.Content) }
	var cleaned atomic.Int64
	cleaner := cleanerFunc(func(raw document.Raw) (*document.Clean, error) {
		cleaned.Add(1)
		return copying(raw)
	})
	var sink list
	err := Run(t.Context(), &given{[]Item{
		{Raw: document.Raw{ID: "light", Content: []byte("123456789")}},
		{Origin: 1, Raw: document.Raw{ID: "heavy", Content: []byte("12345678901")}},
	}}, cleaner, &sink, Options{Weigh: weigh, CleaningBytes: 500, HeaviestBytes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"light", "1 clean/too-heavy"}, sink.got); diff != "" || cleaned.Load() != 1 {
		t.Errorf("%d documents were cleaned; outcomes (-want +got):\n%s", cleaned.Load(), diff)
	}
}
