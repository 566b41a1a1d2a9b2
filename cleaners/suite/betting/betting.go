// Package betting marks the offers of bookmakers that sports pages run among their
// paragraphs, and the warnings that the law puts below them.
package betting

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleNotice = document.Rule{Name: "betting/notice", Kind: document.Advertisement, Score: 0.93,
		Doc: "a short text of the phrases by which bookmakers offer and warn, and of little else"}
	ruleBeside = document.Rule{Name: "betting/beside-notice", Kind: document.Advertisement, Score: 0.85,
		Doc: "a short line with figures and no sentence's end, right above such a text"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name:  "betting",
	Doc:   "Takes out betting offers and the warnings below them. Leaves reports on gambling and on odds.",
	Rules: []document.Rule{ruleNotice, ruleBeside},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		for b := range l.Cued(1 << document.CueBetting) {
			if !isNotice(b) {
				continue
			}
			say.Block(b, &ruleNotice)
			if b.Has(-1) && !isNotice(b.By(-1)) && isOffer(b.By(-1)) {
				say.Block(b.By(-1), &ruleBeside)
			}
		}
	},
}

// noticeWords bounds an offer or a warning; offerWords the line above it.
const (
	noticeWords = 40
	offerWords  = 16
)

// isNotice reports a short text that such phrases fill by half. A report that names
// them says much else.
func isNotice(b evidence.Block) bool {
	if !b.Cued.Has(document.CueBetting) || b.Shape.Words > noticeWords {
		return false
	}
	in, all := b.Covered(1 << document.CueBetting)
	return 2*in >= all
}

// isOffer reports "Rovers to win 5/2".
func isOffer(b evidence.Block) bool {
	return b.Shape.Digits > 0 && b.Shape.Words <= offerWords && !b.Shape.Ends.Sentence() && !b.IsDateLine()
}
