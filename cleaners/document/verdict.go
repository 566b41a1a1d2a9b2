package document

import (
	"cmp"
	"slices"
)

// Verdict is one thing that one rule says of one block, or of a span in it.
type Verdict struct {
	Block int
	Span  Span    // zero: the whole block; else inside the block's span
	Kind  Kind    // Article speaks for keeping it
	Rule  string  // "captions/trailing-credit"
	Score float64 // 0.5..1: the probability that the rule is right here; 0.5 says nothing
	Value string  // what the field gets, for a rule that lifts one ("Ada Lee" out of "By Ada Lee")
}

// CompareVerdicts orders verdicts by place, then by what they say, so that a
// sorted list is the same whichever cleaner spoke first.
func CompareVerdicts(a, b Verdict) int {
	return cmp.Or(
		cmp.Compare(a.Block, b.Block),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(a.Value, b.Value),
	)
}

// SortVerdicts puts verdicts into CompareVerdicts' order.
func SortVerdicts(vs []Verdict) { slices.SortFunc(vs, CompareVerdicts) }
