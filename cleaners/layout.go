package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// layout is where a document's parts lie: evidence that cleaners read off the
// blocks, each for itself, since none may know what another said.
type layout struct {
	title     int    // the headline's block, or -1
	firstBody int    // the first paragraph of the body, or the number of blocks
	lastBody  int    // the last paragraph of the body, or -1
	author    string // who the head says wrote the article
	zones     []zone
}

// layoutOf reads the layout. It costs a few looks at each block.
func layoutOf(doc *document.Document) layout {
	l := layout{title: -1, firstBody: len(doc.Blocks), lastBody: -1, zones: relatedZones(doc)}
	if t := findTitle(doc); t.rule != "" {
		l.title = t.block
	}
	l.author = authorInHead(doc)
	zones := l.zones
	for i := range doc.Blocks {
		for len(zones) > 0 && i >= zones[0].end {
			zones = zones[1:]
		}
		if len(zones) > 0 && i >= zones[0].header || !isBody(doc, i) || l.isOfAuthor(doc, i) {
			continue
		}
		l.firstBody = min(l.firstBody, i)
		l.lastBody = i
	}
	return l
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
func (l *layout) isOfAuthor(doc *document.Document, i int) bool {
	return len(l.author) > 4 && doc.Blocks[i].Shape.Words <= authorBoxWords && strings.HasPrefix(doc.Of(i), l.author)
}

// inBody reports whether block i stands between the body's first and last
// paragraph.
func (l *layout) inBody(i int) bool { return i > l.firstBody && i < l.lastBody }

// inTail reports whether block i stands behind the body's last paragraph.
func (l *layout) inTail(i int) bool { return l.lastBody >= 0 && i > l.lastBody }

// bodyFoes are the classes whose cues, when they fill a paragraph, make it
// something else than the article's.
const bodyFoes = document.CueSet(1<<document.CueLegal | 1<<document.CueCookie | 1<<document.CueSubscribe |
	1<<document.CueMailing | 1<<document.CuePromo | 1<<document.CuePaywall | 1<<document.CueComments |
	1<<document.CueBio | 1<<document.CueShare | 1<<document.CueNavigation)

// foeShare is how much of a paragraph's letters such cues must be, in percent.
// A sentence that merely names a newsletter stays below it.
const foeShare = 22

// isBody reports whether block i reads as a paragraph of the article, by shape
// and words alone.
func isBody(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if !isProse(b) {
		return false
	}
	if b.Cued&bodyFoes == 0 {
		return true
	}
	if isAuthorBox(doc, b, i) {
		return false
	}
	in, all := covered(doc, i, bodyFoes)
	return 100*in < foeShare*all
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
