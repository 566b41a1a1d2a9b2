package evidence

import (
	"slices"
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds readers' comments: below a header, or without one by who says
// what when, in turn.

// CommentStubWords is the most words of a line that asks for a comment.
const CommentStubWords = 16

// signedDigits is the fewest digits of a line that says when a comment was made:
// a year, or a day and an hour.
const signedDigits = 4

// IsSignedComment reports whether b says who made a comment, and when: "Comment by
// Ada — 3 May 2021 @ 13:10". It has a phrase of comments, a name and a date or time,
// and is no sentence.
func (b Block) IsSignedComment() bool {
	if b.Shape.Digits < signedDigits || b.Shape.Ends.Sentence() {
		return false
	}
	cue, ok := b.OpensWith(document.CueComments)
	return ok && b.Shape.Words <= CommentStubWords && BeginsWithName(b.After(cue.Span.End)) && (b.Cued.Has(document.CueDateWord) || hasDateMark(b.Text()))
}

// inThread reports whether b is among the readers' comments.
func (b Block) inThread() bool {
	if b.I < b.Layout.apart {
		return false
	}
	t := b.Layout.Thread()
	return b.I < t.End && b.I >= t.Header
}

// Thread is the stretch of readers' comments, as indexes of blocks: from Header, the
// line above them or the first of them, up to, but not including, End. It is zero
// when there are none.
type Thread struct{ Header, End int }

// findThread finds the thread below a comment header, when the article is behind
// it and what follows has a thread's beat, or else what readers said in turn.
func findThread(l *Layout) Thread {
	if header := threadHeader(l); header >= 0 {
		header = l.laterHeader(header)
		t := Thread{header, threadEnd(l, header+1)}
		if hasThreadBeat(l, header+1, t.End) {
			return t
		}
	}
	return findUnheaded(l)
}

// threadBody is how many paragraphs must stand before a comment header.
const threadBody = 2

// threadHeader finds the first line that heads comments, or signs one, with the
// article behind it, or -1.
func threadHeader(l *Layout) int {
	prose, at := 0, 0 // paragraphs above block at
	for b := range l.Cued(1 << document.CueComments) {
		if b.countsNone() || !b.headsThread() {
			continue
		}
		for ; at <= b.I; at++ {
			if l.glances[at].Looks.Has(LooksProse) {
				prose++
			} else if l.opensBody(at) {
				prose = 0 // what stands above is no article
			}
		}
		if prose >= threadBody && !b.InLive() {
			return b.I
		}
	}
	return -1
}

// headsThread reports a line that heads comments, or signs one.
func (b Block) headsThread() bool {
	return b.IsCommentCount() ||
		b.Shape.Words <= CommentStubWords && !b.IsProse() && (b.IsSignedComment() || b.IsMostly(1<<document.CueComments))
}

// opensBody reports that block i is the headline, or its words again, with a paragraph
// soon below.
func (l *Layout) opensBody(i int) bool {
	if i < l.Title().Block || !l.saysTitle(i) {
		return false
	}
	for j := i + 1; j < min(i+1+headReach, len(l.Blocks)); j++ {
		if l.At(j).IsProse() {
			return true
		}
	}
	return false
}

// countsNone reports a line that says there are no comments: no thread is below it.
func (b Block) countsNone() bool {
	text := b.Text()
	return strings.HasPrefix(text, "0 ") || strings.HasSuffix(text, " 0") || strings.HasSuffix(text, "(0)")
}

// laterHeader returns the first line below header that heads comments as well, where no
// reader speaks between the two and paragraphs do: then the first was the article's
// count of them, in its byline. Else it returns header.
func (l *Layout) laterHeader(header int) int {
	prose := 0
	for b := range l.Range(header+1, len(l.Blocks)) {
		if b.IsProse() {
			prose++
			continue
		}
		if b.Shape.Words <= CommentStubWords && b.Cued.Has(document.CueComments) {
			if prose >= threadBody && b.IsMostly(1<<document.CueComments) && !b.IsSignedComment() {
				return b.I
			}
			return header
		}
		if b.isCommentStamp() || b.Cued.Has(document.CueAgo) && b.Shape.Words <= 8 {
			return header
		}
	}
	return header
}

// threadEnd returns where a thread ends: at the next zone's header or the end.
func threadEnd(l *Layout, from int) int {
	for i := from; i < len(l.Blocks); i++ {
		if l.At(i).IsRelatedHeader() || l.At(i).HeadsOtherPart() && !l.At(i).Cued.Has(document.CueComments) {
			return i
		}
	}
	return len(l.Blocks)
}

// threadBeat is how many blocks there may be, at most, to each line that only
// threads have: a time, or a word such as "Reply".
const threadBeat = 5

// stampBeats is how much a line counts that says who wrote and when, to the minute: what
// some readers write is long.
const stampBeats = 2

// isCommentStamp reports such a line: "by Ada on November 9, 2010 at 6:10 am. Reply".
func (b Block) isCommentStamp() bool {
	return b.Shape.Words <= CommentStubWords && b.Shape.Digits >= signedDigits && b.Cued.Has(document.CueDateWord) && !b.IsDateLine() && hasClock(b.Text()) &&
		(unicode.IsUpper(FirstRune(b.Text())) || b.Cued.Has(document.CueByline))
}

func hasThreadBeat(l *Layout, from, end int) bool {
	beats := 0
	if l.At(from - 1).IsSignedComment() {
		beats++
	}
	for i := from; i < end; i++ {
		b := l.At(i)
		if b.isCommentStamp() {
			beats += stampBeats
			continue
		}
		if b.Cued.Has(document.CueAgo) && b.Shape.Words <= 8 || b.Cued.Has(document.CueComments) && b.Shape.Words <= 4 || b.IsDateLine() || b.IsSignedComment() {
			beats++
		}
	}
	return beats > 0 && end-from <= threadBeat*beats
}

// CommentCountWords is the most words of a line that counts the comments on a
// headline.
const CommentCountWords = 40

// IsCommentCount reports whether b counts the comments on a headline: a number, a
// phrase of comments, and behind it, with a small word between at most, something
// quoted ("59 comments: “Headline”", "59 Kommentare zu „Überschrift“").
func (b Block) IsCommentCount() bool {
	if !IsDigit(b.Layout.Text[b.Span.Start]) || b.Shape.Words > CommentCountWords {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class != document.CueComments {
			continue
		}
		number := strings.TrimRight(b.Before(cue.Span.Start), " \u00a0")
		rest := strings.TrimLeft(b.After(cue.Span.End), " \u00a0")
		return isNumber(number) && IsOpeningQuote(FirstRune(afterSmallWord(rest)))
	}
	return false
}

// smallWord is the most bytes of a word that joins a count to what is counted: on,
// zu, sur, sobre, к.
const smallWord = 8

// afterSmallWord returns what stands behind the word that s begins with, when that
// is a short one, or else s.
func afterSmallWord(s string) string {
	word, rest, ok := strings.Cut(s, " ")
	if !ok || len(word) > smallWord || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLower(r) }) {
		return s
	}
	return strings.TrimLeft(rest, " \u00a0")
}

// Readers speak in turn when at least leastComments blocks are a time below a name, at
// least half of them below one that had none before, and at least half of them
// above a sentence. A live blog has as many times and few names, a list of articles
// no sentences.
const leastComments = 3

// commentTimes counts what tells a thread.
type commentTimes struct {
	first, count, said int
	names              []string
}

// findUnheaded finds a thread that has no header: names and times in turn, with what
// readers wrote below each, behind the article.
func findUnheaded(l *Layout) Thread {
	var t commentTimes
	prose := 0
	for b := range l.Looking(LooksProse | LooksFigured) {
		if b.IsProse() {
			prose++
		} else if b.Shape.Digits >= signedDigits && prose >= threadBody && b.isCommentTime() && !b.InLive() {
			t.add(b)
		}
	}
	if t.count < leastComments || len(t.names) < leastComments || 2*len(t.names) < min(t.count, mostNames) || 2*t.said < t.count {
		return Thread{}
	}
	header := t.first
	if above := l.At(header - 1); above.Cued.Has(document.CueComments) && !above.IsProse() {
		header--
	}
	return Thread{header, threadEnd(l, t.first+1)}
}

// add notes the turn whose time is b.
func (t *commentTimes) add(b Block) {
	if t.count == 0 {
		t.first = b.I - 1
	}
	t.count++
	if name := b.By(-1).Text(); len(t.names) < mostNames && !slices.Contains(t.names, name) {
		t.names = append(t.names, name)
	}
	if b.Has(1) && (b.By(1).IsProse() || b.By(1).Shape.Ends.Sentence()) {
		t.said++
	}
}

// mostNames bounds how many names are told apart.
const mostNames = 100

// nameWords bounds the line that names a reader, "says" included.
const nameWords = 6

// isCommentTime reports, of a line with digits enough, a time of the day, with its date,
// below a line that may be a name.
func (b Block) isCommentTime() bool {
	if b.I == 0 || !b.IsDateLine() || !hasClock(b.Text()) || !b.Cued.Has(document.CueDateWord) && b.Shape.Digits < 8 {
		return false
	}
	name := b.By(-1)
	return name.Shape.Words <= nameWords && name.Shape.Letters > name.Shape.Digits && !name.Shape.Ends.Sentence() && !b.By(-1).IsDateLine()
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
