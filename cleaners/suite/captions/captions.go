// Package captions marks what describes a picture. In a text dump the picture is gone;
// what it was called, what it showed and who took it are left among the
// paragraphs.
package captions

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleFigcaption = document.Rule{Name: "captions/figcaption", Kind: document.Caption, Score: 0.95,
		Doc: "the page has it in a figure's caption"}
	ruleNumbered = document.Rule{Name: "captions/numbered", Kind: document.Caption, Score: 0.85,
		Doc: "a description followed by the picture's number in its gallery"}
	ruleTrailingCredit = document.Rule{Name: "captions/trailing-credit", Kind: document.Caption, Score: 0.9,
		Doc: "a short text whose last words, outside any sentence, credit an agency or photographer"}
	ruleCreditLine = document.Rule{Name: "captions/credit-line", Kind: document.Caption, Score: 0.93,
		Doc: "a line that is a photo credit and nothing else"}
	ruleDescription = document.Rule{Name: "captions/description", Kind: document.Caption, Score: 0.93,
		Doc: "a line that opens as image descriptions do and ends no sentence"}
	ruleBesideCredit = document.Rule{Name: "captions/beside-credit", Kind: document.Caption, Score: 0.85,
		Doc: "a short line right above a credit or a credited caption, with no sentence's end or a gallery's count above it"}
	ruleSlide = document.Rule{Name: "captions/slide", Kind: document.Caption, Score: 0.98,
		Doc: "a line of a page's gallery of numbered slides that stands between paragraphs"}
	ruleCreditAside = document.Rule{Name: "captions/credit-aside", Kind: document.Caption, Score: 0.9,
		Doc: "a photo credit between two sentences of a paragraph, with no mark at its end"}
	ruleClosingCredit = document.Rule{Name: "captions/closing-credit", Kind: document.Caption, Score: 0.9,
		Doc: "a photo credit behind the last sentence of a text's only paragraph"}
	ruleCaptionAside = document.Rule{Name: "captions/caption-aside", Kind: document.Caption, Score: 0.92,
		Doc: "a caption with its credit in brackets that a dump has put between two sentences without a space on either side"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "captions",
	Doc: "Takes out picture captions, image descriptions and photo credits. " +
		"Leaves paragraphs that cite an agency, end in its name within a sentence, or end in a number.",
	Rules: []document.Rule{ruleFigcaption, ruleNumbered, ruleTrailingCredit, ruleCreditLine, ruleDescription, ruleBesideCredit, ruleSlide, ruleCreditAside, ruleClosingCredit, ruleCaptionAside},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		gallery := galleryNumber(l)
		markSlides(l, say)
		own := evidence.LooksTagged | evidence.LooksNumbered | evidence.LooksCredited
		if l.HasCues(1 << document.CueDepicts) {
			own |= evidence.LooksCued
		}
		glances := l.Glances()
		for i := range glances {
			if mayBeCaption(glances, i, own) {
				markCaption(l.At(i), gallery, say)
			}
		}
		for b := range l.Cued(1 << document.CueCredit) {
			markCreditAsides(b, say)
		}
	},
}

// mayBeCaption reports what markCaption need be asked of: the blocks at the top, those that
// have one of the looks of captions, and those with a credit right below, as it may be.
func mayBeCaption(glances []evidence.Glance, i int, own evidence.Looks) bool {
	return i < evidence.TopCaptions || glances[i].Looks.Has(own) || i+1 < len(glances) && glances[i+1].Looks.Has(evidence.LooksCredited)
}

func markCreditAsides(b evidence.Block, say cleaner.Say) {
	for _, cue := range b.Cues() {
		if span, ok := b.GluedCaption(cue); ok {
			say.Span(b, span, &ruleCaptionAside)
		}
		if span, ok := b.GluedCredit(cue); ok && b.Shape.Stops > 1 {
			say.Span(b, span, &ruleCreditAside)
		}
	}
}

// captionWords bounds captions; longer ones with a credit are captioned essays.
const captionWords = 70

func markCaption(b evidence.Block, gallery int, say cleaner.Say) {
	if e := b.Element; e != nil {
		switch {
		case e.Ancestors.Has(document.InFigcaption), e.Ancestors.Has(document.InFigure) && e.Near.Has(document.NamedCaption):
			say.Block(b, &ruleFigcaption)
		case e.Near.Has(document.NamedCaption) && b.Shape.Words <= captionWords:
			say.Sure(b, &ruleFigcaption, 0.7) // shops name their products' texts so
		}
	}
	if b.Shape.Words > captionWords || b.ReportsLabel() || b.IsTurn() {
		return
	}
	if b.MayHaveDigit() {
		if isCounter(b.Text()) && (countersLike(b) || nearCredit(b)) {
			say.Sure(b, &ruleNumbered, 0.9)
			return
		}
		if score := numberedScore(b, gallery); score > 0 && b.Role != document.RoleTable {
			say.Sure(b, &ruleNumbered, score)
		}
	}
	if b.Cued.Has(document.CueCredit) && isLabelledTwice(b) {
		say.Sure(b, &ruleDescription, 0.98)
		return
	}
	if b.IsCreditLine() {
		say.Block(b, &ruleCreditLine)
		return
	}
	if score := b.TrailingCreditScore(); score > 0 {
		if span, ok := closingCredit(b); ok {
			say.Span(b, span, &ruleClosingCredit)
			return
		}
		say.Sure(b, &ruleTrailingCredit, score)
	}
	if opensWithLabel(b) && b.Shape.Words >= besideWords {
		say.Block(b, &ruleDescription)
	} else if _, opens := b.OpensWith(document.CueDepicts); opens && !b.Shape.Ends.Sentence() {
		say.Sure(b, &ruleDescription, 0.8)
	}
	if score := besideCreditScore(b); score > 0 {
		say.Sure(b, &ruleBesideCredit, score)
	}
}

// closingCredit returns the credit behind the last sentence of a text that has two
// sentences or more and no other paragraph: a caption stands beside an article, so that
// what is there alone is one. In a page's figure a caption may be all there is.
func closingCredit(b evidence.Block) (span document.Span, ok bool) {
	first, last := b.Layout.FirstBody(), b.Layout.LastBody()
	if b.Element != nil || b.Shape.Stops < 2 || last >= 0 && (first != b.I || last != b.I) {
		return span, false
	}
	span = document.Span{Start: b.SentenceStart(b.Span.End), End: b.Span.End}
	return span, span.Start > b.Span.Start
}

// galleryMax is the highest picture number that is believed.
const galleryMax = 99

// trailingNumber reads the number that ends a block after a space, and whether
// a sentence's end or a closing quote stands before it.
func trailingNumber(s string) (number int, afterStop bool) {
	cut := strings.LastIndexByte(s, ' ')
	if cut <= 0 || len(s)-cut > 3 {
		return 0, false
	}
	for _, c := range []byte(s[cut+1:]) {
		if !evidence.IsDigit(c) {
			return 0, false
		}
		number = 10*number + int(c-'0')
	}
	if number == 0 || number > galleryMax {
		return 0, false
	}
	last, _ := utf8.DecodeLastRuneInString(s[:cut])
	return number, strings.ContainsRune(".!?…\"”’'»。！？", last)
}

// galleryNumber returns the number that ends two or more blocks after a
// sentence's end: the count of pictures in a gallery, which every description
// of it carries. 0 when there is none.
func galleryNumber(l *evidence.Layout) int {
	var seen [galleryMax + 1]int8
	best := 0
	for b := range l.Looking(evidence.LooksNumbered) {
		n, after := trailingNumber(b.Text())
		if n == 0 || !after {
			continue
		}
		if seen[n] = min(seen[n]+1, 100); seen[n] >= 2 && seen[n] > seen[best] {
			best = n
		}
	}
	return best
}

func numberedScore(b evidence.Block, gallery int) float64 {
	if !evidence.IsDigit(b.Layout.Text[b.Span.End-1]) {
		return 0
	}
	n, after := trailingNumber(b.Text())
	switch {
	case n == 0:
		return 0
	case after && n == gallery:
		return 0.97
	case after:
		return 0.85
	case n == gallery && b.Shape.Words >= 4:
		return 0.8
	}
	return 0
}

// besideWords is the fewest words of a description above a credited caption:
// shorter lines there are sub-headings.
const besideWords = 6

// besideCreditScore judges the description or caption that belongs to a credit
// right below it: a line below a gallery's count or above the headline, or one that
// ends no sentence. A line alone above "Source: …" is as often a
// table's or a chart's.
func besideCreditScore(b evidence.Block) float64 {
	if b.IsCaptionAboveTitle() {
		return 0.8
	}
	if !b.Has(1) || b.Shape.Words > 40 {
		return 0
	}
	credit := b.By(1).IsCreditLine()
	if credit && b.I < b.Layout.FirstBody() && b.I != b.Layout.Title().Block && b.Shape.Ends == document.EndNone && b.By(1).Text()[0] == '(' {
		return 0.92 // above the body there are no sub-headings
	}
	if b.I == 0 || b.Shape.Words < 4 {
		return 0
	}
	switch {
	case credit && isCounter(b.By(-1).Text()):
		return 0.92
	case b.Shape.Ends != document.EndNone:
		return 0
	case b.Shape.Words >= besideWords && b.I != b.Layout.Title().Block && b.By(1).TrailingCreditScore() >= 0.9:
		return 0.85
	case credit:
		return 0.65
	}
	return 0
}

// opensWithLabel reports "Image: The mayor opens the bridge.": a credit word, a
// colon and a sentence.
func opensWithLabel(b evidence.Block) bool {
	cue, ok := b.OpensWith(document.CueCredit)
	if !ok || b.Shape.Words > captionWords || b.Shape.Stops > 2 {
		return false
	}
	text := b.After(cue.Span.Start)
	at := strings.IndexAny(text, ":|")
	return at >= 0 && at <= cue.Span.Len()+1
}

// isLabelledTwice reports the labels of a picture and its caption in one line: "Image
// copyright AGENCY Image caption The bridge in May", "Media caption, The ferry leaves".
func isLabelledTwice(b evidence.Block) bool {
	if b.Shape.Ends.Sentence() && (!b.Cued.Has(document.CueAgency) || b.Shape.Stops > 1) {
		return false
	}
	opens, labels := false, 0
	for k, cue := range b.Cues() {
		label := b.TextOf(cue.Span)
		switch cue.Class {
		case document.CueCredit, document.CueMedia:
			if k == 0 {
				opens = !evidence.HasLetterOrDigit(b.Before(cue.Span.Start))
			}
			if b.StartsCapital(cue.Span.Start) && cue.Class == document.CueCredit && isCaptionLabel(label, b.After(cue.Span.End)) {
				labels++
			}
		}
	}
	return opens && labels >= 1 && b.CountCues(document.CueCredit)+b.CountCues(document.CueMedia) >= 2
}

// isCaptionLabel reports a label of two words, or in a script without spaces, with a
// capital or a comma behind it.
func isCaptionLabel(label, after string) bool {
	if !strings.ContainsRune(label, ' ') && evidence.FirstRune(label) < '\u2e80' {
		return false
	}
	after = strings.TrimLeft(after, " \u00a0")
	return strings.ContainsRune(",，、:：", evidence.FirstRune(after)) || evidence.BeginsWithName(after)
}

// isCounter reports "1 / 3" and "2 of 5": a picture's place in its gallery.
func isCounter(s string) bool {
	if len(s) > 12 || len(s) < 3 || !evidence.IsDigit(s[0]) || !evidence.IsDigit(s[len(s)-1]) {
		return false
	}
	middle := strings.Trim(s, "0123456789")
	switch strings.TrimSpace(middle) {
	case "/", "of":
		return true
	}
	return false
}

// counterReach is how many blocks off, either way, the next picture's counter may be.
const counterReach = 8

// countersLike reports whether a line nearby counts the same gallery at another
// picture. "5/5" again and again is a rating.
func countersLike(b evidence.Block) bool {
	of := total(b.Text())
	for o := range b.Layout.Range(b.I-counterReach, b.I+counterReach+1) {
		if s := o.Text(); isCounter(s) && total(s) == of && s != b.Text() {
			return true
		}
	}
	return false
}

// total returns the digits that end a counter.
func total(s string) string { return s[len(strings.TrimRight(s, "0123456789")):] }

func nearCredit(b evidence.Block) bool {
	return b.Has(1) && b.By(1).TrailingCreditScore() > 0 || b.Has(2) && b.By(2).IsCreditLine()
}
