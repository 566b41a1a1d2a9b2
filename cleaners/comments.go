package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

const (
	ruleCommentsHeader = "comments/header"
	ruleCommentsStub   = "comments/stub"
	ruleCommentsSigned = "comments/signed"
	ruleCommentsZone   = "comments/zone"
	ruleCommentsNamed  = "comments/named"
)

// comments marks the readers' part of the page.
var comments = Cleaner{
	Name: "comments",
	Doc: "Takes out comment sections, their headers, counts and stubs. " +
		"Leaves an article about comments, interviews whose turns look like a thread, and what was posted on pages of forums.",
	Rules: []Rule{
		{Name: ruleCommentsHeader, Doc: "a line that heads the readers' comments"},
		{Name: ruleCommentsStub, Doc: "a line that stands in for comments or asks for one"},
		{Name: ruleCommentsSigned, Doc: "a line that says who commented, or linked here, and when"},
		{Name: ruleCommentsZone, Doc: "below such a header, after the article: names, times, replies and what readers wrote"},
		{Name: ruleCommentsNamed, Doc: "the page's markup names it a comment section"},
	},
	Mark: markComments,
}

// stubWords bounds a line that asks for a comment.
const stubWords = 16

func markComments(r *Reading, say Say) {
	doc := r.Document
	forum := isForum(doc)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if e := b.Element; e != nil && !forum && e.Names.Has(document.NamedComments) {
			say(document.Verdict{Block: i, Kind: document.Comments, Rule: ruleCommentsNamed, Score: 0.9})
		}
		if rule, score := commentLine(doc, i, r); score > 0 {
			say(document.Verdict{Block: i, Kind: document.Comments, Rule: rule, Score: score})
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
func commentLine(doc *document.Document, i int, r *Reading) (rule string, score float64) {
	b := &doc.Blocks[i]
	if b.Shape.Words > countWords || b.Shape.Words > stubWords && !isCountOf(doc, i) || !b.Cued.Has(document.CueComments) || isOpeningQuote(firstRune(doc.Of(i))) {
		return "", 0
	}
	in, all := covered(doc, i, 1<<document.CueComments)
	switch {
	case i > r.firstBody && isCountOf(doc, i):
		return ruleCommentsHeader, 0.92
	case r.firstBody >= 0 && i > r.firstBody && isSigned(doc, i):
		return ruleCommentsSigned, 0.92
	case in == all && b.Shape.Words <= 3:
		if r.inBody(i) && b.Shape.Digits == 0 {
			return "", 0
		}
		return ruleCommentsHeader, 0.92
	case 10*in >= 6*all, i > 0 && wholeBlockIs(doc, i-1, document.CueComments):
		return ruleCommentsStub, 0.92
	}
	return "", 0
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
	say(document.Verdict{Block: r.thread.header, Kind: document.Comments, Rule: ruleCommentsHeader, Score: 0.92})
	for i := r.thread.header + 1; i < r.thread.end; i++ {
		say(document.Verdict{Block: i, Kind: document.Comments, Rule: ruleCommentsZone, Score: 0.9})
	}
}
