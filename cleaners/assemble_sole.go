package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

// This file decides the blocks of which one verdict alone was said, mostly the model's. They
// are more than half of all, and what becomes of them depends on the verdict's kind and
// score. The outcome is that of decide.

// soleReason has the numbers, plus 1, of what the ledger says of blocks that stay, or leave,
// for one of the things that verdicts say; 0 as long as no block does.
type soleReason struct{ kept, removed int32 }

// isSole reports whether decideSole can decide block i by the verdict at at: there is neither
// a person's decision nor a field, a note or a span in it.
func (a *assembler) isSole(i, at int) bool {
	verdicts := &a.clean.Verdicts
	kind, score := verdicts.KindAt(at), verdicts.ScoreAt(at)
	return i != a.title && score > leastSure && score < 1 && verdicts.IsWholeAt(at) &&
		kind != document.Title && kind != document.Recurring && !a.fields.kinds[kind] && !a.policy.NoTables
}

// decideSole is decide for a block of which isSole is true.
func (a *assembler) decideSole(i, at int) {
	verdicts := &a.clean.Verdicts
	kind := verdicts.KindAt(at)
	probability := a.scratch.odds.sole(kind, verdicts.ScoreAt(at))
	of := &a.scratch.soles[verdicts.ReasonAt(at)]
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
