package evidence

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds the times that entries of a live blog stand under.

// markForm is how a line has its time.
type markForm uint8

const (
	markAlone    markForm = iota // the time is all that it has: "14:05 GMT"
	markLeading                  // the time leads: "14.05 Uhr: Bridge closed"
	markTrailing                 // the time ends the line: "Clara Voss 14:05"
	markMinute                   // the minute of a match leads or is all: "45'+2"
	markAgo                      // how long ago: "12 minutes ago"
	markForms    = iota
)

// liveMark is a line with a time that may begin an entry.
type liveMark struct {
	block  int
	form   markForm
	minute int           // since midnight, or since the beginning of a match
	time   document.Span // the time with its date
	day    string        // YYYY-MM-DD where the line states it
}

const (
	// leadBytes is how far into its line a leading time may stand: behind a weekday
	// and a date, at most.
	leadBytes = 48
	// leadLetters is how many letters may stand in front of a leading time beside the
	// words of dates: "at", "kl".
	leadLetters = 3
	// wideLetter is how many letters a character of Chinese, Japanese or Korean counts
	// for there: two of them are a sentence's beginning already.
	wideLetter = 4
	// aloneLetters is how many letters a line of a time alone may have beside the
	// words of dates: a zone, "at", "updated", a place.
	aloneLetters = 12
	// trailingWords is the most words of a line that ends with its time.
	trailingWords = 24
)

// liveMark reads the time that b begins or ends with.
func (b Block) liveMark() (m liveMark, ok bool) {
	if b.Shape.Digits == 0 {
		return m, false
	}
	m.block = b.I
	if b.Piece {
		return b.pieceMark()
	}
	if m.form, m.minute, m.time, ok = b.matchMinute(); ok {
		return m, true
	}
	text := b.Text()
	isLong := b.Shape.Words > trailingWords
	head := text
	if len(head) > 2*leadBytes && isLong {
		head = head[:2*leadBytes] // the whole of a longer line is not searched
	}
	at, found := dates.FindTimeOfDay(head)
	if !found {
		if b.Shape.Words <= 6 && b.Cued.Has(document.CueAgo) && b.IsDateLine() {
			m.form, m.time = markAgo, b.Span
			return m, true
		}
		return m, false
	}
	m.minute = at.Minute
	from, to := b.Span.Start+at.From, b.Span.Start+at.To
	m.time = document.Span{Start: from, End: to}
	before, after := b.lettersBut(b.Span.Start, from), aloneLetters+1
	if !isLong {
		after = b.lettersBut(to, b.Span.End)
	}
	switch {
	case before > 0 && isSpeaker(text[:at.From]):
		return m, false
	case before+after <= aloneLetters && b.Shape.Words <= 14:
		m.form, m.time = markAlone, b.Span
	case before <= leadLetters && at.From <= leadBytes && !endsSentence(text[:at.From]):
		m.form, m.time.Start = markLeading, b.Span.Start+len(text)-len(strings.TrimLeftFunc(text, isNoWord))
	case after == 0 && !b.Shape.Ends.Sentence() && !strings.HasSuffix(text, ")"):
		m.form = markTrailing
	default:
		return m, false
	}
	return m, true
}

// pieceMark reads the first time in a piece of a one-line dump: buttons of the entry
// above and the headline of its own stand in the piece as well.
func (b Block) pieceMark() (m liveMark, ok bool) {
	at, found := dates.FindTimeOfDay(b.Text())
	if !found {
		return m, false
	}
	from := b.Span.Start
	return liveMark{block: b.I, form: markLeading, minute: at.Minute, time: document.Span{Start: from + at.From, End: from + at.To}}, true
}

// dayOf returns the day that the line of a mark states with its time, as YYYY-MM-DD,
// empty where it states none. A date stands in front of the time that ends a line.
func (m *liveMark) dayOf(l *Layout) string {
	switch m.form {
	case markMinute, markAgo:
		return ""
	case markTrailing:
		return dates.FindDay(l.Text[l.Blocks[m.block].Span.Start:m.time.End])
	}
	return dates.FindDay(l.Text[m.time.Start:m.time.End])
}

// isSpeaker reports a name with a colon in front of a time in brackets: a transcript
// has where in the recording somebody speaks.
func isSpeaker(head string) bool { return strings.HasSuffix(strings.TrimRight(head, " ([\u00a0"), ":") }

func isNoWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// endsSentence reports a full stop in what stands before a leading time: the time
// is a sentence's own then.
func endsSentence(s string) bool { return strings.ContainsAny(s, "!?。") }

// lettersBut counts the letters between two bytes that are in no word of a date.
func (b Block) lettersBut(from, to int) int {
	n := b.letterCount(b.Layout.Text[from:to])
	for _, cue := range b.Cues() {
		if DateCues.Has(cue.Class) && cue.Span.Start >= from && cue.Span.End <= to {
			n -= b.letterCount(b.TextOf(cue.Span))
		}
	}
	return n
}

// letterCount counts the letters of s, which is in b, wide ones for wideLetter.
func (b Block) letterCount(s string) (n int) {
	if b.Shape.Scripts&document.CJK == 0 {
		return LetterCount(s)
	}
	for _, r := range s {
		switch {
		case r >= FirstCJK || unicode.Is(unicode.Hangul, r):
			n += wideLetter
		case unicode.IsLetter(r):
			n++
		}
	}
	return n
}

// matchLongest is the last minute of a match, with extra time.
const matchLongest = 130

// matchMinute reads the minute of a match that b begins with: 45', 45'+2, 90+3',
// "23. Minute".
func (b Block) matchMinute() (form markForm, minute int, at document.Span, ok bool) {
	if b.Cued.Has(document.CueReadTime) || b.Cued.Has(document.CueAgo) {
		return 0, 0, at, false
	}
	text := b.Text()
	i := 0
	for i < len(text) && i < 3 && IsDigit(text[i]) {
		minute = 10*minute + int(text[i]-'0')
		i++
	}
	if i == 0 || minute > matchLongest || i < len(text) && IsDigit(text[i]) {
		return 0, 0, at, false
	}
	i = pastExtra(text, i)
	n := minuteSign(text[i:])
	if n == 0 {
		return 0, 0, at, false
	}
	i = pastExtra(text, i+n)
	return markMinute, minute, document.Span{Start: b.Span.Start, End: b.Span.Start + i}, true
}

// pastExtra returns where extra time such as "+2" ends.
func pastExtra(s string, i int) int {
	if i+1 < len(s) && s[i] == '+' && IsDigit(s[i+1]) {
		for i++; i < len(s) && IsDigit(s[i]); i++ {
		}
	}
	return i
}

// minuteSign returns how many bytes of the sign or word for a match's minute s begins with.
func minuteSign(s string) int {
	for _, sign := range [...]string{"'", "’", "′", "´"} {
		if rest, ok := strings.CutPrefix(s, sign); ok && (rest == "" || !unicode.IsLetter(FirstRune(rest)) && !IsDigit(rest[0])) {
			return len(sign)
		}
	}
	rest := strings.TrimLeft(s, ". ")
	if len(rest) == len(s) || len(rest) < 3 || !strings.EqualFold(rest[:3], "min") {
		return 0
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(rest)
	}
	if word := strings.ToLower(rest[:n]); word != "min" && word != "minute" && word != "minuut" && word != "minuto" && word != "minuta" {
		return 0
	}
	return len(s) - len(rest) + n
}
