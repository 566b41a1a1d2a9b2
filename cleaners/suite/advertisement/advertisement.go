// Package advertisement marks the labels that advertisements leave behind, and what a
// page's markup says is one.
package advertisement

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleLabel = document.Rule{Name: "advertisement/label", Kind: document.Advertisement, Score: 0.97,
		Doc: "a line that is an advertisement's label and nothing else"}
	ruleAside = document.Rule{Name: "advertisement/aside", Kind: document.Advertisement, Score: 0.85,
		Doc: "such a label between two sentences of a paragraph"}
	ruleNamed = document.Rule{Name: "advertisement/named", Kind: document.Advertisement, Score: 0.8,
		Doc: "the page's markup names it an advertisement"}
	ruleCard = document.Rule{Name: "advertisement/card", Kind: document.Advertisement, Score: 0.85,
		Doc: "behind the article, a line of a paid card below such a label"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name:  "advertisement",
	Doc:   "Takes out advertisement labels, alone or run into a paragraph, and marked ad slots. Leaves reports on advertising.",
	Rules: []document.Rule{ruleLabel, ruleAside, ruleNamed, ruleCard},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		for b := range l.CuedOrTagged(1 << document.CueAd) {
			markAd(b, say)
		}
		markAdCards(l, say)
	},
}

// adWords bounds a label.
const adWords = 10

func markAd(b evidence.Block, say cleaner.Say) {
	if e := b.Element; e != nil && e.Near.Has(document.NamedAd) && !b.IsProse() {
		say.Block(b, &ruleNamed)
	}
	if !b.Cued.Has(document.CueAd) {
		return
	}
	if isAdLabel(b) {
		say.Block(b, &ruleLabel)
		return
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CueAd && isBetweenSentences(b, cue.Span) {
			say.Span(b, cue.Span, &ruleAside)
		}
	}
}

// isBetweenSentences reports a label that begins with a capital, with a
// sentence's end before it (or the block's start) and a capital or the block's
// end behind it: no word of any sentence.
func isBetweenSentences(b evidence.Block, label document.Span) bool {
	if !b.StartsCapital(label.Start) {
		return false
	}
	before := strings.TrimRightFunc(b.Before(label.Start), func(r rune) bool { return unicode.IsSpace(r) || evidence.IsClosingMark(r) })
	if last, _ := utf8.DecodeLastRuneInString(before); before != "" && !evidence.IsSentenceEnd(last) {
		return false
	}
	after := strings.TrimLeftFunc(b.After(label.End), unicode.IsSpace)
	r := evidence.FirstRune(after)
	return after == "" || unicode.IsUpper(r) || evidence.IsOpeningQuote(r)
}

// cardLines is how many lines below a label may belong to its paid cards.
const cardLines = 12

// markAdCards marks the headlines and advertisers below a label that stands
// behind the article. A bare "AD" fills an empty slot, so a label needs two
// words or letters enough to announce something.
func markAdCards(l *evidence.Layout, say cleaner.Say) {
	if l.LastBody() < 0 {
		return
	}
	for label := range l.Cued(1 << document.CueAd) {
		if label.I <= l.LastBody() || !isAdLabel(label) || label.Shape.Letters < 6 || label.IsOnly(document.CueRelatedHeader) {
			continue
		}
		for b := range l.Range(label.I+1, label.I+1+cardLines) {
			if b.IsBody() || b.IsRelatedHeader() || b.HeadsOtherPart() || isAdLabel(b) {
				break
			}
			say.Block(b, &ruleCard)
		}
	}
}

// isAdLabel reports a line that is an advertisement's label and nothing else.
func isAdLabel(b evidence.Block) bool {
	if b.Shape.Words > adWords || !b.Cued.Has(document.CueAd) {
		return false
	}
	in, all := b.Covered(1 << document.CueAd)
	return in == all
}
