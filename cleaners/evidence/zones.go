package evidence

import (
	"sort"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// InZone reports whether b is in a list of other articles or among the readers'
// comments, the header of either included.
func (b Block) InZone() bool {
	return b.I >= b.Layout.apart && b.inAnyZone() // as few that are asked about
}

func (b Block) inAnyZone() bool {
	if b.inThread() {
		return true
	}
	zones := b.Layout.Zones()
	next := sort.Search(len(zones), func(k int) bool { return zones[k].End > b.I })
	return next < len(zones) && zones[next].Header <= b.I
}

// NextZone returns the index of the header of the first list of other articles below
// block i, or the number of blocks when there is none.
func (l *Layout) NextZone(i int) int {
	for _, z := range l.Zones() {
		if z.Header > i {
			return z.Header
		}
	}
	return len(l.Blocks)
}

// A Zone is a list of other articles: a stretch of blocks that a header opens
// ("Related Articles") and that the return of the body, another part of the page or
// the end of the document closes. Its texts can be as well written as the article's;
// what tells them apart is the rhythm in which lines and paragraphs follow each other.
type Zone struct {
	Header  int   // the index of the block that opens it
	End     int   // the index of the first block below it
	Summary []int // the indexes of its paragraphs, which sum up other articles
	beats   int   // how many more cards of the beat at hand are known to follow
	bound   int   // where it ends at the latest: the entry of a live blog that it stands in
}

// relatedZones finds the zones of other articles, in order.
func relatedZones(l *Layout) (zones []Zone) {
	if !l.HasCues(zoneCues) {
		return nil
	}
	from := 0
	if header, title, ok := topBox(l, headEnd(l)); ok && l.Title().Block == title {
		zones = append(zones, Zone{Header: header, End: title})
		from = title
	}
	for from < len(l.Blocks) && (!l.At(from).IsProse() || l.At(from).IsLinked()) {
		from++ // above the first paragraph, such words are a menu's, or a front page's
	}
	for b := range l.Cued(zoneCues) {
		if b.I < from {
			continue
		}
		if z, ok := b.zone(); ok {
			zones = append(zones, z)
			from = z.End
		}
	}
	return zones
}

// zoneCues are the classes of phrases of which the header of a zone has one.
const zoneCues = document.CueSet(1<<document.CueRelatedHeader | 1<<document.CueReadMore)

// zone returns the zone whose header is b.
func (b Block) zone() (z Zone, ok bool) {
	l := b.Layout
	if !b.IsRelatedHeader() {
		return leadZone(l, b.I)
	}
	if !b.leadsAway() || b.IsLiveHead() {
		return z, false
	}
	z = Zone{Header: b.I, bound: l.Live().boundary(b.I+1, len(l.Blocks))}
	z.End = z.extend(l, b.I+1)
	z.giveBack(l)
	return z, z.End > b.I+1 || z.End == len(l.Blocks)
}

// giveBack ends a zone above its only card where that has more running text than stands
// before it: the card is the article, and the header was a menu's.
func (z *Zone) giveBack(l *Layout) {
	n := len(z.Summary)
	if n == 0 || z.Summary[n-1]-z.Summary[0] != n-1 {
		return
	}
	card, before := int32(0), int32(0)
	for _, i := range z.Summary {
		card += l.Blocks[i].Shape.Words
	}
	for b := range l.Range(max(l.Title().Block, 0), z.Header) {
		if b.IsProse() {
			before += b.Shape.Words
		}
	}
	if card > before {
		z.End, z.Summary = z.Summary[0], nil
	}
}

// leadReach is how many blocks below the header of a page's list of other articles
// one of them has a link. "Recommended:" above a list without any is about
// something else: the memory that a game needs.
const leadReach = 8

// leadsAway reports whether one of the blocks from header i on has a link, or
// nothing tells, as in a text.
func (b Block) leadsAway() bool {
	for j := b.I; j < min(len(b.Layout.Blocks), b.I+1+leadReach); j++ {
		if e := b.Layout.At(j).Element; e == nil || e.LinkBytes > 0 {
			return true
		}
	}
	return false
}

// headerWords bounds a zone's header.
const headerWords = 7

// IsRelatedHeader reports whether b reads as the header of a list of other articles:
// the phrase alone, or with the name of a section or outlet behind it ("More from
// Opinion").
func (b Block) IsRelatedHeader() bool {
	return b.Cued.Has(document.CueRelatedHeader) && b.Shape.Words <= headerWords && !b.Shape.Ends.Sentence() && b.has(readsAsHeader, Block.readsAsHeader)
}

func (b Block) readsAsHeader() bool {
	if b.IsOnly(document.CueRelatedHeader) {
		return true
	}
	cue, ok := b.OpensWith(document.CueRelatedHeader)
	rest := b.After(cue.Span.End)
	return ok && b.Shape.Words <= 5 && strings.ContainsRune(b.TextOf(cue.Span), ' ') &&
		b.Shape.Ends == document.EndNone && BeginsWithName(rest) && CapitalShare(rest) == 1
}

// extend returns where the zone that begins at from ends. Lines that are no
// sentences are its cards; a paragraph is a card's summary or the body's
// return.
func (z *Zone) extend(l *Layout, from int) int {
	for j := from; j < z.bound; {
		if l.At(j).HeadsOtherPart() {
			return j
		}
		if !l.At(j).isReturn() {
			j++
			continue
		}
		run := proseRun(l, j)
		if !z.isSummary(l, from, j, run) {
			return z.beforeHeading(l, from, j)
		}
		for k := range run {
			z.Summary = append(z.Summary, j+k)
		}
		j += run
	}
	return z.bound
}

// A sub-heading right above the body's return has at most SubheadWords words,
// and less than six tenths of the length of the zone's other lines.
const SubheadWords = 6

// beforeHeading returns where a zone ends whose last line is a sub-heading of the
// body that returns at j rather than another headline. Nothing in a dump tells
// the two apart but length, and a headline kept is the smaller error.
func (z *Zone) beforeHeading(l *Layout, from, j int) int {
	if j-1 > from && isOtherHeading(l.At(j-1), l.At(j-2)) {
		return j - 1
	}
	lines, bytes := 0, 0
	for k := from; k < j-1; k++ {
		if l.At(k).Shape.Words >= TitleWordsMin && !l.At(k).IsDateLine() {
			lines++
			bytes += l.At(k).Span.Len()
		}
	}
	if last := l.At(j - 1); j-1 > from && lines >= 2 && last.Shape.Words <= SubheadWords && 10*last.Span.Len()*lines < 6*bytes {
		return j - 1
	}
	return j
}

// isOtherHeading reports whether block b is marked as a heading, and the one
// above it is not, or is in another part of the page.
func isOtherHeading(b, above Block) bool {
	if b.Role != document.RoleHeading {
		return false
	}
	if b.Element == nil {
		return above.Role != document.RoleHeading
	}
	return b.Element.Path != above.Element.Path && !b.Element.Names.Has(document.NamedRelated)
}

// returnWords is the fewest words of a sentence that can be the body's return.
const returnWords = 4

// isReturn reports whether a block reads as text rather than as part of a
// card: prose, or a short sentence with its full stop.
func (b Block) isReturn() bool {
	if b.Shape.Ends == document.EndQuestion && (b.Shape.Stops == 1 || b.Role == document.RoleListItem) {
		return false // headlines ask
	}
	if b.IsProse() {
		return true
	}
	return b.Shape.Ends == document.EndStop && b.Shape.Words >= returnWords && b.Shape.CapWords < b.Shape.Words && !b.IsDateLine() &&
		!b.IsOnly(document.CueAgo)
}

// proseRun counts the paragraphs that follow each other from j on.
func proseRun(l *Layout, j int) int {
	n := 0
	for j+n < len(l.Blocks) && l.At(j+n).isReturn() {
		n++
	}
	return n
}

// summaryRun is how many paragraphs one card's summary may have when a time or
// a source stands above it.
const summaryRun = 3

// headReach is how many lines there may be between a headline and the byline and date
// of its first paragraph.
const headReach = 8

// isInHead reports that block i stands right below the headline, with no paragraph
// between: what comes first below it is the article's, and a date the article's own.
func (l *Layout) isInHead(i int) bool {
	for j := i - 1; j >= max(i-headReach, 0) && !l.At(j).IsProse(); j-- {
		if l.saysTitle(j) {
			return true
		}
	}
	return false
}

// saysTitle reports that block i is the headline, or has its words.
func (l *Layout) saysTitle(i int) bool {
	title := l.Title().Block
	return title >= 0 && (i == title || l.At(i).SaysSame(l.At(title)))
}

// isSummary reports whether the run of paragraphs at j is the summary of a card
// in the zone that began at from: its card carries a time, or cards of the
// same rhythm go on to the end.
func (z *Zone) isSummary(l *Layout, from, j int, run int) bool {
	above := cardAbove(l, from, j)
	if above == 0 || l.isInHead(from-1) {
		return false // right below the header, another paragraph or the headline
	}
	timed := j+run < len(l.Blocks) && l.At(j+run).IsDateLine()
	for k := j - above; k < j; k++ {
		timed = timed || l.At(k).IsDateLine()
	}
	if timed && run <= summaryRun {
		z.beats = max(z.beats-1, 0)
		return true
	}
	if run != 1 {
		return false
	}
	if z.beats > 0 {
		z.beats-- // seen from the card before: the beat was kept up to the end
	} else {
		z.beats = beatsAfter(l, j, above)
	}
	return z.beats >= 1
}

// cardAbove counts the lines between the paragraph at j and the paragraph or
// header above it.
func cardAbove(l *Layout, from, j int) int {
	n := 0
	for k := j - 1; k >= from && !l.At(k).isReturn(); k-- {
		n++
	}
	return n
}

// beatsAfter counts the cards behind the summary at j, to the end of the document
// or the next header, when all keep its beat: above lines, one paragraph. It is 0
// when one does not.
func beatsAfter(l *Layout, j, above int) int {
	beats := 0
	lines := 0
	for k := j + 1; k < len(l.Blocks) && !l.At(k).IsRelatedHeader(); k++ {
		if !l.At(k).isReturn() {
			lines++
			continue
		}
		if lines != above {
			return 0
		}
		beats++
		lines = 0
	}
	return beats
}
