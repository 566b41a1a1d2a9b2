package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleCommentsHeader = document.Rule{Name: "comments/header", Kind: document.Comments, Score: 0.92,
		Doc: "a line that heads the readers' comments"}
	ruleCommentsStub = document.Rule{Name: "comments/stub", Kind: document.Comments, Score: 0.92,
		Doc: "a line that stands in for comments or asks for one"}
	ruleCommentsSigned = document.Rule{Name: "comments/signed", Kind: document.Comments, Score: 0.92,
		Doc: "a line that says who commented, or linked here, and when"}
	ruleCommentsZone = document.Rule{Name: "comments/zone", Kind: document.Comments, Score: 0.9,
		Doc: "below such a header, after the article: names, times, replies and what readers wrote"}
	ruleCommentsNamed = document.Rule{Name: "comments/named", Kind: document.Comments, Score: 0.9,
		Doc: "the page's markup names it a comment section"}
)

// comments marks the readers' part of the page.
var comments = Cleaner{
	Name: "comments",
	Doc: "Takes out comment sections, their headers, counts and stubs. " +
		"Leaves an article about comments, interviews whose turns look like a thread, and what was posted on pages of forums.",
	Rules: []document.Rule{ruleCommentsHeader, ruleCommentsStub, ruleCommentsSigned, ruleCommentsZone, ruleCommentsNamed},
	Mark:  markComments,
}

// stubWords bounds a line that asks for a comment.
const stubWords = 16

func markComments(r *Reading, say Say) {
	doc := r.Document
	forum := isForum(doc)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if e := b.Element; e != nil && !forum && e.Names.Has(document.NamedComments) {
			say.Block(i, &ruleCommentsNamed)
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
func commentLine(doc *document.Document, i int, r *Reading) (rule *document.Rule, score float64) {
	b := &doc.Blocks[i]
	if b.Shape.Words > countWords || b.Shape.Words > stubWords && !isCountOf(doc, i) || !b.Cued.Has(document.CueComments) || isOpeningQuote(firstRune(doc.Of(i))) {
		return nil, 0
	}
	in, all := covered(doc, i, 1<<document.CueComments)
	switch {
	case i > r.firstBody && isCountOf(doc, i):
		return ruleCommentsHeader.Default()
	case r.firstBody >= 0 && i > r.firstBody && isSigned(doc, i):
		return ruleCommentsSigned.Default()
	case in == all && b.Shape.Words <= 3:
		if r.inBody(i) && b.Shape.Digits == 0 {
			return nil, 0
		}
		return ruleCommentsHeader.Default()
	case 10*in >= 6*all, i > 0 && wholeBlockIs(doc, i-1, document.CueComments):
		return ruleCommentsStub.Default()
	}
	return nil, 0
}

// signedDigits is the fewest digits of a line that says when a comment was made:
// a year, or a day and an hour.
const signedDigits = 4

// isSigned reports "Comment by Ada — 3 May 2021 @ 13:10": a phrase of comments, a
// name, a date or time, and no sentence.
func isSigned(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Digits < signedDigits || b.Shape.Ends.Sentence() {
		return false
	}
	cue, ok := opensWith(doc, i, document.CueComments)
	return ok && b.Shape.Words <= stubWords && beginsWithName(doc.Text[cue.Span.End:b.Span.End]) && (b.Cued.Has(document.CueDateWord) || hasDateMark(doc.Of(i)))
}

// markThread marks the thread below a comment header.
func markThread(r *Reading, say Say) {
	if r.thread == (thread{}) {
		return
	}
	say.Block(r.thread.header, &ruleCommentsHeader)
	for i := r.thread.header + 1; i < r.thread.end; i++ {
		say.Block(i, &ruleCommentsZone)
	}
}
