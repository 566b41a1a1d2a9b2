package comments

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleHeader = document.Rule{Name: "comments/header", Kind: document.Comments, Score: 0.92,
		Doc: "a line that heads the readers' comments"}
	ruleStub = document.Rule{Name: "comments/stub", Kind: document.Comments, Score: 0.92,
		Doc: "a line that stands in for comments or asks for one"}
	ruleSigned = document.Rule{Name: "comments/signed", Kind: document.Comments, Score: 0.92,
		Doc: "a line that says who commented, or linked here, and when"}
	ruleZone = document.Rule{Name: "comments/zone", Kind: document.Comments, Score: 0.9,
		Doc: "below such a header, after the article: names, times, replies and what readers wrote"}
	ruleNamed = document.Rule{Name: "comments/named", Kind: document.Comments, Score: 0.9,
		Doc: "the page's markup names it a comment section"}
)

// Cleaner marks the readers' part of the page.
var Cleaner = cleaner.Cleaner{
	Name: "comments",
	Doc: "Takes out comment sections, their headers, counts and stubs. " +
		"Leaves an article about comments, interviews whose turns look like a thread, and what was posted on pages of forums.",
	Rules: []document.Rule{ruleHeader, ruleStub, ruleSigned, ruleZone, ruleNamed},
	Mark:  markComments,
}

func markComments(r *evidence.Layout, say cleaner.Say) {
	doc := r.Document
	forum := isForum(doc)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if e := b.Element; e != nil && !forum && e.Names.Has(document.NamedComments) {
			say.Block(i, &ruleNamed)
		}
		if rule, score := commentLine(doc, i, r); score > 0 {
			say.Sure(i, rule, score)
		}
	}
	if !forum {
		markThread(r, say)
	}
}

// isForum reports a page that says it is a forum's or a question's: what readers
// wrote is its text.
func isForum(doc *document.Document) bool {
	return strings.Contains(doc.Hints.Type, "forum") || strings.Contains(doc.Hints.Type, "qapage")
}

// commentLine judges a line by its words. Inside the body only one that asks
// for or stands in for comments is marked: "Comments" alone may be a
// sub-heading there.
func commentLine(doc *document.Document, i int, r *evidence.Layout) (rule *document.Rule, score float64) {
	b := &doc.Blocks[i]
	if b.Shape.Words > evidence.CountWords || b.Shape.Words > evidence.StubWords && !evidence.IsCountOf(doc, i) || !b.Cued.Has(document.CueComments) || evidence.IsOpeningQuote(evidence.FirstRune(doc.Of(i))) {
		return nil, 0
	}
	in, all := evidence.Covered(doc, i, 1<<document.CueComments)
	switch {
	case i > r.FirstBody && evidence.IsCountOf(doc, i):
		return ruleHeader.Default()
	case r.FirstBody >= 0 && i > r.FirstBody && evidence.IsSigned(doc, i):
		return ruleSigned.Default()
	case in == all && b.Shape.Words <= 3:
		if r.InBody(i) && b.Shape.Digits == 0 {
			return nil, 0
		}
		return ruleHeader.Default()
	case 10*in >= 6*all, i > 0 && evidence.WholeBlockIs(doc, i-1, document.CueComments):
		return ruleStub.Default()
	}
	return nil, 0
}

// markThread marks the thread below a comment header.
func markThread(r *evidence.Layout, say cleaner.Say) {
	if r.Thread == (evidence.Thread{}) {
		return
	}
	say.Block(r.Thread.Header, &ruleHeader)
	for i := r.Thread.Header + 1; i < r.Thread.End; i++ {
		say.Block(i, &ruleZone)
	}
}
