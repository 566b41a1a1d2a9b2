package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// HasBodyNear reports whether one of the reach blocks before b, or of as many after
// it, is a paragraph as IsBodyAt finds them.
func (b Block) HasBodyNear(reach int) bool {
	for d := 1; d <= reach; d++ {
		if b.Layout.IsBodyAt(b.I-d) || b.Layout.IsBodyAt(b.I+d) {
			return true
		}
	}
	return false
}

// IsBodyAt reports whether there is a block i, it reads as a paragraph of the
// article (IsBody), and it is not among the readers' comments.
func (l *Layout) IsBodyAt(i int) bool {
	return i >= 0 && i < len(l.Blocks) && !l.At(i).inThread() && l.At(i).IsBody()
}

// InBody reports whether b is between the body's first and last paragraph. Neither
// of the two is.
func (b Block) InBody() bool { return b.I > b.Layout.FirstBody() && b.I < b.Layout.LastBody() }

// InTail reports whether b is below the body's last paragraph. Nothing is where
// there is no body.
func (b Block) InTail() bool { return b.Layout.LastBody() >= 0 && b.I > b.Layout.LastBody() }

// againstBody are the classes whose cues, when they fill a paragraph, make it
// something else than the article's.
const againstBody = document.CueSet(1<<document.CueLegal | 1<<document.CueCookie | 1<<document.CueSubscribe |
	1<<document.CueMailing | 1<<document.CuePromo | 1<<document.CuePaywall | 1<<document.CueComments |
	1<<document.CueBio | 1<<document.CueShare | 1<<document.CueNavigation)

// againstShare is how much of a paragraph's letters such cues must be, in percent.
// A sentence that merely names a newsletter stays below it.
const againstShare = 22

// loneAgainstShare is the same where there is but one cue.
const loneAgainstShare = 45

// IsBody reports whether b reads as a paragraph of the article by its shape and
// words alone, wherever it is: it is prose, and calls, rights, navigation and the
// like are a small part of it.
func (b Block) IsBody() bool {
	if !b.IsProse() || b.IsFiledLine() {
		return false
	}
	return b.Cued&againstBody == 0 || b.has(readsAsBody, Block.outweighsCalls)
}

// outweighsCalls reports whether calls, rights and the like are a small part of a
// paragraph that has some.
func (b Block) outweighsCalls() bool {
	if b.IsAuthorBox() {
		return false
	}
	switch r := FirstRune(b.Text()); {
	case IsOpeningQuote(r):
		return true // it reports what somebody says
	case r == '©':
		return false
	}
	against := 0
	for _, cue := range b.Cues() {
		if againstBody.Has(cue.Class) {
			against++
		}
	}
	in, all := b.Covered(againstBody)
	return against < 2 && 100*in < loneAgainstShare*all || 100*in < againstShare*all
}

// HeadsOtherPart reports whether b is a line of a part of the page that is neither
// the article nor a list of other articles: comments, tags, rights, buttons. A list
// of other articles ends above such a line.
func (b Block) HeadsOtherPart() bool {
	return b.Cued&otherHeads != 0 && b.Shape.Words <= LegalWords && b.has(headsOther, Block.headsOtherPart)
}

func (b Block) headsOtherPart() bool {
	return b.IsMostly(otherHeads) && b.Shape.Words <= CommentStubWords || b.IsTagLine() ||
		b.Cued.Has(document.CueLegal) && b.IsRightsLine(b.I)
}

const otherHeads = document.CueSet(1<<document.CueComments | 1<<document.CueLegal | 1<<document.CueCookie |
	1<<document.CueTags | 1<<document.CueSubscribe | 1<<document.CueMailing | 1<<document.CuePromo | 1<<document.CueNavigation | 1<<document.CueBio)

// headEnd returns the index of the first block that reads as a paragraph: what
// stands before it is the head of the document. The caption of a picture at the top is
// none.
func headEnd(l *Layout) int {
	for b := range l.Looking(LooksProse) {
		if b.IsBody() && !b.isTopCaption() {
			return b.I
		}
	}
	return len(l.Blocks)
}
