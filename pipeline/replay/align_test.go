package replay

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/record"
)

func TestAlign(t *testing.T) {
	for _, c := range []struct{ a, b, onlyA, onlyB string }{
		{"", "", "", ""},
		{"a b c", "a b c", "", ""},
		{"a b c", "", "a b c", ""},
		{"the cat sat on the mat", "the cat on the mat", "sat", ""},
		{"x x x y", "y x x", "x x x", "x x"},
		{"one two three four", "three four one two", "one two", "one two"},
		{"the sign the end", "the end", "sign the", ""},
	} {
		a, b := wordsOf([]string{c.a}), wordsOf([]string{c.b})
		inA, inB := align(a, b)
		if got := [2]string{unmatched(a, inA), unmatched(b, inB)}; got != [2]string{c.onlyA, c.onlyB} {
			t.Errorf("align(%q, %q) leaves %q, want %q and %q", c.a, c.b, got, c.onlyA, c.onlyB)
		}
	}
}

func unmatched(words []word, in []bool) string {
	var left []string
	for i, w := range words {
		if !in[i] {
			left = append(left, w.is)
		}
	}
	return strings.Join(left, " ")
}

// FuzzAlign holds that what is matched is one sequence in both.
func FuzzAlign(f *testing.F) {
	f.Add("a b c a b", "b a c c")
	f.Add(strings.Repeat("x y ", 50), strings.Repeat("y x ", 60))
	f.Fuzz(func(t *testing.T, left, right string) {
		a, b := wordsOf([]string{left}), wordsOf([]string{right})
		inA, inB := align(a, b)
		var seqA, seqB []string
		for i, w := range a {
			if inA[i] {
				seqA = append(seqA, w.is)
			}
		}
		for i, w := range b {
			if inB[i] {
				seqB = append(seqB, w.is)
			}
		}
		if diff := cmp.Diff(seqA, seqB); diff != "" {
			t.Errorf("matched (-a +b):\n%s", diff)
		}
	})
}

// TestPiecesAreTheLedger holds the stretches that a published document tells of against
// its ledger, and that its texts are found in its source.
func TestPiecesAreTheLedger(t *testing.T) {
	all, err := fixtures.Cases()
	if err != nil {
		t.Fatal(err)
	}
	engine := cleaners.Must(cleaners.New())
	for _, c := range all {
		doc, err := engine.Clean(c.Raw())
		if err != nil {
			continue // a case of what is refused
		}
		clean := record.NewClean(doc, record.Build{})
		if !cutFrom(&clean, doc.Source) {
			t.Errorf("%s: its texts are not where it says", c.Name)
		}
		cut, ok := pieces(&clean, len(doc.Source))
		if !ok {
			t.Errorf("%s: its pieces are not in order", c.Name)
			continue
		}
		article, removed := 0, 0
		for _, e := range doc.Ledger.All() {
			n := letters(doc.Source[e.Span.Start:e.Span.End])
			switch e.Fate {
			case document.Kept, document.Lifted:
				article += n
			case document.Removed:
				removed += n
			}
		}
		gotArticle, gotRemoved := 0, 0
		for _, p := range cut {
			n := letters(doc.Source[p.start:p.end])
			if p.article {
				gotArticle += n
			} else {
				gotRemoved += n
			}
		}
		if article != gotArticle || removed != gotRemoved {
			t.Errorf("%s: %d letters of article and %d removed, the ledger has %d and %d", c.Name, gotArticle, gotRemoved, article, removed)
		}
	}
}
