package related

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// This file marks the headline behind a lead that a dump has run into a line: "… of
// May. Read also. Ferry hires forty The council …". The lead is a piece of its own
// there, and the headline begins the next one.

// ledWords is the fewest words of such a headline, ledBytes the most bytes of it.
const (
	ledWords = 3
	ledBytes = 200
)

// markLedInLine marks the headline that begins the piece below a lead. One with a
// sentence's end in a quotation of its own fills that piece, and ends in the next.
func markLedInLine(b evidence.Block, say cleaner.Say) {
	if !b.Cued.Has(document.CueReadMore) {
		return
	}
	if !b.IsOnly(document.CueReadMore) {
		markLedInside(b, say)
		return
	}
	if !b.Has(1) || !b.StartsCapital(b.Cues()[0].Span.Start) {
		return
	}
	next := b.By(1)
	if !next.Piece || next.Gap > 0 {
		return
	}
	if end, ok := ledEnd(next, next.Span.Start, 0); ok {
		say.Span(next, document.Span{Start: next.Span.Start, End: end}, &ruleAside)
		return
	}
	open := openQuotes(next.Text())
	if open != 1 || next.Span.Len() > ledBytes || !next.Has(1) || !next.By(1).Piece || next.By(1).Gap > 0 {
		return
	}
	if end, ok := ledEnd(next.By(1), next.By(1).Span.Start, open); ok && end-next.Span.Start <= ledBytes {
		say.Block(next, &ruleAside)
		say.Span(next.By(1), document.Span{Start: next.By(1).Span.Start, End: end}, &ruleAside)
	}
}

// markLedInside does the same where the lead is a sentence in the midst of a block.
func markLedInside(b evidence.Block, say cleaner.Say) {
	for _, cue := range b.Cues() {
		if cue.Class != document.CueReadMore || !hasSpace(b.TextOf(cue.Span)) || !b.StartsCapital(cue.Span.Start) || b.SentenceStart(cue.Span.Start) != cue.Span.Start {
			continue
		}
		rest, stopped := strings.CutPrefix(b.After(cue.Span.End), ". ")
		if !stopped {
			continue
		}
		if end, ok := ledEnd(b, b.Span.End-len(rest), 0); ok {
			say.Span(b, document.Span{Start: cue.Span.Start, End: end}, &ruleAside)
		}
	}
}

// ledEnd returns where the headline ends that begins at byte from of b, when so many
// quotations are open there: behind its closing quotation mark, where a quotation or a
// capital follows, or in front of a word that begins sentences.
func ledEnd(b evidence.Block, from, open int) (end int, ok bool) {
	text := b.After(from)
	for i, r := range text {
		if i > ledBytes {
			return 0, false
		}
		switch {
		case strings.ContainsRune("“„«", r):
			open++
		case strings.ContainsRune("”»", r) && open > 0:
			open--
			rest := text[i+utf8.RuneLen(r):]
			next := evidence.FirstRune(strings.TrimLeft(rest, " "))
			if open == 0 && strings.HasPrefix(rest, " ") && (strings.ContainsRune("“„«", next) || unicode.IsUpper(next)) && isLedHeadline(text[:i]) {
				return from + i + utf8.RuneLen(r), true
			}
		case open == 0 && evidence.IsSentenceEnd(r):
			return 0, false
		case open == 0 && r == ' ' && evidence.IsStarter(text[i+1:]) && i > 0 && isSmall(text[:i]) && isLedHeadline(text[:i]):
			return from + i, true
		}
	}
	return 0, false
}

// isSmall reports a small letter or a figure at the end of s.
func isSmall(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLower(r) || unicode.IsDigit(r)
}

func isLedHeadline(s string) bool { return len(strings.Fields(s)) >= ledWords }

func openQuotes(s string) int {
	open := 0
	for _, r := range s {
		switch r {
		case '“', '„', '«':
			open++
		case '”', '»':
			open--
		}
	}
	return open
}

// emptyWords is the most words of a header whose list the dump has lost.
const emptyWords = 8

// isEmptyHeader reports a header with a name and a colon below the article, with no
// list below it: "More on the harbour ferry:".
func isEmptyHeader(b evidence.Block) bool {
	if b.Shape.Words > emptyWords || b.Shape.Ends != document.EndColon || !b.InTail() {
		return false
	}
	cue, ok := b.OpensWith(document.CueRelatedHeader)
	return ok && hasSpace(b.TextOf(cue.Span)) && b.StartsCapital(cue.Span.Start) && evidence.BeginsWithName(strings.TrimLeft(b.After(cue.Span.End), " "))
}
