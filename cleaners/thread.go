package cleaners

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds where readers speak: below a header, or without one by who says
// what when, in turn.

// thread is the stretch of readers' comments, its header included; zero when
// there is none.
type thread struct{ header, end int }

// findThread finds the thread below a comment header, when the article is behind
// it and what follows has a thread's beat, or else what readers said in turn.
func findThread(doc *document.Document) thread {
	if header := threadHeader(doc); header >= 0 {
		t := thread{header, threadEnd(doc, header+1)}
		if hasThreadBeat(doc, header+1, t.end) {
			return t
		}
	}
	return findTurns(doc)
}

// threadBody is how many paragraphs must stand before a comment header.
const threadBody = 2

// threadHeader finds the first line that heads comments, or signs one, with the
// article behind it, or -1.
func threadHeader(doc *document.Document) int {
	prose := 0
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if isProse(b) {
			prose++
		}
		if prose >= threadBody && b.Cued.Has(document.CueComments) && isCountOf(doc, i) {
			return i
		}
		if prose >= threadBody && b.Shape.Words <= stubWords && !isProse(b) && b.Cued.Has(document.CueComments) {
			if isSigned(doc, i) {
				return i
			}
			if in, all := covered(doc, i, 1<<document.CueComments); 10*in >= 6*all {
				return i
			}
		}
	}
	return -1
}

// threadEnd gives where a thread ends: at the next zone's header or the end.
func threadEnd(doc *document.Document, from int) int {
	for i := from; i < len(doc.Blocks); i++ {
		if isRelatedHeader(doc, i) || headsOther(doc, i) && !doc.Blocks[i].Cued.Has(document.CueComments) {
			return i
		}
	}
	return len(doc.Blocks)
}

// threadBeat is how many blocks there may be, at most, to each line that only
// threads have: a time, or a word such as "Reply".
const threadBeat = 5

func hasThreadBeat(doc *document.Document, from, end int) bool {
	beats := 0
	if isSigned(doc, from-1) {
		beats++
	}
	for i := from; i < end; i++ {
		b := &doc.Blocks[i]
		if b.Cued.Has(document.CueAgo) && b.Shape.Words <= 8 || b.Cued.Has(document.CueComments) && b.Shape.Words <= 4 || isDateLine(doc, i) || isSigned(doc, i) {
			beats++
		}
	}
	return beats > 0 && end-from <= threadBeat*beats
}

// countWords bounds a line that counts the comments on a headline.
const countWords = 40

// isCountOf reports "59 comments on “Headline”": a number, a phrase of comments, and
// something quoted up to the end.
func isCountOf(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if !isDigit(doc.Text[b.Span.Start]) || b.Shape.Words > countWords {
		return false
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class != document.CueComments {
			continue
		}
		number := strings.TrimRight(doc.Text[b.Span.Start:cue.Span.Start], " \u00a0")
		rest := strings.TrimLeft(doc.Text[cue.Span.End:b.Span.End], " \u00a0")
		return isNumber(number) && isOpeningQuote(firstRune(rest))
	}
	return false
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Readers speak in turn when at least turnsLeast blocks are a time below a name, at
// least half of them below one that had none before, and at least half of them
// above a sentence. A live blog has as many times and few names, a list of articles
// no sentences.
const turnsLeast = 3

// turns counts what tells a thread.
type turns struct {
	first, count, said int
	names              []string
}

// findTurns finds a thread that has no header: names and times in turn, with what
// readers wrote below each, behind the article.
func findTurns(doc *document.Document) thread {
	var t turns
	prose := 0
	for i := range doc.Blocks {
		if isProse(&doc.Blocks[i]) {
			prose++
		} else if prose >= threadBody && isTurn(doc, i) {
			t.add(doc, i)
		}
	}
	if t.count < turnsLeast || len(t.names) < turnsLeast || 2*len(t.names) < min(t.count, turnsNames) || 2*t.said < t.count {
		return thread{}
	}
	header := t.first
	if above := &doc.Blocks[header-1]; above.Cued.Has(document.CueComments) && !isProse(above) {
		header--
	}
	return thread{header, threadEnd(doc, t.first+1)}
}

// add notes the turn whose time is block i.
func (t *turns) add(doc *document.Document, i int) {
	if t.count == 0 {
		t.first = i - 1
	}
	t.count++
	if name := doc.Of(i - 1); len(t.names) < turnsNames && !slices.Contains(t.names, name) {
		t.names = append(t.names, name)
	}
	if i+1 < len(doc.Blocks) && (isProse(&doc.Blocks[i+1]) || doc.Blocks[i+1].Shape.Ends.Sentence()) {
		t.said++
	}
}

// turnsNames bounds how many names are told apart.
const turnsNames = 100

// nameWords bounds the line that names a reader, "says" included.
const nameWords = 6

// isTurn reports a time of the day, with its date, below a line that may be a name.
func isTurn(doc *document.Document, i int) bool {
	if i == 0 || doc.Blocks[i].Shape.Digits < signedDigits || !isDateLine(doc, i) || !hasClock(doc.Of(i)) || !doc.Blocks[i].Cued.Has(document.CueDateWord) && doc.Blocks[i].Shape.Digits < 8 {
		return false
	}
	name := &doc.Blocks[i-1]
	return name.Shape.Words <= nameWords && name.Shape.Letters > name.Shape.Digits && !name.Shape.Ends.Sentence() && !isDateLine(doc, i-1)
}

// hasClock reports an hour and minutes: digits on both sides of a colon.
func hasClock(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i] == ':' && isDigit(s[i-1]) && isDigit(s[i+1]) && isDigit(s[i+2]) {
			return true
		}
	}
	return false
}
