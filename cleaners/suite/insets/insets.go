// Package insets marks what a page has inside a line and is no part of its sentence.
package insets

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules. Segmenting tells an inset by its markup, so that all are as sure.
var (
	ruleHidden = document.Rule{Name: "insets/hidden", Kind: document.Navigation, Score: 0.97,
		Doc: "words in a sentence that the page shows to nobody, or to screen readers alone"}
	ruleReading = document.Rule{Name: "insets/reading", Kind: document.Duplicate, Score: 0.97,
		Doc: "how the word before is read, which stands above it in the page"}
	ruleMark = document.Rule{Name: "insets/note-mark", Kind: document.Navigation, Score: 0.97,
		Doc: "the mark of a note, or the way back from one"}
	ruleNumber = document.Rule{Name: "insets/line-number", Kind: document.Navigation, Score: 0.97,
		Doc: "the numbers of a code's lines"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "insets",
	Doc: "Takes hidden words, readings, the marks of notes and the numbers of lines out of the lines of a page. " +
		"Leaves the sentence around them, the notes themselves, and the rest of a paragraph that a click shows.",
	Rules: []document.Rule{ruleHidden, ruleReading, ruleMark, ruleNumber},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		insets := l.Insets
		for b := range l.Each() {
			for len(insets) > 0 && b.Span.Contains(insets[0].Span) {
				mark(b, insets[0], say)
				insets = insets[1:]
			}
			if len(insets) == 0 {
				return
			}
		}
	},
}

func mark(b evidence.Block, in document.Inset, say cleaner.Say) {
	rule := &ruleHidden
	switch in.Kind {
	case document.InsetReading:
		rule = &ruleReading
	case document.InsetMark:
		rule = &ruleMark
	case document.InsetNumber:
		rule = &ruleNumber
	}
	if in.Span == b.Span {
		say.Block(b, rule)
	} else {
		say.Span(b, in.Span, rule)
	}
}
