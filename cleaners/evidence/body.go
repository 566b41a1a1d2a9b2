package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// BodyNear reports whether another paragraph is within reach blocks of block i.
func (r *Layout) BodyNear(i, reach int) bool {
	for d := 1; d <= reach; d++ {
		if r.BodyAt(i-d) || r.BodyAt(i+d) {
			return true
		}
	}
	return false
}

// BodyAt reports whether there is a block i and it reads as a paragraph.
func (r *Layout) BodyAt(i int) bool {
	return i >= 0 && i < len(r.Blocks) && !r.inThread(i) && IsBody(r.Document, i)
}

// InBody reports whether block i stands between the body's first and last
// paragraph.
func (r *Layout) InBody(i int) bool { return i > r.FirstBody && i < r.LastBody }

// InTail reports whether block i stands behind the body's last paragraph.
func (r *Layout) InTail(i int) bool { return r.LastBody >= 0 && i > r.LastBody }

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

// IsBody reports whether block i reads as a paragraph of the article, by shape
// and words alone.
func IsBody(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if !IsProse(b) || IsFiledLine(doc, i) {
		return false
	}
	if b.Cued&againstBody == 0 {
		return true
	}
	if IsAuthorBox(doc, b, i) {
		return false
	}
	switch r := FirstRune(doc.Of(i)); {
	case IsOpeningQuote(r):
		return true // somebody says it
	case r == '©':
		return false
	}
	foes := 0
	for _, cue := range doc.CuesOf(i) {
		if againstBody.Has(cue.Class) {
			foes++
		}
	}
	in, all := Covered(doc, i, againstBody)
	return foes < 2 && 100*in < loneAgainstShare*all || 100*in < againstShare*all
}

// HeadsOther reports whether block i heads or is a part of the page that is
// neither the article nor a list of other articles: comments, tags, rights,
// buttons. A zone of related articles ends there.
func HeadsOther(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Cued&otherHeads == 0 || b.Shape.Words > LegalWords {
		return false
	}
	in, all := Covered(doc, i, otherHeads)
	return 10*in >= 6*all && b.Shape.Words <= StubWords || IsTagLine(doc, i) ||
		b.Cued.Has(document.CueLegal) && IsRightsLine(doc, i, i)
}

const otherHeads = document.CueSet(1<<document.CueComments | 1<<document.CueLegal | 1<<document.CueCookie |
	1<<document.CueTags | 1<<document.CueSubscribe | 1<<document.CueMailing | 1<<document.CuePromo | 1<<document.CueNavigation | 1<<document.CueBio)

// headEnd gives the index of the first block that reads as a paragraph: what
// stands before it is the head of the document.
func headEnd(doc *document.Document) int {
	for i := range doc.Blocks {
		if IsBody(doc, i) {
			return i
		}
	}
	return len(doc.Blocks)
}
