package evidence

import (
	"strings"

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
	if wordsUpTo(gluedNames+1, names) > gluedNames || capitalShare(names) < 1 {
		return span, false
	}
	return document.Span{Start: cue.Span.Start, End: from + len(strings.TrimRight(names, " \u00a0"))}, true
}
