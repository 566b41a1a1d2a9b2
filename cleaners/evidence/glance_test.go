package evidence_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// A glance tells what the block's own methods and its text do, and where it can't tell,
// that there may be more.
func TestAGlanceMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := cleanertest.Layout(t, anyRaw(t))
		for b := range l.Each() {
			g, text := l.Glances()[b.I], b.Text()
			upper, marks := 0, strings.ContainsAny(text, ">:：»›|/[#.\"“„«-–—·•@(©")
			for _, r := range text {
				if unicode.IsUpper(r) {
					upper++
				}
			}
			for name, c := range map[string]struct {
				is    evidence.Looks
				want  bool
				exact bool
			}{
				"prose":    {evidence.LooksProse, b.IsProse(), true},
				"cued":     {evidence.LooksCued, b.Cued != 0, true},
				"tagged":   {evidence.LooksTagged, b.Element != nil, true},
				"credited": {evidence.LooksCredited, b.MayEndInCredit(), true},
				"coloned":  {evidence.LooksColoned, strings.ContainsAny(text, ":："), true},
				"marked":   {evidence.LooksMarked, marks, false},
				"figured":  {evidence.LooksFigured, strings.ContainsFunc(text, unicode.IsDigit), false},
				"numbered": {evidence.LooksNumbered, evidence.IsDigit(text[len(text)-1]), false},
				"capital":  {evidence.LooksCapital, upper >= evidence.LooksCapitals, false},
			} {
				if got := g.Looks.Has(c.is); got != c.want && (c.exact || c.want) {
					t.Fatalf("%q looks %s: %v, want %v", text, name, got, c.want)
				}
			}
			if int32(g.Words) != b.Shape.Words {
				t.Fatalf("%q has %d words at a glance, and %d", text, g.Words, b.Shape.Words)
			}
		}
	})
}

// The blocks that are listed with phrases are those that a walk over all finds.
func TestCuedBlocksAreListed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := cleanertest.Layout(t, anyRaw(t))
		classes := document.CueSet(rapid.Uint32().Draw(t, "classes"))
		var cued, tagged, looking []int
		for b := range l.Each() {
			if b.Cued&classes != 0 {
				cued = append(cued, b.I)
			}
			if b.Cued&classes != 0 || b.Element != nil {
				tagged = append(tagged, b.I)
			}
			if b.IsProse() || b.Cued != 0 {
				looking = append(looking, b.I)
			}
		}
		for name, c := range map[string]struct {
			got  func(func(evidence.Block) bool)
			want []int
		}{
			"Cued": {l.Cued(classes), cued}, "CuedOrTagged": {l.CuedOrTagged(classes), tagged},
			"Looking": {l.Looking(evidence.LooksProse | evidence.LooksCued), looking},
		} {
			var got []int
			for b := range c.got {
				got = append(got, b.I)
			}
			if !slices.Equal(got, c.want) {
				t.Fatalf("%s returns the blocks %v, want %v", name, got, c.want)
			}
		}
	})
}

// The body is found from both ends: no paragraph of it is outside.
func TestNoParagraphIsOutsideTheBody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := cleanertest.Layout(t, anyRaw(t))
		first, last := len(l.Blocks), -1
		for b := range l.Each() {
			if !b.InZone() && b.IsBody() && !b.OpensWithAuthor() {
				first, last = min(first, b.I), b.I
			}
		}
		if l.FirstBody() != first || l.LastBody() != last {
			t.Fatalf("the body is from %d to %d, and its paragraphs from %d to %d", l.FirstBody(), l.LastBody(), first, last)
		}
	})
}
