package cleaners

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file has the readings of a block's evidence that several cleaners
// share. Each is cheap enough to be asked again rather than remembered.

// proseWords is the fewest words of a line that reads as a paragraph. News
// paragraphs of one short sentence are common; card headlines with a full stop
// are not.
const proseWords = 8

// isProse reports whether a block reads as a paragraph of running text: it
// ends as a sentence does and is long enough, or holds several sentences.
func isProse(b *document.Block) bool {
	s := &b.Shape
	if s.Words < proseWords || b.Role == document.RoleHeading {
		return false
	}
	return s.Ends.Sentence() || s.Ends == document.EndColon && s.Words >= 2*proseWords || s.Stops >= 2
}

// isHeadlineLike reports whether a block could be a headline: a few words,
// not ended as a sentence is, though a question or a shout may be one.
func isHeadlineLike(b *document.Block) bool {
	s := &b.Shape
	if s.Letters == 0 || s.Words > 32 || s.Ends == document.EndStop && s.Words > 4 {
		return false
	}
	return s.Ends != document.EndComma && s.Stops <= 2
}

// wholeBlockIs reports whether block i is nothing but one cue of a class, but
// for marks, digits and white space around it.
func wholeBlockIs(doc *document.Document, i int, class document.CueClass) bool {
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
	return !hasLetter(doc.Text[b.Start:span.Start]) && !hasLetter(doc.Text[span.End:b.End])
}

func hasLetter(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// opensWith gives the cue of a class that block i begins with, but for marks.
func opensWith(doc *document.Document, i int, class document.CueClass) (document.Cue, bool) {
	if !doc.Blocks[i].Cued.Has(class) {
		return document.Cue{}, false
	}
	start := doc.Blocks[i].Span.Start
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class {
			return cue, !hasLetterOrDigit(doc.Text[start:cue.Span.Start])
		}
	}
	return document.Cue{}, false
}

func hasLetterOrDigit(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// covered gives how many letters of block i lie in cues of the given
// classes, and how many there are.
func covered(doc *document.Document, i int, classes document.CueSet) (in, all int) {
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
		in += letterCount(doc.Text[max(cue.Span.Start, at):cue.Span.End])
		at = cue.Span.End
	}
	return in, all
}

// countCues gives how many cues of a class block i has.
func countCues(doc *document.Document, i int, class document.CueClass) (n int) {
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class {
			n++
		}
	}
	return n
}

func letterCount(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// headEnd gives the index of the first block that reads as a paragraph: what
// stands before it is the head of the document.
func headEnd(doc *document.Document) int {
	for i := range doc.Blocks {
		if isBody(doc, i) {
			return i
		}
	}
	return len(doc.Blocks)
}

// isDateLine reports whether a block is little but a date or a time: digits,
// month names, "hours ago".
func isDateLine(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Words > 14 || b.Shape.Digits == 0 && !b.Cued.Has(document.CueAgo) || b.Shape.Stops > 4 {
		return false
	}
	in, all := covered(doc, i, dateCues)
	letters := all - in // outside of the words that dates are made of
	switch {
	case b.Cued.Has(document.CueAgo):
		return letters <= 12
	case b.Cued.Has(document.CueUpdated) && b.Shape.Words <= 6:
		return b.Shape.Digits >= 1
	case b.Cued.Has(document.CueDateWord):
		return b.Shape.Digits >= 1 && letters <= 12
	}
	text := doc.Of(i)
	if b.Shape.Digits >= 6 && b.Shape.Words <= 10 && !b.Shape.Ends.Sentence() && isDigit(text[0]) && document.FindDay(text) != "" {
		return true // a date, and where the report is from
	}
	return b.Shape.Digits >= 3 && letters <= 4 && (hasDateMark(text) || b.Shape.Scripts&document.CJK != 0 && strings.ContainsAny(text, "年月日년월일"))
}

const dateCues = document.CueSet(1<<document.CueDateWord | 1<<document.CueAgo | 1<<document.CueUpdated)

// hasDateMark reports a ':', '.', '-' or '/' between digits: what a date in figures
// has and a bare number lacks. (In Chinese, Japanese and Korean it has the signs of
// year, month or day instead.)
func hasDateMark(s string) bool {
	for i := 1; i+1 < len(s); i++ {
		switch s[i] {
		case ':', '.', '-', '/':
			if isDigit(s[i-1]) && isDigit(s[i+1]) {
				return true
			}
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
