package cleaners

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file has how a block is parted into what stays and what leaves. Nothing leaves that
// a person's rule keeps, whoever says so.

// keep enters a block that stays, but for the spans that leave it. Where a person has
// decided to keep it, these are its insets, which a page has in a line and does not show.
func (a *assembler) keep(whole *document.Entry, decided bool, said []document.Verdict) {
	whole.Fate = document.Kept
	kept := keptSpans(said)
	if decided {
		kept = []document.Span{whole.Span}
	}
	a.part(whole, a.cuts(said, a.withoutInsets(kept)))
}

// remove enters a block that leaves, but for the spans of it that a person keeps.
func (a *assembler) remove(whole *document.Entry, said []document.Verdict) {
	kept := keptSpans(said)
	if len(kept) == 0 {
		a.enter(whole)
		return
	}
	keep := strongest(said, document.Article)
	stays := document.Entry{Span: whole.Span, Fate: document.Kept, Block: whole.Block, Rule: keep.Rule, Note: keep.Where}
	a.part(&stays, without(a.doc.Text, []document.Entry{*whole}, a.withoutInsets(kept)))
}

// part enters a block that stays but for the cuts.
func (a *assembler) part(whole *document.Entry, cuts []document.Entry) {
	if len(cuts) == 0 {
		a.enter(whole)
		return
	}
	end := whole.Span.End
	for i := range cuts {
		a.keepStretch(*whole, cuts[i].Span.Start)
		cuts[i].Block = whole.Block
		a.enter(&cuts[i])
	}
	a.keepStretch(*whole, end)
}

// keptSpans returns the spans that a person keeps, by where they begin.
func keptSpans(said []document.Verdict) (kept []document.Span) {
	for i := range said {
		if v := &said[i]; v.Kind == document.Article && v.Score >= 1 {
			kept = append(kept, v.Span)
		}
	}
	return kept
}

// withoutInsets returns spans but for the insets in them.
func (a *assembler) withoutInsets(spans []document.Span) []document.Span {
	if len(spans) == 0 || len(a.doc.Insets) == 0 {
		return spans
	}
	var left []document.Span
	for _, s := range spans {
		for _, in := range a.doc.InsetsIn(s) {
			if s.Start < in.Span.Start {
				left = append(left, document.Span{Start: s.Start, End: in.Span.Start})
			}
			s.Start = in.Span.End
		}
		if s.Len() > 0 {
			left = append(left, s)
		}
	}
	return left
}

func overlapsAny(s document.Span, others []document.Span) bool {
	for _, o := range others {
		if s.Overlaps(o) {
			return true
		}
	}
	return false
}

// without returns what is left of cuts where nothing of kept leaves. Both are in order.
// White space at the edges of what is left is no part of it.
func without(text string, cuts []document.Entry, kept []document.Span) []document.Entry {
	if len(kept) == 0 {
		return cuts
	}
	var left []document.Entry
	for _, cut := range cuts {
		at := cut.Span.Start
		for _, k := range kept {
			if k.Overlaps(document.Span{Start: at, End: cut.Span.End}) {
				left = appendTrimmed(left, text, cut, at, k.Start)
				at = k.End
			}
		}
		left = appendTrimmed(left, text, cut, at, cut.Span.End)
	}
	return left
}

// appendTrimmed adds the part of cut from one byte to another, unless nothing is seen of it.
func appendTrimmed(left []document.Entry, text string, cut document.Entry, from, to int) []document.Entry {
	if from >= to {
		return left
	}
	if cut.Span = trimSpan(text, document.Span{Start: from, End: to}); cut.Span.Len() == 0 {
		return left
	}
	return append(left, cut)
}

// trimSpan returns a span without the white space at its edges.
func trimSpan(text string, s document.Span) document.Span {
	for s.Start < s.End {
		r, n := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.Start += n
	}
	for s.End > s.Start {
		r, n := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.End -= n
	}
	return s
}
