package cleaners

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// assemble weighs the verdicts by the policy and lays every byte of the text
// to its fate. It knows no rule, only what rules declare: a verdict's kind and
// score, and the field that its rule lifts. Of the layout it asks when the document
// was published.
func assemble(layout *evidence.Layout, s *scratch, policy *Policy, fields *fieldRules) *document.Clean {
	doc := layout.Document
	a := assembler{doc: doc, layout: layout, policy: policy, fields: fields, scratch: s, clean: &document.Clean{
		ID: doc.ID, URL: doc.URL, Language: doc.Language, Charset: doc.Charset,
		Source: doc.Source, Verdicts: s.said.Sorted(len(doc.Blocks)),
	}}
	a.title = a.chooseTitle()
	a.decideAll()
	a.clean.Ledger = s.ledger.Ledger()
	a.collect()
	a.fillFields()
	return a.clean
}

// assembler holds one document's assembly: where it is in the text and in the
// verdicts.
type assembler struct {
	doc     *document.Document
	layout  *evidence.Layout // the parts of doc
	policy  *Policy
	fields  *fieldRules
	scratch *scratch
	clean   *document.Clean
	title   int    // the block that is the title, or -1
	at      int    // bytes of the text that have their fate
	kept    int    // ledger entries that are kept, but for pieces of a line, which are joined
	removed int    // and that are removed
	joined  []byte // the last paragraph's text, when it has been joined from several stretches
	lifts   [liftCount]lift
}

// decideAll walks the blocks in order and enters each into the ledger.
func (a *assembler) decideAll() {
	verdicts, next := &a.clean.Verdicts, 0
	a.scratch.reasons = append(a.scratch.reasons[:0], make([]reasonNumbers, verdicts.Reasons())...)
	for i := range a.doc.Blocks {
		n := verdicts.CountBlock(next, i)
		if a.isShort(i, next, n) {
			a.decideShort(i, next, n)
		} else {
			a.decide(i, a.saidOf(next, n))
		}
		next += n
	}
	a.separate(len(a.doc.Text))
}

// saidOf returns the n verdicts of a block, the first of which is at first.
func (a *assembler) saidOf(first, n int) []document.Verdict {
	said := a.scratch.block[:0]
	if n > 0 {
		said = a.clean.Verdicts.AppendBlock(said, first)
		a.scratch.block = said
	}
	return said
}

// decide decides one block: lifted as the title, removed whole, or kept but for
// some spans.
func (a *assembler) decide(i int, said []document.Verdict) {
	span := a.doc.Blocks[i].Span
	a.separate(span.Start)
	j := weigh(wholeBlock(said), &a.scratch.odds)
	entry := document.Entry{Span: span, Block: i, Kind: j.kind, Rule: j.rule, Score: j.probability, Note: j.note}
	switch {
	case i == a.title:
		title := strongest(said, document.Title)
		entry.Fate, entry.Kind, entry.Rule, entry.Score, entry.Note = document.Lifted, document.Title, title.Rule, title.Score, title.Where
		a.enter(&entry)
	case a.isUnwantedRow(i) && !a.policy.removes(j.kind, j.probability):
		entry.Fate, entry.Kind, entry.Rule, entry.Score, entry.Note = document.Removed, document.Boilerplate, noTablesRule, 1, ""
		a.enter(&entry)
	case a.policy.removes(j.kind, j.probability):
		entry.Fate = document.Removed
		if entry.Kind == document.Article { // not surely enough
			entry.Kind = document.Boilerplate
		}
		a.remove(&entry, spanVerdicts(said))
		a.offerFields(i, said)
	default:
		entry.Note = first(entry.Note, a.noteMarked(i, said))
		a.keep(&entry, j.kept, spanVerdicts(said))
	}
}

// isUnwantedRow reports a row of a table that the policy wants none of. Only a row that
// has columns is one: old pages lay their articles out in tables, whose cells hold a
// paragraph each.
func (a *assembler) isUnwantedRow(i int) bool {
	b := &a.doc.Blocks[i]
	return a.policy.NoTables && b.Role == document.RoleTable && len(cellsOf(a.doc.Unmarked(b.Span), b.Role)) > 1
}

// noteMarked tells of a kept block that memory speaks against: it was outweighed,
// or only watched so far. It returns what memory goes by.
func (a *assembler) noteMarked(i int, said []document.Verdict) string {
	for _, v := range said {
		if v.Kind == document.Recurring {
			span := a.doc.Blocks[i].Span
			a.clean.Marked = append(a.clean.Marked, document.Removal{
				Text: a.doc.Source[span.Start:span.End], Kind: v.Kind, Rule: v.Rule, Score: v.Score, Start: span.Start, End: span.End, Note: v.Value,
			})
			return v.Value
		}
	}
	return ""
}

// keepStretch enters what lies between the last entry and end as kept, its
// white space at the edges as separator.
func (a *assembler) keepStretch(whole document.Entry, end int) {
	stretch := trimSpan(a.doc.Text, document.Span{Start: a.at, End: end})
	a.separate(stretch.Start)
	whole.Span, whole.Fate = stretch, document.Kept
	a.enter(&whole)
	a.separate(end)
}

// cuts returns the spans that leave, in order and apart from each other. What a person
// keeps leaves with none; where it is a part of what a cleaner takes for a span, that one
// is mistaken, and stays.
func (a *assembler) cuts(said []document.Verdict, kept []document.Span) (cuts []document.Entry) {
	for len(said) > 0 {
		n := 1
		for n < len(said) && said[n].Span == said[0].Span {
			n++
		}
		j := weigh(said[:n], &a.scratch.odds)
		if a.policy.removes(j.kind, j.probability) && (j.taken || !overlapsAny(said[0].Span, kept)) {
			cuts = appendCut(cuts, document.Entry{
				Span: said[0].Span, Fate: document.Removed, Kind: j.kind, Rule: j.rule, Score: j.probability, Note: j.note,
			})
		}
		said = said[n:]
	}
	return without(a.doc.Text, cuts, kept)
}

// appendCut adds cut to cuts, which are sorted by start. Where two overlap, the
// union leaves, as what the surer of the two says it is.
func appendCut(cuts []document.Entry, cut document.Entry) []document.Entry {
	if len(cuts) == 0 || cuts[len(cuts)-1].Span.End <= cut.Span.Start {
		return append(cuts, cut)
	}
	last := &cuts[len(cuts)-1]
	span := document.Span{Start: last.Span.Start, End: max(last.Span.End, cut.Span.End)}
	if cut.Score > last.Score {
		*last = cut
	}
	last.Span = span
	return cuts
}

// separate enters what lies between the last entry and end as separator.
func (a *assembler) separate(end int) {
	if end > a.at {
		a.scratch.ledger.Separate(document.Span{Start: a.at, End: end})
		a.at = end
	}
}

// enter writes e into the ledger and moves on to its end. An empty stretch
// leaves no entry.
func (a *assembler) enter(e *document.Entry) {
	if e.Span.Len() <= 0 {
		return
	}
	a.scratch.ledger.Add(e)
	a.passed(e.Fate, e.Block, e.Span.End)
}

// passed counts an entry of a block that has been entered, and moves on to its end.
func (a *assembler) passed(fate document.Fate, block, end int) {
	a.at = end
	switch {
	case fate == document.Removed:
		a.removed++
	case fate == document.Kept && !a.doc.Blocks[block].Piece:
		a.kept++
	}
}

// collect puts what the ledger says into paragraphs, removals and the title. It
// comes after the ledger, when their numbers are known: grown entry by entry they
// were a fifth of the memory that a document takes.
func (a *assembler) collect() {
	a.clean.Paragraphs = make([]document.Paragraph, 0, a.kept)
	a.clean.Removed = make([]document.Removal, 0, a.removed)
	for i := range a.clean.Ledger.Len() {
		switch a.clean.Ledger.FateAt(i) {
		case document.Kept:
			a.paragraph(i)
		case document.Removed:
			a.removal(i)
		case document.Lifted:
			a.liftTitle(i)
		}
	}
	a.closeParagraph()
}

// removal adds the ledger's entry i to what was removed.
func (a *assembler) removal(i int) {
	n := len(a.clean.Removed)
	a.clean.Removed = a.clean.Removed[:n+1] // as many as were counted
	e, r := a.clean.Ledger.At(i), &a.clean.Removed[n]
	r.Text, r.Start, r.End = a.doc.Source[e.Span.Start:e.Span.End], e.Span.Start, e.Span.End
	r.Kind, r.Rule, r.Score, r.Note = e.Kind, e.Rule, e.Score, e.Note
}

// liftTitle makes the ledger's entry i the title.
func (a *assembler) liftTitle(i int) {
	e := a.clean.Ledger.At(i)
	a.clean.Title = evidence.FoldSpace(a.doc.Read(e.Span))
	a.clean.Lifted = append(a.clean.Lifted, document.Lift{
		Field: document.FieldTitle, Text: a.doc.Source[e.Span.Start:e.Span.End], Rule: e.Rule, Score: e.Score, Start: e.Span.Start, End: e.Span.End,
	})
}

// wholeBlock and spanVerdicts part what was said of a block from what was said
// of spans in it. Sorted verdicts have the whole block's first.
func wholeBlock(said []document.Verdict) []document.Verdict {
	return said[:spanStart(said)]
}

func spanVerdicts(said []document.Verdict) []document.Verdict {
	return said[spanStart(said):]
}

func spanStart(said []document.Verdict) int {
	n := 0
	for n < len(said) && said[n].Span.IsZero() {
		n++
	}
	return n
}
