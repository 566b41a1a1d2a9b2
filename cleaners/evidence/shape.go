package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says what a block's shape and its phrases tell. Each answer is cheap
// enough to be asked for again rather than remembered.

// IsLinked reports a block that is a link, all but a fifth.
func (b Block) IsLinked() bool {
	return b.Element != nil && 5*int(b.Element.LinkBytes) > 4*b.Span.Len()
}

// ProseWords is the fewest words of a line that reads as a paragraph. News
// paragraphs of one short sentence are common; card headlines with a full stop
// are not.
const ProseWords = 8

// IsProse reports whether a block reads as a paragraph of running text: it
// ends as a sentence does and is long enough, or holds several sentences.
func (b Block) IsProse() bool {
	s := &b.Shape
	if s.Words < ProseWords || b.Role == document.RoleHeading {
		return false
	}
	return s.Ends.Sentence() || s.Ends == document.EndColon && s.Words >= 2*ProseWords || s.Stops >= 2
}

// IsHeadlineLike reports whether a block could be a headline: a few words,
// not ended as a sentence is, though a question or a shout may be one.
func (b Block) IsHeadlineLike() bool {
	s := &b.Shape
	if s.Letters == 0 || s.Words > 32 || s.Ends == document.EndStop && s.Words > 4 {
		return false
	}
	return s.Ends != document.EndComma && s.Stops <= 2
}

// IsOnly reports whether b is nothing but one cue of a class, but
// for marks, digits and white space around it.
func (b Block) IsOnly(class document.CueClass) bool {
	if !b.Cued.Has(class) {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class == class && b.onlyMarksAround(cue.Span) {
			return true
		}
	}
	return false
}

// onlyMarksAround reports whether b has no letter outside span.
func (b Block) onlyMarksAround(span document.Span) bool {
	return !HasLetter(b.Before(span.Start)) && !HasLetter(b.After(span.End))
}

// OpensWith returns the cue of a class that b begins with, but for marks.
func (b Block) OpensWith(class document.CueClass) (document.Cue, bool) {
	if !b.Cued.Has(class) {
		return document.Cue{}, false
	}
	for _, cue := range b.Cues() {
		if cue.Class == class {
			return cue, !HasLetterOrDigit(b.Before(cue.Span.Start))
		}
	}
	return document.Cue{}, false
}

// Covered returns how many letters of b lie in cues of the given
// classes, and how many there are.
func (b Block) Covered(classes document.CueSet) (in, all int) {
	all = int(b.Shape.Letters - b.Shape.Combining)
	if b.Cued&classes == 0 {
		return 0, all
	}
	at := b.Span.Start
	for _, cue := range b.Cues() {
		if !classes.Has(cue.Class) || cue.Span.End <= at {
			continue
		}
		in += LetterCount(b.Layout.Text[max(cue.Span.Start, at):cue.Span.End])
		at = cue.Span.End
	}
	return in, all
}

// CountCues returns how many cues of a class b has.
func (b Block) CountCues(class document.CueClass) (n int) {
	for _, cue := range b.Cues() {
		if cue.Class == class {
			n++
		}
	}
	return n
}
