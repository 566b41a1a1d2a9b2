// Package headline finds the line that is the article's title. It goes into its field,
// not among what was removed. A document that begins with its lead has none.
package headline

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleHinted = document.Rule{Name: "headline/hinted", Kind: document.Title, Field: document.FieldTitle, Score: 0.97,
		Doc: "the line says what the page's metadata or the scraper's envelope give as the title"}
	ruleTagged = document.Rule{Name: "headline/tagged", Kind: document.Title, Field: document.FieldTitle, Score: 0.9,
		Doc: "the page's only first-level heading, or the one named as a headline"}
	ruleRepeated = document.Rule{Name: "headline/repeated", Kind: document.Title, Field: document.FieldTitle, Score: 0.9,
		Doc: "a headline-like line in the head of the document that is printed there twice"}
	ruleFirst = document.Rule{Name: "headline/first-line", Kind: document.Title, Field: document.FieldTitle, Score: 0.8,
		Doc: "the first line in the head of the document that reads as a headline, with the body below it"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name:  "headline",
	Doc:   "Lifts the article's headline into the title field. Leaves the dek, sub-headings and a lead that stands first.",
	Rules: []document.Rule{ruleHinted, ruleTagged, ruleRepeated, ruleFirst},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		switch t := l.Title(); t.By {
		case evidence.TitleHinted:
			say.Block(l.At(t.Block), &ruleHinted)
		case evidence.TitleTagged:
			say.Block(l.At(t.Block), &ruleTagged)
		case evidence.TitleRepeated:
			say.Block(l.At(t.Block), &ruleRepeated)
		case evidence.TitleFirstLine:
			say.Block(l.At(t.Block), &ruleFirst)
		}
	},
}
