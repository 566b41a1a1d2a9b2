package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Reading is a document as a cleaner gets it: with where its parts lie, read
// off the blocks' evidence once for all cleaners. It is no verdict: a cleaner
// may read the same blocks otherwise.
type Reading struct {
	*document.Document

	found     titleFind     // the headline, and by which rule
	head      int           // the blocks before this one are the document's head
	firstBody int           // the first paragraph of the body, or the number of blocks
	lastBody  int           // the last paragraph of the body, or -1
	author    string        // who the head says wrote the article
	zones     []zone        // the lists of other articles
	thread    thread        // the readers' comments
	scores    []float32     // what the trained model makes of each block
	repeats   *repeatSearch // the memory of the search for repeats
}

// read finds a document's parts. It costs a few looks at each block.
func read(doc *document.Document) *Reading {
	r := &Reading{Document: doc, head: headEnd(doc), firstBody: len(doc.Blocks), lastBody: -1, zones: relatedZones(doc), thread: findThread(doc)}
	r.found = findTitle(doc, r.head)
	r.author = authorInHead(doc)
	for i := range doc.Blocks {
		if r.inZone(i) || !isBody(doc, i) || r.isOfAuthor(doc, i) {
			continue
		}
		r.firstBody = min(r.firstBody, i)
		r.lastBody = i
	}
	return r
}

// bylineReach is how many blocks from the headline on a byline is looked for.
const bylineReach = 40

// authorInHead gives the name in the byline above the body, or what the page
// says of itself.
func authorInHead(doc *document.Document) string {
	if doc.Hints.Byline != "" {
		return doc.Hints.Byline
	}
	prose := 0
	for i := 0; i < min(len(doc.Blocks), bylineReach) && prose < headProse; i++ {
		if isProse(&doc.Blocks[i]) {
			prose++
		} else if name, ok := bylineOf(doc, i); ok {
			return name
		}
	}
	return ""
}

// isOfAuthor reports a text that begins with the author's name and is short
// enough for a box about them. The article itself seldom speaks of its author
// in the third person.
func (r *Reading) isOfAuthor(doc *document.Document, i int) bool {
	return len(r.author) > 4 && doc.Blocks[i].Shape.Words <= authorBoxWords && strings.HasPrefix(doc.Of(i), r.author)
}

// inThread reports whether block i is among the readers' comments.
func (r *Reading) inThread(i int) bool {
	return r.thread.end > 0 && i >= r.thread.header && i < r.thread.end
}

// inBody reports whether block i stands between the body's first and last
// paragraph.
func (r *Reading) inBody(i int) bool { return i > r.firstBody && i < r.lastBody }

// inTail reports whether block i stands behind the body's last paragraph.
func (r *Reading) inTail(i int) bool { return r.lastBody >= 0 && i > r.lastBody }

// bodyFoes are the classes whose cues, when they fill a paragraph, make it
// something else than the article's.
const bodyFoes = document.CueSet(1<<document.CueLegal | 1<<document.CueCookie | 1<<document.CueSubscribe |
	1<<document.CueMailing | 1<<document.CuePromo | 1<<document.CuePaywall | 1<<document.CueComments |
	1<<document.CueBio | 1<<document.CueShare | 1<<document.CueNavigation)

// foeShare is how much of a paragraph's letters such cues must be, in percent.
// A sentence that merely names a newsletter stays below it.
const foeShare = 22

// loneFoeShare is the same where there is but one cue.
const loneFoeShare = 45

// isBody reports whether block i reads as a paragraph of the article, by shape
// and words alone.
func isBody(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if !isProse(b) || isFiledLine(doc, i) {
		return false
	}
	if b.Cued&bodyFoes == 0 {
		return true
	}
	if isAuthorBox(doc, b, i) {
		return false
	}
	switch r := firstRune(doc.Of(i)); {
	case isOpeningQuote(r):
		return true // somebody says it
	case r == '©':
		return false
	}
	foes := 0
	for _, cue := range doc.CuesOf(i) {
		if bodyFoes.Has(cue.Class) {
			foes++
		}
	}
	in, all := covered(doc, i, bodyFoes)
	return foes < 2 && 100*in < loneFoeShare*all || 100*in < foeShare*all
}

// headsOther reports whether block i heads or is a part of the page that is
// neither the article nor a list of other articles: comments, tags, rights,
// buttons. A zone of related articles ends there.
func headsOther(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Cued&otherHeads == 0 || b.Shape.Words > legalWords {
		return false
	}
	in, all := covered(doc, i, otherHeads)
	return 10*in >= 6*all && b.Shape.Words <= stubWords || isLedTagLine(doc, i) ||
		b.Cued.Has(document.CueLegal) && isRightsLine(doc, i, i)
}

const otherHeads = document.CueSet(1<<document.CueComments | 1<<document.CueLegal | 1<<document.CueCookie |
	1<<document.CueTags | 1<<document.CueSubscribe | 1<<document.CueMailing | 1<<document.CuePromo | 1<<document.CueNavigation | 1<<document.CueBio)
