// Package evidence says what is found about a document before anyone judges it:
// where its parts are, and what each block reads as.
//
// A Layout is one document with its parts: the headline, the range of the body,
// the lists of other articles, the readers' comments and the repeats. It finds
// each part once, and only if somebody asks for it. A Block is one block at its
// place, with methods for what it reads as: a paragraph, a date, a credit, the
// header of a list of related articles.
//
// Cleaners read evidence and do not change it. What two cleaners need to know is
// evidence and belongs here, under a name that says what was found. What it means
// is for a cleaner to say.
//
// Offsets are bytes of the document's text, and indexes are those of its blocks.
// Nothing here does I/O, blocks or fails.
//
//   - layout.go, body.go, title.go, title_above.go, byline.go, byline_east.go: the document's parts
//   - zones.go, thread.go: lists of other articles, readers' comments
//   - articles.go: the <article> elements of other stories
//   - live.go, live_*.go: live blogs: their times, what names and judges them, their entries
//   - series.go, series_prizes.go: lists that are the news: results, winners, turns of a transcript
//   - signers.go: who signs the last of several letters
//   - block.go, shape.go: a block, and what its shape and its phrases tell
//   - notes.go: what was found of a block already
//   - glance.go: what one look at a block tells, and which blocks have phrases
//   - published.go, modified.go: the dates that stand by the headline
//   - oneline.go, oneline_names.go: what a text of one line says of its article
//   - times.go, credits.go, signup.go, lines.go: lines of one kind each: dates,
//     credits, calls to sign up, rights, tags, breadcrumbs
//   - credit_part.go, posts.go: the parts of captions and of posts
//   - said.go: labels that the article reports, speakers whose names read as labels
//   - foot.go, closing.go, press.go: signs, credits and feed lines below the article; who
//     helped with it, and the word that ends a press release; the foot of one
//   - sentence.go, glue_caseless.go: where sentences begin and end inside a block
//   - repeats.go, containment.go, passages.go: paragraphs that the document has twice
//   - text.go: letters, words and spaces
package evidence

import "github.com/winnow-news/winnow/cleaners/document"

// Layout is a document as a cleaner gets it, with its parts. It is for one
// goroutine: each part is found when it is first asked for, and remembered.
type Layout struct {
	*document.Document

	// Scores is what the trained model makes of each block: the probability that
	// it is article text. It is empty where no model was asked.
	Scores []float32

	// Search is the memory in which repeats are searched for. One can serve many
	// documents, one after the other. Nil takes new memory.
	Search *RepeatSearch

	// Notes is the memory in which is noted what blocks read as. It can serve many
	// documents as Search can. Nil takes new memory.
	Notes *Notes

	notes   []note          // of the blocks, in Notes; empty until one is made
	glances []Glance        // of the blocks, in Notes
	cued    []int32         // the blocks that have phrases or are a page's, in Notes
	classes document.CueSet // of these phrases
	known   parts           // what was found already
	title   Title
	author  string
	zones   []Zone
	thread  Thread
	apart   int   // the first block in a zone or the thread; 0 as long as one of them is looked for
	ended   parts // of these two, which are found
	first   int   // of the body
	last    int
	repeats []Repeat
	live    Live
	series  []Stretch
	stories storyArticles

	published string // the day
}

// parts is a set of a layout's parts.
type parts uint16

const (
	titlePart parts = 1 << iota
	authorPart
	zonesPart
	threadPart
	bodyPart
	repeatsPart
	livePart
	seriesPart
	articlesPart
	publishedPart
	glancePart
)

// New returns the layout of doc, which must not change any more. It looks for
// nothing yet.
func New(doc *document.Document) *Layout { return &Layout{Document: doc} }

// begin reports whether part p is still to be found, and notes that it is found.
func (l *Layout) begin(p parts) bool {
	if l.known&p != 0 {
		return false
	}
	l.known |= p
	return true
}

// Title returns which block is the headline, and by what evidence.
func (l *Layout) Title() Title {
	if l.known&titlePart == 0 {
		l.lookForTitle()
	}
	return l.title
}

func (l *Layout) lookForTitle() {
	l.known |= titlePart
	l.title = findTitle(l)
}

// authorName returns the name of who wrote the article, empty when it is not known.
func (l *Layout) authorName() string {
	if l.begin(authorPart) {
		l.author = authorInHead(l)
	}
	return l.author
}

// Zones returns the lists of other articles, in order and apart from each other.
func (l *Layout) Zones() []Zone {
	if l.begin(zonesPart) {
		l.zones = relatedZones(l)
		l.findApart(zonesPart)
	}
	return l.zones
}

// findApart finds the first block in a zone or in the thread, where part was the last of
// the two to be found.
func (l *Layout) findApart(part parts) {
	if l.ended |= part; l.ended != zonesPart|threadPart {
		return
	}
	l.apart = len(l.Blocks)
	if len(l.zones) > 0 {
		l.apart = l.zones[0].Header
	}
	if l.thread.End > 0 {
		l.apart = min(l.apart, l.thread.Header)
	}
}

// Thread returns which blocks are the readers' comments; the zero Thread when there
// are none.
func (l *Layout) Thread() Thread {
	if l.known&threadPart == 0 {
		l.lookForThread()
	}
	return l.thread
}

func (l *Layout) lookForThread() {
	l.known |= threadPart
	l.thread = findThread(l)
	l.findApart(threadPart)
}

// FirstBody returns the index of the body's first paragraph, or the number of
// blocks when there is none.
func (l *Layout) FirstBody() int {
	if l.known&bodyPart == 0 {
		l.findBody()
	}
	return l.first
}

// LastBody returns the index of the body's last paragraph, or -1 when there is
// none.
func (l *Layout) LastBody() int {
	if l.known&bodyPart == 0 {
		l.findBody()
	}
	return l.last
}

// findBody finds the range of the body. A paragraph counts unless it is in a list
// of other articles, among comments, or begins with the author's name.
func (l *Layout) findBody() {
	l.known |= bodyPart
	l.first, l.last = len(l.Blocks), -1
	for b := range l.Looking(LooksProse) {
		if b.isOfBody() {
			l.first = b.I
			break
		}
	}
	for i := len(l.Blocks) - 1; i >= l.first; i-- {
		if l.glances[i].Looks.Has(LooksProse) && l.At(i).isOfBody() {
			l.last = i
			break
		}
	}
}

func (b Block) isOfBody() bool { return b.IsBody() && !b.InZone() && !b.OpensWithAuthor() }

// Repeats returns the paragraphs whose words another paragraph has too, each once,
// in no particular order. The slice is valid until Search serves another document.
func (l *Layout) Repeats() []Repeat {
	if l.begin(repeatsPart) {
		l.repeats = findRepeats(l)
	}
	return l.repeats
}

// Live returns the live blog that the document is; one without entries when it is
// none.
func (l *Layout) Live() *Live {
	if l.known&livePart == 0 {
		l.lookForLive()
	}
	return &l.live
}

func (l *Layout) lookForLive() {
	l.known |= livePart
	l.live = findLive(l)
}
