// Package evidence says what is found about a document before anyone judges it:
// where its parts lie, and what each block reads as.
//
// A Layout is one document. It finds its headline, the range of its body, its
// lists of other articles, its readers' comments and its repeats, each once and
// only if somebody asks. A Block is one block at its place, with methods for what
// it reads as: a paragraph, a date, a credit, a header of related articles.
//
// Cleaners read evidence and change none of it. What two cleaners need to know is
// evidence and has its place here, under a name that says what was found; what it
// means is for a cleaner to say.
//
//   - layout.go, body.go, title.go, byline.go: the document's parts
//   - zones.go, thread.go: lists of other articles, readers' comments
//   - block.go, shape.go: a block, and what its shape and its phrases tell
//   - times.go, credits.go, signup.go, lines.go: lines known for what they are
//   - sentence.go: where sentences begin and end inside a block
//   - repeats.go, containment.go, passages.go: paragraphs that the document has twice
//   - text.go: letters, words and spaces
package evidence

import "github.com/winnow-news/winnow/cleaners/document"

// Layout is a document as a cleaner gets it, with its parts. It is for one
// goroutine: what is asked for first is found then.
type Layout struct {
	*document.Document

	// Scores is what the trained model makes of each block: the probability that
	// it is article text. It is empty where no model was asked.
	Scores []float32

	// Search is memory for the search for repeats, which serves one document after
	// the other; nil takes new memory.
	Search *RepeatSearch

	known   parts // what was found already
	title   Title
	author  string
	zones   []Zone
	thread  Thread
	first   int // of the body
	last    int
	repeats []Repeat
}

// parts is a set of a layout's parts.
type parts uint8

const (
	titlePart parts = 1 << iota
	authorPart
	zonesPart
	threadPart
	bodyPart
	repeatsPart
)

// New returns the layout of doc, which must not change any more. It looks at
// nothing yet.
func New(doc *document.Document) *Layout { return &Layout{Document: doc} }

// begin reports whether part p is still to be found, and notes that it is.
func (l *Layout) begin(p parts) bool {
	if l.known&p != 0 {
		return false
	}
	l.known |= p
	return true
}

// Title returns the headline.
func (l *Layout) Title() Title {
	if l.begin(titlePart) {
		l.title = findTitle(l)
	}
	return l.title
}

// author returns the name of who wrote the article, empty when it is not known.
func (l *Layout) authorName() string {
	if l.begin(authorPart) {
		l.author = authorInHead(l)
	}
	return l.author
}

// Zones returns the lists of other articles, in order.
func (l *Layout) Zones() []Zone {
	if l.begin(zonesPart) {
		l.zones = relatedZones(l)
	}
	return l.zones
}

// Thread returns where the readers' comments stand.
func (l *Layout) Thread() Thread {
	if l.begin(threadPart) {
		l.thread = findThread(l)
	}
	return l.thread
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

// findBody finds the range of the body: its paragraphs are not in a list of other
// articles, nor among comments, nor about the author.
func (l *Layout) findBody() {
	l.known |= bodyPart
	l.first, l.last = len(l.Blocks), -1
	for b := range l.Each() {
		if b.InZone() || !b.IsBody() || b.IsAboutAuthor() {
			continue
		}
		l.first = min(l.first, b.I)
		l.last = b.I
	}
}

// Repeats returns the paragraphs that another one makes needless, each once, in
// no order that matters. They are valid until Search serves another document.
func (l *Layout) Repeats() []Repeat {
	if l.begin(repeatsPart) {
		l.repeats = findRepeats(l)
	}
	return l.repeats
}
