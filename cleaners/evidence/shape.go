package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says what a block's shape and its phrases tell. Each answer is cheap
// enough to be asked for again rather than remembered.

// IsLinked reports whether more than four fifths of the bytes of b are in links. The
// spaces between a link's words count as outside of it. A plain text has no links.
func (b Block) IsLinked() bool {
	return b.Element != nil && 5*int(b.Element.LinkBytes) > 4*b.Span.Len()
}

// MayHaveMark reports whether b can have a mark among its characters. Of a text's block
// its shape tells; that of a page's may have more than its shape was measured by.
func (b Block) MayHaveMark() bool { return b.Shape.Marks > 0 || b.Element != nil || b.Listed }

// MayHaveDigit reports whether b can have a digit, as MayHaveMark tells of marks.
func (b Block) MayHaveDigit() bool { return b.Shape.Digits > 0 || b.Element != nil || b.Listed }

// SaysSame reports whether b and o have the same words, as SameWords tells.
func (b Block) SaysSame(o Block) bool { return !b.differsFrom(o) && SameWords(b.Text(), o.Text()) }

// differsFrom reports other numbers of letters or digits in two blocks of a text: most
// are told apart by them.
func (b Block) differsFrom(o Block) bool {
	return (b.Shape.Letters-b.Shape.Combining != o.Shape.Letters-o.Shape.Combining || b.Shape.Digits != o.Shape.Digits) &&
		b.Element == nil && o.Element == nil && !b.Listed && !o.Listed
}

// ProseWords is the fewest words of a block that reads as a paragraph. News
// paragraphs of one short sentence are common; card headlines with a full stop
// are not.
const ProseWords = 8

// IsProse reports whether b reads as a paragraph of running text: it has
// ProseWords or more and ends as a sentence does, or holds several sentences, or is
// a long one that ends in a colon. A heading never does.
func (b Block) IsProse() bool {
	s := &b.Shape
	if s.Words < ProseWords || b.Role == document.RoleHeading {
		return false
	}
	return s.Ends.Sentence() || s.Ends == document.EndColon && s.Words >= 2*ProseWords || s.Stops >= 2
}

// IsHeadlineLike reports whether b could be a headline: at most 32 words, with a
// full stop at the end only when they are four or fewer. A question or an
// exclamation could be one.
func (b Block) IsHeadlineLike() bool {
	s := &b.Shape
	if s.Letters == 0 || s.Words > 32 || s.Ends == document.EndStop && s.Words > 4 {
		return false
	}
	return s.Ends != document.EndComma && s.Stops <= 2
}

// IsOnly reports whether b is one cue of the class and nothing else, but for marks,
// digits and white space around it.
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

// OpensWith returns the cue of the class that b begins with, but for marks; ok is
// false when b does not begin with one.
func (b Block) OpensWith(class document.CueClass) (cue document.Cue, ok bool) {
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

// mostly is the share of a block's letters, in tenths, that makes it a line of what they
// say.
const mostly = 6

// IsMostly reports whether cues of the given classes hold most letters of b.
func (b Block) IsMostly(classes document.CueSet) bool {
	in, all := b.Covered(classes)
	return 10*in >= mostly*all
}

// Covered returns how many letters of b are in cues of the given classes, each
// counted once, and how many letters b has. Marks that combine with a letter do not
// count.
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

// CountCues returns how many cues of the class b has.
func (b Block) CountCues(class document.CueClass) (n int) {
	if !b.Cued.Has(class) {
		return 0
	}
	for _, cue := range b.Cues() {
		if cue.Class == class {
			n++
		}
	}
	return n
}
