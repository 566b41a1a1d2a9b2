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
	Value string  // what the field gets, for a rule that lifts one ("Ada Lee" out of "By Ada Lee"); for a recurring block, how often and since when
	Where string  // for a rule that people wrote for the site: its file and line
}

// Recall says what is remembered of a document's blocks from the documents
// before it. It may be asked by many goroutines at once, about different
// documents, and changes and keeps nothing of them.
type Recall func(*Document) []Verdict

// CompareVerdicts orders verdicts by place, then by what they say, so that a
// sorted list is the same whichever cleaner spoke first.
func CompareVerdicts(a, b Verdict) int { return compareVerdicts(&a, &b) }

func compareVerdicts(a, b *Verdict) int {
	switch {
	case a.Block != b.Block:
		return cmp.Compare(a.Block, b.Block)
	case a.Span.Start != b.Span.Start:
		return cmp.Compare(a.Span.Start, b.Span.Start)
	case a.Span.End != b.Span.End:
		return cmp.Compare(a.Span.End, b.Span.End)
	case a.Kind != b.Kind:
		return cmp.Compare(a.Kind, b.Kind)
	case a.Rule != b.Rule:
		return cmp.Compare(a.Rule, b.Rule)
	case a.Score != b.Score:
		return cmp.Compare(b.Score, a.Score)
	}
	if a.Value != b.Value {
		return cmp.Compare(a.Value, b.Value)
	}
	return cmp.Compare(a.Where, b.Where)
}

// SortVerdicts puts verdicts into CompareVerdicts' order.
func SortVerdicts(vs []Verdict) { slices.SortFunc(vs, CompareVerdicts) }
