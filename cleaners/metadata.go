package cleaners

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
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

// metadata marks the lines around the headline that tell of the article rather
// than tell it, and lifts what they say into fields.
var metadata = Cleaner{
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

func markMetadata(r *Reading, say Say) {
	doc := r.Document
	h := headOf(r)
	for i := range doc.Blocks {
		switch {
		case i < h.end:
			h.mark(doc, i, say)
		case h.lastBody >= 0 && i > h.lastBody-authorBoxReach:
			markFoot(doc, i, &h, say)
		}
		if isPostTime(doc, i) {
			say.Block(i, &rulePostTime)
		}
		if isReadingTime(doc, i) {
			say.Block(i, &ruleReadingTime)
		}
	}
}

// head is the stretch of a document in which lines about the article stand.
type head struct {
	*Reading
	end int // the first block past the head
}

// headProse is how many paragraphs may stand among the lines of the head: the
// dek, or a first sentence that the page shows above its byline.
const headProse = 2

// headOf finds the head: up to the second paragraph below the headline.
func headOf(r *Reading) head {
	doc := r.Document
	h := head{Reading: r, end: len(doc.Blocks)}
	seen := 0
	for i := h.found.block + 1; i < len(doc.Blocks); i++ {
		if isProse(&doc.Blocks[i]) {
			if seen++; seen == headProse {
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

func (h *head) mark(doc *document.Document, i int, say Say) {
	if i == h.found.block {
		return
	}
	if isDateLine(doc, i) {
		if date := document.FindDay(doc.Of(i)); date != "" || i < h.firstBody || doc.Blocks[i].Cued&dateCues != 0 {
			say.Value(i, &rulePublished, rulePublished.Score, date)
		}
		return
	}
	if name, ok := bylineOf(doc, i); ok {
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
	if i < h.found.block && isLabel(doc, i) && (h.found.block <= labelsAbove && !steers(doc, 0, h.found.block) || i == h.found.block-1) {
		rule := &ruleSource
		if h.isSection(doc, i) {
			rule = &ruleSection
		}
		say.Block(i, rule)
	}
}

// isSection reports whether label i is the last one above the headline.
func (h *head) isSection(doc *document.Document, i int) bool {
	for j := i + 1; j < h.found.block; j++ {
		if isLabel(doc, j) {
			return false
		}
	}
	return true
}

// isLabel reports whether a line is a few words and no sentence.
func isLabel(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if e := b.Element; e != nil && (e.Ancestors.Has(document.InNav|document.InFooter|document.InButton) || e.Names.Has(document.NamedNavigation)) {
		return false
	}
	return b.Shape.Letters > 0 && b.Shape.Words <= 4 && !b.Shape.Ends.Sentence() && !isDateLine(doc, i) && !isBreadcrumb(doc.Of(i)) &&
		!wholeBlockIs(doc, i, document.CueNavigation)
}

// isNameByDate reports whether block i is a name and nothing else, next to a
// date line below the headline.
func (h *head) isNameByDate(doc *document.Document, i int) bool {
	if i < h.found.block || h.found.block < 0 || !isName(&doc.Blocks[i]) {
		return false
	}
	return i+1 < len(doc.Blocks) && isDateLine(doc, i+1) || i > 0 && isDateLine(doc, i-1)
}

// isNameBelowTitle reports a name alone right below the headline, with the
// body below it.
func (h *head) isNameBelowTitle(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	return h.found.block >= 0 && i == h.found.block+1 && i+1 < len(doc.Blocks) && isName(b) && b.Shape.Words <= 3 && b.Role != document.RoleHeading && isProse(&doc.Blocks[i+1])
}

// isName reports a few words, each with a capital, no figures and no marks at
// the end.
func isName(b *document.Block) bool {
	s := &b.Shape
	return s.Words >= 2 && s.Words <= 5 && s.CapWords == s.Words && s.Ends == document.EndNone && s.Digits == 0 && s.Upper < s.Letters
}

// bylineWords is how many words may follow the word that leads a byline.
const bylineWords = 10

// bylineOf reads block i as a byline, "By Ada Lee and Tom Ray", and gives the
// names.
func bylineOf(doc *document.Document, i int) (names string, ok bool) {
	b := &doc.Blocks[i]
	cue, ok := opensWith(doc, i, document.CueByline)
	if !ok || b.Shape.Words > bylineWords+2 || b.Shape.Ends.Sentence() && b.Shape.Words > 6 {
		return "", false
	}
	rest := doc.Text[cue.Span.End:b.Span.End]
	if !beginsWithName(rest) {
		return "", false
	}
	return trimName(rest), true
}

// isCreditsLine reports the agencies' "(Reporting by … ; editing by …)" below
// an article.
func isCreditsLine(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	_, ok := opensWith(doc, i, document.CueByline)
	return ok && b.Shape.Words <= creditsWords && strings.HasPrefix(doc.Of(i), "(") && strings.HasSuffix(doc.Of(i), ")")
}

// creditsWords bounds such a line.
const creditsWords = 45

// beginsWithName reports whether what follows a byline's lead is a name: its
// first letter is a capital, or of a script that has none.
func beginsWithName(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.IsUpper(r) || !unicode.IsLower(r)
		}
		if unicode.IsDigit(r) {
			return false
		}
	}
	return false
}

// trimName takes marks and spaces off both ends of a name, and cuts it where a
// separator begins something else.
func trimName(s string) string {
	for i, r := range s {
		if len(s[:i]) > 3 && (r == '|' || r == '•' || r == '·' || r == ',' && !beginsWithName(s[i:]) || r == ',' && beginsWithTitle(s[i+1:])) {
			s = s[:i]
			break
		}
	}
	start, end := len(s), 0
	for i, r := range s {
		if unicode.IsLetter(r) {
			start = min(start, i)
			end = i + len(string(r))
		}
	}
	if start >= end {
		return ""
	}
	return s[start:end]
}

// beginsWithTitle reports whether what follows a name and a comma is a job, as
// in "Ada Lee, Court reporter": its second word is small.
func beginsWithTitle(s string) bool {
	fields := strings.Fields(s)
	return len(fields) >= 2 && unicode.IsLower(firstRune(fields[1])) && fields[1] != "and"
}

// isReadingTime reports "2 min read" and its like: the phrase, a number, and
// next to nothing else.
func isReadingTime(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if !b.Cued.Has(document.CueReadTime) || b.Shape.Words > 8 {
		return false
	}
	in, all := covered(doc, i, 1<<document.CueReadTime)
	return all-in <= 10
}

// authorBoxReach is how many blocks before the last paragraph the author box
// may begin.
const authorBoxReach = 2

// markFoot marks what stands about the author after the article.
func markFoot(doc *document.Document, i int, h *head, say Say) {
	b := &doc.Blocks[i]
	if name, ok := bylineOf(doc, i); ok {
		say.Value(i, &ruleByline, 0.85, name)
		return
	}
	switch {
	case isCreditsLine(doc, i):
		say.Block(i, &ruleCredits)
	case isAuthorBox(doc, b, i), h.inTail(i) && h.isAboutAuthor(doc, i):
		say.Block(i, &ruleAuthorBox)
	}
}

// isAboutAuthor reports a line behind the article that heads the author's box,
// begins with the author's name, or has their address.
func (h *head) isAboutAuthor(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if wholeBlockIs(doc, i, document.CueBio) {
		return true
	}
	text := doc.Of(i)
	if b.Shape.Words <= 16 && strings.Contains(text, "@") && strings.Contains(text, ".") {
		return true
	}
	return h.isOfAuthor(doc, i)
}

// isPostTime reports the time above a post of a live blog: a time alone, right
// below the share button of the post before.
func isPostTime(doc *document.Document, i int) bool {
	return i > 0 && doc.Blocks[i-1].Shape.Words <= 3 && wholeBlockIs(doc, i-1, document.CueShare) && isDateLine(doc, i)
}

// authorBoxWords bounds the length of an author box.
const authorBoxWords = 80

// isAuthorBox reports a short text that says near its beginning, after a name,
// what somebody does for the outlet.
func isAuthorBox(doc *document.Document, b *document.Block, i int) bool {
	if !b.Cued.Has(document.CueBio) || b.Shape.Words > authorBoxWords {
		return false
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == document.CueBio {
			lead := doc.Text[b.Span.Start:cue.Span.Start]
			return len(lead) <= 48 && beginsWithName(lead)
		}
	}
	return false
}
