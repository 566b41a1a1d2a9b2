// Package comments marks the readers' part of the page.
package comments

import (
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

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "comments",
	Doc: "Takes out comment sections, their headers, counts and stubs. " +
		"Leaves an article about comments, interviews whose turns look like a thread, and what was posted on pages of forums.",
	Rules: []document.Rule{ruleHeader, ruleStub, ruleSigned, ruleZone, ruleNamed},
	Mark:  markComments,
}

func markComments(l *evidence.Layout, say cleaner.Say) {
	below := len(l.Blocks)
	if title := l.Title().Block; title >= 0 {
		below = l.NamedBelow(document.NamedComments, title+1, ownWords)
	}
	for b := range l.CuedOrTagged(1 << document.CueComments) {
		if e := b.Element; e != nil && e.Names.Has(document.NamedComments) {
			score := ruleNamed.Score
			if b.I >= below {
				score = belowScore
			}
			say.Sure(b, &ruleNamed, score)
		}
		if rule, score := commentLine(b); score > 0 {
			say.Sure(b, rule, score)
		}
	}
	if !l.Forum {
		markThread(l, say)
	}
}

// Below an article of ownWords, counted from its headline in paragraphs without such a
// name, what the page names comments is no part of it. belowScore is more than shape and
// place say for a paragraph. Where nearly all of the story has the name, as in papers that
// call their opinions so, nothing is sure.
const (
	belowScore = 0.98
	ownWords   = 100
)

// commentLine judges a line by its words. Inside the body only one that asks
// for or stands in for comments is marked: "Comments" alone may be a
// sub-heading there.
func commentLine(b evidence.Block) (rule *document.Rule, score float64) {
	if !b.Cued.Has(document.CueComments) || b.Shape.Words > evidence.CommentCountWords || b.Shape.Words > evidence.CommentStubWords && !b.IsCommentCount() || evidence.IsOpeningQuote(evidence.FirstRune(b.Text())) {
		return nil, 0
	}
	in, all := b.Covered(1 << document.CueComments)
	switch {
	case b.I > b.Layout.FirstBody() && b.IsCommentCount():
		return ruleHeader.Default()
	case b.Layout.FirstBody() >= 0 && b.I > b.Layout.FirstBody() && b.IsSignedComment():
		return ruleSigned.Default()
	case in == all && b.Shape.Words <= 3:
		if b.InBody() && b.Shape.Digits == 0 {
			return nil, 0
		}
		return ruleHeader.Default()
	case 10*in >= 6*all, b.Has(-1) && b.By(-1).IsOnly(document.CueComments):
		return ruleStub.Default()
	}
	return nil, 0
}

// markThread marks the thread below a comment header.
func markThread(l *evidence.Layout, say cleaner.Say) {
	if l.Thread() == (evidence.Thread{}) {
		return
	}
	say.Block(l.At(l.Thread().Header), &ruleHeader)
	for b := range l.Range(l.Thread().Header+1, l.Thread().End) {
		say.Block(b, &ruleZone)
	}
}
