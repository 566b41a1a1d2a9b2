package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// SignUpWords bounds a block that is a call to sign up as a whole.
const SignUpWords = 60

// IsSignUpBlurb reports a text that speaks of mail, right above a line of a
// sign-up box, or such a line itself.
func IsSignUpBlurb(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	return IsSignUpLine(doc, i) || b.Cued.Has(document.CueMailing) && b.Shape.Words <= SignUpWords && i+1 < len(doc.Blocks) && IsSignUpLine(doc, i+1)
}

// IsSignUpLine reports whether block i is by itself a part of a sign-up box.
func IsSignUpLine(doc *document.Document, i int) bool {
	return IsSignUpLabel(doc, i) || IsSignUpCall(doc, i)
}

// IsSignUpLabel reports a line that the cues of signing up fill.
func IsSignUpLabel(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Words > 9 || b.Shape.Words < 1 || b.Cued&(1<<document.CueSubscribe|1<<document.CueMailing) == 0 {
		return false
	}
	in, all := Covered(doc, i, 1<<document.CueSubscribe|1<<document.CueMailing)
	return b.Cued.Has(document.CueSubscribe) && 10*in >= 7*all || b.Cued.Has(document.CueMailing) && in == all
}

// IsSignUpCall reports a short block that opens a sentence with a call and says what
// one is called to.
func IsSignUpCall(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Words > SignUpWords || !b.Cued.Has(document.CueMailing) {
		return false
	}
	if _, opens := OpensWith(doc, i, document.CueMailing); opens && !IsProse(b) && !IsQuoted(doc, b.Span, doc.CuesOf(i)[0].Span.Start) {
		return true // "Our weekly newsletter, straight to your inbox"
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == document.CueSubscribe && StartsCapital(doc, cue.Span.Start) && OpensSentence(doc, b.Span, cue.Span.Start) && !IsQuoted(doc, b.Span, cue.Span.Start) {
			return wholeIsCall(doc, b, cue)
		}
	}
	return false
}

// wholeIsCall reports whether the call leaves nothing else in the block: it is
// near one of its ends, or the block is little more.
func wholeIsCall(doc *document.Document, b *document.Block, cue document.Cue) bool {
	return cue.Span.Start-b.Span.Start <= 80 || b.Shape.Words <= 30
}
