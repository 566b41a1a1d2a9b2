package evidence_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// noted are the questions whose answers are noted.
var noted = map[string]func(evidence.Block) bool{
	"IsDateLine":      evidence.Block.IsDateLine,
	"IsBody":          evidence.Block.IsBody,
	"IsRelatedHeader": evidence.Block.IsRelatedHeader,
	"HeadsOtherPart":  evidence.Block.HeadsOtherPart,
	"ReportsLabel":    evidence.Block.ReportsLabel,
	"IsTurn":          evidence.Block.IsTurn,
	"IsCreditLine":    evidence.Block.IsCreditLine,
	"IsSignUpLine":    evidence.Block.IsSignUpLine,
}

// Whatever else was asked before, and of whichever document in the same memory, a noted
// answer is the one that a new layout returns.
func TestNotesChangeNoAnswer(t *testing.T) {
	var memory evidence.Notes
	rapid.Check(t, func(t *rapid.T) {
		raw := anyRaw(t)
		l := cleanertest.Layout(t, raw)
		l.Notes = &memory
		for _, part := range parts {
			part.ask(l)
		}
		for b := range l.Each() {
			for name, ask := range noted {
				ask(b)
				fresh := cleanertest.Layout(t, raw)
				if got, want := ask(b), ask(fresh.At(b.I)); got != want {
					t.Fatalf("%s of %q is %v, and %v where nothing was asked before", name, b.Text(), got, want)
				}
			}
		}
	})
}

// What a shape rules out is not there.
func TestShapesRuleOutWhatIsNotThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := cleanertest.Layout(t, anyRaw(t))
		for b := range l.Each() {
			if !b.MayHaveMark() && strings.ContainsAny(b.Text(), ":：>»›|/") {
				t.Fatalf("%q has a mark, and its shape none: %+v", b.Text(), b.Shape)
			}
			if !b.MayHaveDigit() && strings.ContainsAny(b.Text(), "0123456789") {
				t.Fatalf("%q has a digit, and its shape none: %+v", b.Text(), b.Shape)
			}
			for o := range l.Each() {
				if got, want := b.SaysSame(o), evidence.SameWords(b.Text(), o.Text()); got != want {
					t.Fatalf("SaysSame(%q, %q) is %v, SameWords %v", b.Text(), o.Text(), got, want)
				}
			}
		}
	})
}
