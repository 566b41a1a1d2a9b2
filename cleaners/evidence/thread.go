package evidence

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// StubWords bounds a line that asks for a comment.
const StubWords = 16

// signedDigits is the fewest digits of a line that says when a comment was made:
// a year, or a day and an hour.
const signedDigits = 4

// IsSigned reports "Comment by Ada — 3 May 2021 @ 13:10": a phrase of comments, a
// name, a date or time, and no sentence.
func IsSigned(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Digits < signedDigits || b.Shape.Ends.Sentence() {
		return false
	}
	cue, ok := OpensWith(doc, i, document.CueComments)
	return ok && b.Shape.Words <= StubWords && BeginsWithName(doc.Text[cue.Span.End:b.Span.End]) && (b.Cued.Has(document.CueDateWord) || hasDateMark(doc.Of(i)))
}

// inThread reports whether block i is among the readers' comments.
func (r *Layout) inThread(i int) bool {
	return r.Thread.End > 0 && i >= r.Thread.Header && i < r.Thread.End
}

// Thread is the stretch of readers' comments, its header included; zero when
// there is none.
type Thread struct{ Header, End int }

// findThread finds the thread below a comment header, when the article is behind
// it and what follows has a thread's beat, or else what readers said in turn.
func findThread(doc *document.Document) Thread {
	if header := threadHeader(doc); header >= 0 {
		t := Thread{header, threadEnd(doc, header+1)}
		if hasThreadBeat(doc, header+1, t.End) {
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
		if IsProse(b) {
			prose++
		}
		if prose >= threadBody && b.Cued.Has(document.CueComments) && IsCountOf(doc, i) {
			return i
		}
		if prose >= threadBody && b.Shape.Words <= StubWords && !IsProse(b) && b.Cued.Has(document.CueComments) {
			if IsSigned(doc, i) {
				return i
			}
			if in, all := Covered(doc, i, 1<<document.CueComments); 10*in >= 6*all {
				return i
			}
		}
	}
	return -1
}

// threadEnd gives where a thread ends: at the next zone's header or the end.
func threadEnd(doc *document.Document, from int) int {
	for i := from; i < len(doc.Blocks); i++ {
		if IsRelatedHeader(doc, i) || HeadsOther(doc, i) && !doc.Blocks[i].Cued.Has(document.CueComments) {
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
	if IsSigned(doc, from-1) {
		beats++
	}
	for i := from; i < end; i++ {
		b := &doc.Blocks[i]
		if b.Cued.Has(document.CueAgo) && b.Shape.Words <= 8 || b.Cued.Has(document.CueComments) && b.Shape.Words <= 4 || IsDateLine(doc, i) || IsSigned(doc, i) {
			beats++
		}
	}
	return beats > 0 && end-from <= threadBeat*beats
}

// CountWords bounds a line that counts the comments on a headline.
const CountWords = 40

// IsCountOf reports "59 comments on “Headline”": a number, a phrase of comments, and
// something quoted up to the end.
func IsCountOf(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if !IsDigit(doc.Text[b.Span.Start]) || b.Shape.Words > CountWords {
		return false
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class != document.CueComments {
			continue
		}
		number := strings.TrimRight(doc.Text[b.Span.Start:cue.Span.Start], " \u00a0")
		rest := strings.TrimLeft(doc.Text[cue.Span.End:b.Span.End], " \u00a0")
		return isNumber(number) && IsOpeningQuote(FirstRune(rest))
	}
	return false
}

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
func findTurns(doc *document.Document) Thread {
	var t turns
	prose := 0
	for i := range doc.Blocks {
		if IsProse(&doc.Blocks[i]) {
			prose++
		} else if prose >= threadBody && isTurn(doc, i) {
			t.add(doc, i)
		}
	}
	if t.count < turnsLeast || len(t.names) < turnsLeast || 2*len(t.names) < min(t.count, turnsNames) || 2*t.said < t.count {
		return Thread{}
	}
	header := t.first
	if above := &doc.Blocks[header-1]; above.Cued.Has(document.CueComments) && !IsProse(above) {
		header--
	}
	return Thread{header, threadEnd(doc, t.first+1)}
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
	if i+1 < len(doc.Blocks) && (IsProse(&doc.Blocks[i+1]) || doc.Blocks[i+1].Shape.Ends.Sentence()) {
		t.said++
	}
}

// turnsNames bounds how many names are told apart.
const turnsNames = 100

// nameWords bounds the line that names a reader, "says" included.
const nameWords = 6

// isTurn reports a time of the day, with its date, below a line that may be a name.
func isTurn(doc *document.Document, i int) bool {
	if i == 0 || doc.Blocks[i].Shape.Digits < signedDigits || !IsDateLine(doc, i) || !hasClock(doc.Of(i)) || !doc.Blocks[i].Cued.Has(document.CueDateWord) && doc.Blocks[i].Shape.Digits < 8 {
		return false
	}
	name := &doc.Blocks[i-1]
	return name.Shape.Words <= nameWords && name.Shape.Letters > name.Shape.Digits && !name.Shape.Ends.Sentence() && !IsDateLine(doc, i-1)
}

// hasClock reports an hour and minutes: digits on both sides of a colon.
func hasClock(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i] == ':' && IsDigit(s[i-1]) && IsDigit(s[i+1]) && IsDigit(s[i+2]) {
			return true
		}
	}
	return false
}
