package metadata

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// This file finds what tells of the article inside a paragraph of a dump: its byline
// once more, and remarks in brackets at its end.

// A byline that a lead begins with has at least againNames words of names and at most
// againNamesMost; it stands againReach blocks above in full.
const (
	againNames     = 2
	againNamesMost = 6
	againReach     = 4
)

// bylineAgain returns the byline that a paragraph begins with, without a mark behind
// it, as it stands in a line above.
func bylineAgain(b evidence.Block) (span document.Span, ok bool) {
	cue, ok := b.OpensWith(document.CueByline)
	if !ok || !evidence.BeginsWithName(b.After(cue.Span.End)) {
		return span, false
	}
	for above := range b.Layout.Range(b.I-againReach, b.I) {
		if lead, found := above.OpensWith(document.CueByline); found && strings.EqualFold(above.TextOf(lead.Span), b.TextOf(cue.Span)) {
			if n := sharedNames(b.After(cue.Span.End), above.After(lead.Span.End)); n > 0 {
				return document.Span{Start: b.Span.Start, End: cue.Span.End + n}, true
			}
		}
	}
	return span, false
}

// sharedNames returns how many bytes of names both strings begin with, 0 when they are
// too few or too many, or none follows with a capital in a.
func sharedNames(a, b string) int {
	others := strings.Fields(b)
	words, at := 0, 0
	for words < len(others) {
		rest := strings.TrimLeft(a[at:], " \u00a0")
		word, _, _ := strings.Cut(rest, " ")
		if word != others[words] || !unicode.IsUpper(evidence.FirstRune(word)) {
			break
		}
		at = len(a) - len(rest) + len(word)
		words++
	}
	next := strings.TrimLeft(a[at:], " \u00a0")
	if words < againNames || words > againNamesMost || !unicode.IsUpper(evidence.FirstRune(next)) {
		return 0
	}
	return at
}

// remarkReach is how many blocks above the article's end a remark in brackets may stand.
const remarkReach = 1

// closingRemarks returns the remarks in brackets that end the article in its last
// paragraph, from the one that says who wrote it: "(The writer is a teacher in Wend)".
// Behind another on whose views these are, all of the block is the page's.
func closingRemarks(b evidence.Block) (span document.Span, ok bool) {
	if !b.Cued.Has(document.CueBio) || b.I+remarkReach < b.Layout.LastBody() || b.InZone() {
		return span, false
	}
	views := false
	for _, cue := range b.Cues() {
		if cue.Class != document.CueBio && cue.Class != document.CueLegal {
			continue
		}
		open := strings.LastIndexByte(b.Layout.Text[b.Span.Start:min(cue.Span.Start+1, b.Span.End)], '(')
		if open < 0 || evidence.HasLetterOrDigit(b.Layout.Text[b.Span.Start+open:cue.Span.Start]) || b.SentenceStart(cue.Span.End) > b.Span.Start+open+1 {
			continue
		}
		end := strings.IndexByte(b.After(cue.Span.End), ')')
		if end < 0 {
			return span, false
		}
		if cue.Class == document.CueLegal && !ok {
			continue // a notice of the text's own
		}
		if start := b.Span.Start + open; !ok {
			span, ok = document.Span{Start: start, End: start}, true
		}
		span.End = cue.Span.End + end + 1
		views = views || cue.Class == document.CueLegal
	}
	rest := b.Layout.Text[span.End:b.Span.End]
	if !ok || evidence.HasLetter(rest) && !views {
		return span, false
	}
	return document.Span{Start: span.Start, End: b.Span.End}, true
}
