package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Paragraphs of an article, for documents that need a body.
const (
	ferry  = "The ferry to the island will run every ten minutes from spring, the city said, and nobody will be cut off."
	mayor  = "The mayor, who lives on the north bank herself, said that she would take it each day, whatever the weather."
	budget = "The council will vote on the money soon, after the hearing that the owners of the old bridge have asked for."
)

// textOf returns the layout of a plain text with the given paragraphs.
func textOf(t cleanertest.Reporter, paragraphs ...string) *evidence.Layout {
	t.Helper()
	text := strings.Join(paragraphs, "\n\n")
	return cleanertest.Layout(t, document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(text)})
}

// pageOf returns the layout of a page with the given body.
func pageOf(t cleanertest.Reporter, body string) *evidence.Layout {
	t.Helper()
	page := "<html><body>" + body + "</body></html>"
	return cleanertest.Layout(t, document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte(page)})
}

// blockOf returns the one block of a plain text.
func blockOf(t cleanertest.Reporter, text string) evidence.Block {
	t.Helper()
	l := textOf(t, text)
	if len(l.Blocks) != 1 {
		t.Fatalf("%q has %d blocks, want one", text, len(l.Blocks))
	}
	return l.At(0)
}

// textsOf returns what the blocks with the given indexes say.
func textsOf(l *evidence.Layout, blocks ...int) (texts []string) {
	for _, i := range blocks {
		texts = append(texts, l.Of(i))
	}
	return texts
}

// A reading is a text of one block and whether the block reads as what is tested.
type reading struct {
	text string
	want bool
}

// checkReadings holds a method of a block against texts that stand alone.
func checkReadings(t *testing.T, reads func(evidence.Block) bool, readings []reading) {
	t.Helper()
	for _, r := range readings {
		if got := reads(blockOf(t, r.text)); got != r.want {
			t.Errorf("%q: got %v, want %v", r.text, got, r.want)
		}
	}
}

// A place is a paragraph of a document and whether it reads as what is tested.
type place struct {
	name       string
	paragraphs []string
	block      int
	want       bool
}

// checkPlaces holds a method of a block against blocks that have neighbours.
func checkPlaces(t *testing.T, reads func(evidence.Block) bool, places []place) {
	t.Helper()
	for _, p := range places {
		l := textOf(t, p.paragraphs...)
		if got := reads(l.At(p.block)); got != p.want {
			t.Errorf("%s: %q: got %v, want %v", p.name, l.Of(p.block), got, p.want)
		}
	}
}

func TestEachGoesOverTheBlocksInOrder(t *testing.T) {
	l := textOf(t, ferry, mayor, budget)
	var got []int
	for b := range l.Each() {
		got = append(got, b.I)
	}
	if diff := cmp.Diff([]int{0, 1, 2}, got); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	for b := range l.Each() {
		if b.I == 1 {
			break // a loop may end early
		}
	}
}

func TestABlockKnowsItsNeighbours(t *testing.T) {
	b := textOf(t, ferry, mayor, budget).At(1)
	if got, want := []string{b.By(-1).Text(), b.By(0).Text(), b.By(1).Text()}, []string{ferry, mayor, budget}; !slices.Equal(got, want) {
		t.Errorf("before, here, behind: %q, want %q", got, want)
	}
	for d, want := range map[int]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if got := b.Has(d); got != want {
			t.Errorf("Has(%d) is %v, want %v", d, got, want)
		}
	}
}

func TestABlocksTextIsCutAtOffsetsOfTheDocument(t *testing.T) {
	b := textOf(t, ferry, mayor).At(1)
	p := b.Span.Start + len("The mayor")
	got := []string{b.Text(), b.Before(p), b.After(p), b.TextOf(document.Span{Start: p - 5, End: p})}
	want := []string{mayor, "The mayor", strings.TrimPrefix(mayor, "The mayor"), "mayor"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("text, before, after, of a span (-want +got):\n%s", diff)
	}
}

func TestABlockHasItsOwnCues(t *testing.T) {
	l := textOf(t, "By Ada Lee", ferry, "Share this article")
	var got []string
	for _, cue := range l.At(2).Cues() {
		got = append(got, cue.Class.String()+": "+l.At(2).TextOf(cue.Span))
	}
	if diff := cmp.Diff([]string{"share: Share this article"}, got); diff != "" {
		t.Errorf("cues of the last block (-want +got):\n%s", diff)
	}
	if cues := l.At(1).Cues(); slices.ContainsFunc(cues, func(c document.Cue) bool { return c.Class != document.CueSaid }) {
		t.Errorf("a paragraph without a phrase has the cues %v", cues)
	}
}
