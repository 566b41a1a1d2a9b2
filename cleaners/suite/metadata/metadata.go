// Package metadata marks the lines around the headline that tell of the article rather
// than tell it, and lifts what they say into fields.
package metadata

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleByline = document.Rule{Name: "metadata/byline", Kind: document.Metadata, Field: document.FieldByline, Score: 0.93,
		Doc: "a line that names who wrote the article"}
	rulePublished = document.Rule{Name: "metadata/published", Kind: document.Metadata, Field: document.FieldPublished, Score: 0.93,
		Doc: "a line by the headline that is little but a date or time"}
	ruleReadingTime = document.Rule{Name: "metadata/reading-time", Kind: document.Metadata, Score: 0.95,
		Doc: "how long the article takes to read"}
	ruleSection = document.Rule{Name: "metadata/section", Kind: document.Metadata, Field: document.FieldSection, Score: 0.85,
		Doc: "the label that stands right above the headline"}
	ruleSource = document.Rule{Name: "metadata/source", Kind: document.Metadata, Score: 0.85,
		Doc: "an outlet's name or another label above the headline"}
	ruleAuthorBox = document.Rule{Name: "metadata/author-box", Kind: document.Metadata, Score: 0.85,
		Doc: "what the page tells of the author, after the article"}
	ruleCredits = document.Rule{Name: "metadata/credits", Kind: document.Metadata, Score: 0.9,
		Doc: "a line below the article that says who reported, edited or asked the questions"}
	ruleSign = document.Rule{Name: "metadata/sign", Kind: document.Metadata, Score: 0.97,
		Doc: "the sign of an agency or an author alone below the article: (dpa/ab); or the outlet's name"}
	ruleBylineAgain = document.Rule{Name: "metadata/byline-again", Kind: document.Metadata, Score: 0.95,
		Doc: "a byline that stands above, run into the beginning of a paragraph"}
	ruleRemark = document.Rule{Name: "metadata/remark", Kind: document.Metadata, Score: 0.95,
		Doc: "at the article's end, in brackets: who wrote it, whose views these are"}
	ruleHelped = document.Rule{Name: "metadata/helped", Kind: document.Metadata, Score: 0.98,
		Doc: "a line or sentence at the article's end that says who contributed to it"}
	ruleEndMark = document.Rule{Name: "metadata/end-mark", Kind: document.Metadata, Score: 0.98,
		Doc: "the line by which a press release says that it ends"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "metadata",
	Doc: "Takes out bylines, date lines, section labels, reading times and author boxes, and lifts them into fields. " +
		"Leaves the dateline that opens a lead and paragraphs that begin with a date or a name.",
	Rules: []document.Rule{
		ruleByline,
		rulePublished,
		ruleReadingTime,
		ruleSection,
		ruleSource,
		ruleAuthorBox,
		ruleCredits,
		ruleSign,
		ruleBylineAgain,
		ruleRemark,
		ruleHelped,
		ruleEndMark,
	},
	Mark: markMetadata,
}

func markMetadata(l *evidence.Layout, say cleaner.Say) {
	h := headOf(l)
	for b := range l.Range(0, h.end) {
		if !b.InLive() { // its times and names are the entries'
			h.mark(b, say)
		}
	}
	if h.LastBody() >= 0 {
		for b := range l.Range(max(h.end, h.LastBody()-authorBoxReach+1), len(l.Blocks)) {
			if !b.InLive() {
				markFoot(b, &h, say)
			}
		}
	}
	for b := range l.Cued(1<<document.CueBio | 1<<document.CueClosing) {
		if !b.InLive() {
			markClosing(b, say)
		}
	}
	for b := range l.Cued(1 << document.CueReadTime) {
		if b.IsReadingTime() {
			say.Block(b, &ruleReadingTime)
		}
	}
}

// head is the stretch of a document in which lines about the article stand.
type head struct {
	*evidence.Layout
	end    int           // the first block past the head
	byline document.Span // the blocks of a byline over several lines; its names are Text's
	names  string
}

// headOf finds the head: up to the second paragraph below the headline.
func headOf(l *evidence.Layout) head {
	h := head{Layout: l, end: len(l.Blocks)}
	seen := 0
	for b := range l.Range(h.Title().Block+1, len(l.Blocks)) {
		if !b.IsProse() {
			continue
		}
		if seen++; seen == evidence.HeadProse {
			h.end = b.I
			break
		}
	}
	h.findBylineOverLines()
	return h
}

// labelsAbove is how many short lines above a headline are taken for labels;
// more of them are a menu.
const labelsAbove = 4

func (h *head) mark(b evidence.Block, say cleaner.Say) {
	if b.I == h.Title().Block {
		return
	}
	if b.I >= h.byline.Start && b.I < h.byline.End {
		say.Value(b, &ruleByline, ruleByline.Score, h.names)
		return
	}
	if b.IsDateLine() {
		if date := dates.FindDay(b.Text()); date != "" || b.I < h.FirstBody() || b.Cued&evidence.DateCues != 0 {
			say.Value(b, &rulePublished, rulePublished.Score, date)
		}
		return
	}
	if span, ok := bylineAgain(b); ok {
		say.Span(b, span, &ruleBylineAgain)
		return
	}
	if day, ok := b.Stamp(); ok {
		say.Value(b, &rulePublished, rulePublished.Score, day)
		return
	}
	if name, ok := b.Byline(); ok {
		say.Value(b, &ruleByline, ruleByline.Score, name)
		return
	}
	if h.isNameBelowTitle(b) {
		say.Sure(b, &ruleByline, 0.86)
		return
	}
	if h.isNameByDate(b) {
		say.Sure(b, &ruleByline, 0.75) // on a front page, of another article
		return
	}
	if b.I < h.Title().Block && b.IsLabel() && (h.Title().Block <= labelsAbove && !evidence.HasNavigationWord(b.Layout, 0, h.Title().Block) || b.I == h.Title().Block-1) {
		rule := &ruleSource
		if h.isSection(b) {
			rule = &ruleSection
		}
		say.Block(b, rule)
	}
}

// isSection reports whether label i is the last one above the headline.
func (h *head) isSection(b evidence.Block) bool {
	for below := range h.Range(b.I+1, h.Title().Block) {
		if below.IsLabel() {
			return false
		}
	}
	return true
}

// isNameByDate reports whether b is a name and nothing else, next to a
// date line below the headline.
func (h *head) isNameByDate(b evidence.Block) bool {
	if b.I < h.Title().Block || h.Title().Block < 0 || !isName(b) {
		return false
	}
	return b.Has(1) && b.By(1).IsDateLine() || b.Has(-1) && b.By(-1).IsDateLine()
}

// isNameBelowTitle reports a name alone right below the headline, with the
// body below it.
func (h *head) isNameBelowTitle(b evidence.Block) bool {
	return h.Title().Block >= 0 && b.I == h.Title().Block+1 && b.Has(1) && isName(b) && b.Shape.Words <= 3 && b.Role != document.RoleHeading && b.By(1).IsProse()
}

// isName reports a few words, each with a capital, no figures and no marks at
// the end.
func isName(b evidence.Block) bool {
	s := &b.Shape
	return s.Words >= 2 && s.Words <= 5 && s.CapWords == s.Words && s.Ends == document.EndNone && s.Digits == 0 && s.Upper < s.Letters
}

// isCreditsLine reports the agencies' "(Reporting by … ; editing by …)" below
// an article.
func isCreditsLine(b evidence.Block) bool {
	_, ok := b.OpensWith(document.CueByline)
	return ok && b.Shape.Words <= creditsWords && strings.HasPrefix(b.Text(), "(") && strings.HasSuffix(b.Text(), ")")
}

// reporterOf returns the name that an agency's line of credits begins with, without
// the editors behind it, or "" when it is of editors alone.
func reporterOf(b evidence.Block) string {
	cue, _ := b.OpensWith(document.CueByline)
	name, _, _ := strings.Cut(strings.Trim(b.After(cue.Span.End), " )"), ";")
	if lead := strings.ToLower(b.TextOf(cue.Span)); strings.Contains(lead, "edit") || !evidence.BeginsWithName(name) {
		return ""
	}
	return strings.Trim(name, " .:,")
}

// creditsWords bounds such a line.
const creditsWords = 45

// authorBoxReach is how many blocks before the last paragraph the author box
// may begin.
const authorBoxReach = 2

// markFoot marks what stands about the author after the article.
func markFoot(b evidence.Block, h *head, say cleaner.Say) {
	switch {
	case b.Cued.Has(document.CueByline) && markSigned(b, say):
	case b.IsHelpedLine():
		say.Block(b, &ruleHelped)
	case b.IsEndMark():
		say.Block(b, &ruleEndMark)
	case b.IsFootSign():
		say.Block(b, &ruleSign)
	case b.IsOutletName():
		say.Sure(b, &ruleSign, 0.9)
	case b.IsAuthorBox(), b.InTail() && h.isAboutAuthor(b):
		say.Block(b, &ruleAuthorBox)
	}
}

// markSigned marks a line that leads to names, and reports whether b is one.
func markSigned(b evidence.Block, say cleaner.Say) bool {
	name, isByline := b.Byline()
	switch {
	case isCreditsLine(b):
		say.Block(b, &ruleCredits)
		if !isByline {
			return true
		}
		name = reporterOf(b)
	case b.IsFootCredit():
		say.Sure(b, &ruleCredits, 0.97)
		name = reporterOf(b)
	default:
		if isByline {
			say.Value(b, &ruleByline, 0.85, name)
		}
		return isByline
	}
	if name != "" {
		say.Value(b, &ruleByline, 0.85, name)
	}
	return true
}

// markClosing marks what stands in a paragraph behind the article's last sentence.
func markClosing(b evidence.Block, say cleaner.Say) {
	if span, ok := closingRemarks(b); ok {
		sayPart(b, span, &ruleRemark, say)
	} else if span, ok := b.HelpedSentence(); ok {
		say.Span(b, span, &ruleHelped)
	}
}

// sayPart says that rule holds for a span of b, or for b where the span is all of it.
func sayPart(b evidence.Block, span document.Span, rule *document.Rule, say cleaner.Say) {
	if span == b.Span {
		say.Block(b, rule)
	} else {
		say.Span(b, span, rule)
	}
}

// isAboutAuthor reports a line behind the article that heads the author's box,
// begins with the author's name, or has their address.
func (h *head) isAboutAuthor(b evidence.Block) bool {
	if b.IsOnly(document.CueBio) {
		return true
	}
	text := b.Text()
	if b.Shape.Words <= 16 && strings.Contains(text, "@") && strings.Contains(text, ".") {
		return true
	}
	return b.OpensWithAuthor()
}
