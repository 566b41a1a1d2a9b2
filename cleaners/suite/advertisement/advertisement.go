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

// Cleaner marks the labels that advertisements leave behind, and what a
// page's markup says is one.
var Cleaner = cleaner.Cleaner{
	Name:  "advertisement",
	Doc:   "Takes out advertisement labels, alone or run into a paragraph, and marked ad slots. Leaves reports on advertising.",
	Rules: []document.Rule{ruleLabel, ruleAside, ruleNamed, ruleCard},
	Mark: func(r *evidence.Layout, say cleaner.Say) {
		doc := r.Document
		for i := range doc.Blocks {
			markAd(doc, i, say)
		}
		markAdCards(r, say)
	},
}

// adWords bounds a label.
const adWords = 10

func markAd(doc *document.Document, i int, say cleaner.Say) {
	b := &doc.Blocks[i]
	if e := b.Element; e != nil && e.Near.Has(document.NamedAd) && !evidence.IsProse(b) {
		say.Block(i, &ruleNamed)
	}
	if !b.Cued.Has(document.CueAd) {
		return
	}
	if isAdLabel(doc, i) {
		say.Block(i, &ruleLabel)
		return
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == document.CueAd && isBetweenSentences(doc, b.Span, cue.Span) {
			say.Span(i, cue.Span, &ruleAside)
		}
	}
}

// isBetweenSentences reports a label that begins with a capital, with a
// sentence's end before it (or the block's start) and a capital or the block's
// end behind it: no word of any sentence.
func isBetweenSentences(doc *document.Document, b, label document.Span) bool {
	if !evidence.StartsCapital(doc, label.Start) {
		return false
	}
	before := strings.TrimRightFunc(doc.Text[b.Start:label.Start], func(r rune) bool { return unicode.IsSpace(r) || evidence.IsClosingMark(r) })
	if last, _ := utf8.DecodeLastRuneInString(before); before != "" && !evidence.IsSentenceEnd(last) {
		return false
	}
	after := strings.TrimLeftFunc(doc.Text[label.End:b.End], unicode.IsSpace)
	r := evidence.FirstRune(after)
	return after == "" || unicode.IsUpper(r) || evidence.IsOpeningQuote(r)
}

// cardLines is how many lines below a label may belong to its paid cards.
const cardLines = 12

// markAdCards marks the headlines and advertisers below a label that stands
// behind the article. A bare "AD" fills an empty slot, so a label needs two
// words or letters enough to announce something.
func markAdCards(r *evidence.Layout, say cleaner.Say) {
	doc := r.Document
	for i := r.LastBody + 1; i < len(doc.Blocks) && r.LastBody >= 0; i++ {
		if !isAdLabel(doc, i) || doc.Blocks[i].Shape.Letters < 6 || evidence.WholeBlockIs(doc, i, document.CueRelatedHeader) {
			continue
		}
		for j := i + 1; j < min(len(doc.Blocks), i+1+cardLines); j++ {
			if evidence.IsBody(doc, j) || evidence.IsRelatedHeader(doc, j) || evidence.HeadsOther(doc, j) || isAdLabel(doc, j) {
				break
			}
			say.Block(j, &ruleCard)
		}
	}
}

// isAdLabel reports a line that is an advertisement's label and nothing else.
func isAdLabel(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Words > adWords || !b.Cued.Has(document.CueAd) {
		return false
	}
	in, all := evidence.Covered(doc, i, 1<<document.CueAd)
	return in == all
}
