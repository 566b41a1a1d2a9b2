package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

// This file decides the blocks of which one or two plain verdicts were said, mostly the
// model's and a rule's: nearly all. What becomes of them depends on kinds and scores, and
// neither the verdicts nor the ledger's entry need be put together. The outcome is that of
// decide.

// shortVerdicts is the most verdicts on a block that is decided so.
const shortVerdicts = 2

// reasonNumbers has the numbers, plus 1, of what the ledger says of blocks that stay, or
// leave, for one of the things that verdicts say; 0 as long as no block does.
type reasonNumbers struct{ kept, removed int32 }

// isShort reports whether decideShort can decide block i by the n verdicts from at on.
func (a *assembler) isShort(i, at, n int) bool {
	if n == 0 || n > shortVerdicts || i == a.title || a.policy.NoTables || !a.isPlain(at) {
		return false
	}
	return n == 1 || a.isPlain(at+1) && !a.clean.Verdicts.SameRules(at, at+1, sameCleaner)
}

// isPlain reports whether the verdict at at has no more than a kind and a score: neither a
// person's decision, nor a field, a value or a span.
func (a *assembler) isPlain(at int) bool {
	verdicts := &a.clean.Verdicts
	kind, score := verdicts.KindAt(at), verdicts.ScoreAt(at)
	return score > leastSure && score < 1 && verdicts.IsWholeAt(at) && kind != document.Title && kind != document.Recurring && !a.fields.kinds[kind]
}

// decideShort is decide for a block of which isShort is true.
func (a *assembler) decideShort(i, at, n int) {
	verdicts := &a.clean.Verdicts
	var probability float64
	if n == 1 {
		probability = a.scratch.odds.sole(verdicts.KindAt(at), verdicts.ScoreAt(at))
	} else {
		at, probability = a.weighPair(at)
	}
	kind := verdicts.KindAt(at)
	of := &a.scratch.reasons[verdicts.ReasonAt(at)]
	fate, reason := document.Kept, &of.kept
	if a.policy.removes(kind, probability) {
		fate, reason = document.Removed, &of.removed
	}
	if *reason == 0 {
		v := verdicts.At(at)
		e := document.Entry{Fate: fate, Kind: kind, Rule: v.Rule, Note: v.Where}
		if fate == document.Removed && kind == document.Article { // not surely enough
			e.Kind = document.Boilerplate
		}
		*reason = a.scratch.ledger.Reason(&e) + 1
	}
	span := a.doc.Blocks[i].Span
	a.separate(span.Start)
	a.scratch.ledger.AddAs(*reason-1, i, span, probability)
	a.passed(fate, i, span.End)
}

// weighPair is weigh for two plain verdicts of different cleaners, the first at at. It
// returns which of the two speaks for the block, and the probability that the block is not
// article.
func (a *assembler) weighPair(at int) (speaks int, probability float64) {
	verdicts, o := &a.clean.Verdicts, &a.scratch.odds
	first, second := verdicts.KindAt(at), verdicts.KindAt(at+1)
	w, x := o.of(verdicts.ScoreAt(at)), o.of(verdicts.ScoreAt(at+1))
	switch {
	case second == document.Article: // both, since verdicts are sorted
		probability = o.chance(-(w + x))
	case first == document.Article:
		return at + 1, o.chance(x - w)
	default:
		probability = o.chance(w + x)
	}
	if x > w && second != document.Boilerplate || first == second && verdicts.ScoreAt(at+1) > verdicts.ScoreAt(at) {
		return at + 1, probability
	}
	return at, probability
}
