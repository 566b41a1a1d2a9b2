package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// IsLinked reports a block that is a link, all but a fifth.
func IsLinked(b *document.Block) bool {
	return b.Element != nil && 5*int(b.Element.LinkBytes) > 4*b.Span.Len()
}

// ProseWords is the fewest words of a line that reads as a paragraph. News
// paragraphs of one short sentence are common; card headlines with a full stop
// are not.
const ProseWords = 8

// IsProse reports whether a block reads as a paragraph of running text: it
// ends as a sentence does and is long enough, or holds several sentences.
func IsProse(b *document.Block) bool {
	s := &b.Shape
	if s.Words < ProseWords || b.Role == document.RoleHeading {
		return false
	}
	return s.Ends.Sentence() || s.Ends == document.EndColon && s.Words >= 2*ProseWords || s.Stops >= 2
}

// IsHeadlineLike reports whether a block could be a headline: a few words,
// not ended as a sentence is, though a question or a shout may be one.
func IsHeadlineLike(b *document.Block) bool {
	s := &b.Shape
	if s.Letters == 0 || s.Words > 32 || s.Ends == document.EndStop && s.Words > 4 {
		return false
	}
	return s.Ends != document.EndComma && s.Stops <= 2
}

// WholeBlockIs reports whether block i is nothing but one cue of a class, but
// for marks, digits and white space around it.
func WholeBlockIs(doc *document.Document, i int, class document.CueClass) bool {
	if !doc.Blocks[i].Cued.Has(class) {
		return false
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class && onlyMarksAround(doc, i, cue.Span) {
			return true
		}
	}
	return false
}

// onlyMarksAround reports whether block i has no letter outside span.
func onlyMarksAround(doc *document.Document, i int, span document.Span) bool {
	b := doc.Blocks[i].Span
	return !HasLetter(doc.Text[b.Start:span.Start]) && !HasLetter(doc.Text[span.End:b.End])
}

// OpensWith gives the cue of a class that block i begins with, but for marks.
func OpensWith(doc *document.Document, i int, class document.CueClass) (document.Cue, bool) {
	if !doc.Blocks[i].Cued.Has(class) {
		return document.Cue{}, false
	}
	start := doc.Blocks[i].Span.Start
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class {
			return cue, !HasLetterOrDigit(doc.Text[start:cue.Span.Start])
		}
	}
	return document.Cue{}, false
}

// Covered gives how many letters of block i lie in cues of the given
// classes, and how many there are.
func Covered(doc *document.Document, i int, classes document.CueSet) (in, all int) {
	b := &doc.Blocks[i]
	all = int(b.Shape.Letters - b.Shape.Combining)
	if b.Cued&classes == 0 {
		return 0, all
	}
	at := b.Span.Start
	for _, cue := range doc.CuesOf(i) {
		if !classes.Has(cue.Class) || cue.Span.End <= at {
			continue
		}
		in += LetterCount(doc.Text[max(cue.Span.Start, at):cue.Span.End])
		at = cue.Span.End
	}
	return in, all
}

// CountCues gives how many cues of a class block i has.
func CountCues(doc *document.Document, i int, class document.CueClass) (n int) {
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class {
			n++
		}
	}
	return n
}
