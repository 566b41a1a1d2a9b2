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
		Doc: "an agency's line of reporters and editors, below the article"}
	rulePostTime = document.Rule{Name: "metadata/post-time", Kind: document.Metadata, Score: 0.86,
		Doc: "the time above a post of a live blog"}
)

// Cleaner marks the lines around the headline that tell of the article rather
// than tell it, and lifts what they say into fields.
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
		rulePostTime,
	},
	Mark: markMetadata,
}

func markMetadata(r *evidence.Layout, say cleaner.Say) {
	doc := r.Document
	h := headOf(r)
	for i := range doc.Blocks {
		switch {
		case i < h.end:
			h.mark(doc, i, say)
		case h.LastBody >= 0 && i > h.LastBody-authorBoxReach:
			markFoot(doc, i, &h, say)
		}
		if evidence.IsPostTime(doc, i) {
			say.Block(i, &rulePostTime)
		}
		if evidence.IsReadingTime(doc, i) {
			say.Block(i, &ruleReadingTime)
		}
	}
}

// head is the stretch of a document in which lines about the article stand.
type head struct {
	*evidence.Layout
	end int // the first block past the head
}

// headOf finds the head: up to the second paragraph below the headline.
func headOf(r *evidence.Layout) head {
	doc := r.Document
	h := head{Layout: r, end: len(doc.Blocks)}
	seen := 0
	for i := h.Title.Block + 1; i < len(doc.Blocks); i++ {
		if evidence.IsProse(&doc.Blocks[i]) {
			if seen++; seen == evidence.HeadProse {
				h.end = i
				break
			}
		}
	}
	return h
}

// labelsAbove is how many short lines above a headline are taken for labels;
// more of them are a menu.
const labelsAbove = 4

func (h *head) mark(doc *document.Document, i int, say cleaner.Say) {
	if i == h.Title.Block {
		return
	}
	if evidence.IsDateLine(doc, i) {
		if date := dates.FindDay(doc.Of(i)); date != "" || i < h.FirstBody || doc.Blocks[i].Cued&evidence.DateCues != 0 {
			say.Value(i, &rulePublished, rulePublished.Score, date)
		}
		return
	}
	if name, ok := evidence.BylineOf(doc, i); ok {
		say.Value(i, &ruleByline, ruleByline.Score, name)
		return
	}
	if h.isNameBelowTitle(doc, i) {
		say.Sure(i, &ruleByline, 0.86)
		return
	}
	if h.isNameByDate(doc, i) {
		say.Sure(i, &ruleByline, 0.75) // on a front page, of another article
		return
	}
	if i < h.Title.Block && evidence.IsLabel(doc, i) && (h.Title.Block <= labelsAbove && !evidence.HasNavigationWord(doc, 0, h.Title.Block) || i == h.Title.Block-1) {
		rule := &ruleSource
		if h.isSection(doc, i) {
			rule = &ruleSection
		}
		say.Block(i, rule)
	}
}

// isSection reports whether label i is the last one above the headline.
func (h *head) isSection(doc *document.Document, i int) bool {
	for j := i + 1; j < h.Title.Block; j++ {
		if evidence.IsLabel(doc, j) {
			return false
		}
	}
	return true
}

// isNameByDate reports whether block i is a name and nothing else, next to a
// date line below the headline.
func (h *head) isNameByDate(doc *document.Document, i int) bool {
	if i < h.Title.Block || h.Title.Block < 0 || !isName(&doc.Blocks[i]) {
		return false
	}
	return i+1 < len(doc.Blocks) && evidence.IsDateLine(doc, i+1) || i > 0 && evidence.IsDateLine(doc, i-1)
}

// isNameBelowTitle reports a name alone right below the headline, with the
// body below it.
func (h *head) isNameBelowTitle(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	return h.Title.Block >= 0 && i == h.Title.Block+1 && i+1 < len(doc.Blocks) && isName(b) && b.Shape.Words <= 3 && b.Role != document.RoleHeading && evidence.IsProse(&doc.Blocks[i+1])
}

// isName reports a few words, each with a capital, no figures and no marks at
// the end.
func isName(b *document.Block) bool {
	s := &b.Shape
	return s.Words >= 2 && s.Words <= 5 && s.CapWords == s.Words && s.Ends == document.EndNone && s.Digits == 0 && s.Upper < s.Letters
}

// isCreditsLine reports the agencies' "(Reporting by … ; editing by …)" below
// an article.
func isCreditsLine(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	_, ok := evidence.OpensWith(doc, i, document.CueByline)
	return ok && b.Shape.Words <= creditsWords && strings.HasPrefix(doc.Of(i), "(") && strings.HasSuffix(doc.Of(i), ")")
}

// creditsWords bounds such a line.
const creditsWords = 45

// authorBoxReach is how many blocks before the last paragraph the author box
// may begin.
const authorBoxReach = 2

// markFoot marks what stands about the author after the article.
func markFoot(doc *document.Document, i int, h *head, say cleaner.Say) {
	b := &doc.Blocks[i]
	if name, ok := evidence.BylineOf(doc, i); ok {
		say.Value(i, &ruleByline, 0.85, name)
		return
	}
	switch {
	case isCreditsLine(doc, i):
		say.Block(i, &ruleCredits)
	case evidence.IsAuthorBox(doc, b, i), h.InTail(i) && h.isAboutAuthor(doc, i):
		say.Block(i, &ruleAuthorBox)
	}
}

// isAboutAuthor reports a line behind the article that heads the author's box,
// begins with the author's name, or has their address.
func (h *head) isAboutAuthor(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if evidence.WholeBlockIs(doc, i, document.CueBio) {
		return true
	}
	text := doc.Of(i)
	if b.Shape.Words <= 16 && strings.Contains(text, "@") && strings.Contains(text, ".") {
		return true
	}
	return h.IsOfAuthor(doc, i)
}
