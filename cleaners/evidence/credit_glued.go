package evidence

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A credit that is glued to a sentence has at most gluedBytes bytes and gluedNames words
// behind its phrase.
const (
	gluedBytes = 60
	gluedNames = 5
)

// GluedCredit returns the span of a credit that stands between two sentences of a
// paragraph with no mark at its end: "… in spring. Photo: Tom Berg The council …". Its
// phrase, with a colon, begins a sentence, names follow, and then a word that begins
// sentences more often than names.
func (b Block) GluedCredit(cue document.Cue) (span document.Span, ok bool) {
	if cue.Class != document.CueCredit || !b.StartsCapital(cue.Span.Start) || b.IsQuoted(cue.Span.Start) || cue.Span.Start == b.Span.Start {
		return span, false
	}
	from := cue.Span.End
	if !strings.HasSuffix(b.TextOf(cue.Span), ":") {
		if !strings.HasPrefix(b.After(from), ":") {
			return span, false
		}
		from++
	}
	if b.SentenceStart(cue.Span.Start) != cue.Span.Start {
		return span, false
	}
	at, found := b.GluedStart(from+1, gluedBytes)
	if !found || !IsStarter(b.After(at)) && !IsOpeningQuote(FirstRune(b.After(at))) {
		return span, false
	}
	names := b.Layout.Text[from:at]
	if wordsUpTo(gluedNames+1, names) > gluedNames || CapitalShare(names) < 1 {
		return span, false
	}
	return document.Span{Start: cue.Span.Start, End: from + len(strings.TrimRight(names, " \u00a0"))}, true
}

// A caption that is glued in has at most captionAsideWords words in front of its credit,
// and the credit's bracket at most gluedBytes bytes.
const captionAsideWords = 30

// GluedCaption returns the span of a caption that a dump has put between two sentences
// of a paragraph without a space on either side: "… in May.The bridge at dusk (Photo:
// AFP)Ferries will …". Its credit, in brackets at its end, holds the cue.
func (b Block) GluedCaption(cue document.Cue) (span document.Span, ok bool) {
	if cue.Class != document.CueCredit || !strings.HasSuffix(b.Before(cue.Span.Start), "(") {
		return span, false
	}
	end := strings.IndexByte(b.After(cue.Span.End), ')') + 1
	if end == 0 || end > gluedBytes {
		return span, false
	}
	end += cue.Span.End
	if next := FirstRune(b.After(end)); !unicode.IsUpper(next) {
		return span, false
	}
	start := b.SentenceStart(cue.Span.Start)
	if start == b.Span.Start || spaceBefore(b.Before(start)) || wordsUpTo(captionAsideWords+1, b.Layout.Text[start:end]) > captionAsideWords {
		return span, false
	}
	return document.Span{Start: start, End: end}, true
}
