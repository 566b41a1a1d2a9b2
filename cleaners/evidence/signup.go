package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// SignUpWords is the most words of a block that is a call to sign up as a whole.
const SignUpWords = 60

// IsSignUpBlurb reports whether b is a line of a sign-up box (IsSignUpLine), or a
// short text that speaks of mail right above one.
func (b Block) IsSignUpBlurb() bool {
	return b.IsSignUpLine() || b.Cued.Has(document.CueMailing) && b.Shape.Words <= SignUpWords && b.Has(1) && b.By(1).IsSignUpLine()
}

// IsSignUpLine reports whether b, whatever is around it, is a line of a sign-up box:
// a label or a call.
func (b Block) IsSignUpLine() bool {
	return b.Cued&(1<<document.CueSubscribe|1<<document.CueMailing) != 0 && b.Shape.Words <= SignUpWords && b.has(readsAsSignUp, Block.readsAsSignUp)
}

func (b Block) readsAsSignUp() bool { return b.IsSignUpLabel() || b.IsSignUpCall() }

// IsSignUpLabel reports whether b is a short line that phrases of signing up, or of
// what one signs up to, fill ("Sign up", "Newsletter").
func (b Block) IsSignUpLabel() bool {
	if b.Shape.Words > 9 || b.Shape.Words < 1 || b.Cued&(1<<document.CueSubscribe|1<<document.CueMailing) == 0 {
		return false
	}
	in, all := b.Covered(1<<document.CueSubscribe | 1<<document.CueMailing)
	return b.Cued.Has(document.CueSubscribe) && 10*in >= 7*all || b.Cued.Has(document.CueMailing) && in == all
}

// IsSignUpCall reports whether b is a short block that names mail, and opens a
// sentence with a call to sign up or is a line that opens with the mail's name.
func (b Block) IsSignUpCall() bool {
	if b.Shape.Words > SignUpWords || !b.Cued.Has(document.CueMailing) {
		return false
	}
	if _, opens := b.OpensWith(document.CueMailing); opens && !b.IsProse() && !b.IsQuoted(b.Cues()[0].Span.Start) {
		return true // "Our weekly newsletter, straight to your inbox"
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CueSubscribe && b.StartsCapital(cue.Span.Start) && b.opensSentence(cue.Span.Start) && !b.IsQuoted(cue.Span.Start) && !b.IsReported(cue.Span) {
			return b.wholeIsCall(cue)
		}
	}
	return false
}

// wholeIsCall reports whether the call leaves nothing else in the block: it is
// near one of its ends, or the block is little more.
func (b Block) wholeIsCall(cue document.Cue) bool {
	return cue.Span.Start-b.Span.Start <= 80 || b.Shape.Words <= 30
}
