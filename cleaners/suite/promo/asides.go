package promo

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// lineScore is how sure a promotion is: more when its phrases are most of it.
func lineScore(b evidence.Block) float64 {
	if b.IsMostly(1 << document.CuePromo) {
		return 0.96
	}
	return ruleLine.Score
}

// pleaCues is how many phrases of promotion a plea has.
const pleaCues = 2

// isPlea reports a paragraph that asks the reader for support: it has two phrases of
// promotion, one of which speaks to the reader, and quotes nobody.
func isPlea(b evidence.Block) bool {
	if b.CountCues(document.CuePromo) < pleaCues || strings.ContainsAny(b.Text(), "\"“”„«»") {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CuePromo && speaksToReader(b.TextOf(cue.Span)) {
			return true
		}
	}
	return false
}

// longPleaCues is how many phrases a plea has that is as long as a paragraph, besides
// one that says how to give.
const longPleaCues = 2

// isLongPlea reports a plea below the article's last other paragraph.
func isLongPlea(b evidence.Block) bool {
	return b.Cued.Has(document.CuePromo) && b.I >= b.Layout.LastBody() && b.CountCues(document.CuePromo) > longPleaCues && isPlea(b)
}

// markFootLabels marks a line of the foot that only asks whom the press is to call,
// where no address or number stands below it.
func markFootLabels(l *evidence.Layout, foot evidence.Stretch, say cleaner.Say) {
	for b := range l.Cued(1 << document.CueFoot) {
		if b.InTail() && (b.I < foot.First || b.I >= foot.End) && b.IsOnly(document.CueFoot) {
			say.Block(b, &rulePress)
		}
	}
}

// readerWords are the words by which a plea speaks to its reader.
var readerWords = []string{
	"your", "you", "ihre", "ihrer", "deine", "votre", "vos", "tu", "su", "tuo", "vostro", "seu", "uw", "jouw", "twojego", "ваша", "вашей",
}

func speaksToReader(phrase string) bool {
	for word := range strings.FieldsSeq(phrase) {
		if slices.Contains(readerWords, strings.ToLower(word)) {
			return true
		}
	}
	return false
}

// playerWords bounds a text that a player has for those who cannot see it. By its shape
// it is a paragraph, which playerScore outweighs.
const (
	playerWords = 40
	playerScore = 0.98
)

// isPlayerText reports two phrases or more of a player and nothing else: "Beginning of
// dialog window. Escape will cancel and close the window."
func isPlayerText(b evidence.Block) bool {
	if b.Shape.Words > playerWords || b.CountCues(document.CueMedia) < 2 {
		return false
	}
	in, all := b.Covered(1 << document.CueMedia)
	return 10*in >= 9*all
}

// asideBytes is the fewest bytes of a phrase that is a player's or a ticker's wherever
// it stands: shorter ones are words of sentences, too.
const asideBytes = 22

// markMediaAsides marks such phrases inside a paragraph: between two sentences, or glued
// to a figure, as a ticker's is ("-0.12%decrease; red down pointing triangle").
func markMediaAsides(b evidence.Block, say cleaner.Say) {
	for _, cue := range b.Cues() {
		switch {
		case cue.Class != document.CueMedia || cue.Span.Len() < asideBytes:
		case isTicker(b, cue.Span):
			say.Span(b, document.Span{Start: tickerStart(b, cue.Span.Start), End: cue.Span.End}, &ruleMediaAside)
		case isSaidByPlayer(b, cue.Span):
			say.Span(b, cue.Span, &ruleMediaAside)
		}
	}
}

// isTicker reports a phrase behind a percentage that names a sign's shape after a
// semicolon.
func isTicker(b evidence.Block, phrase document.Span) bool {
	before := strings.TrimRight(b.Before(phrase.Start), " \u00a0")
	return strings.HasSuffix(before, "%") && strings.ContainsRune(b.TextOf(phrase), ';')
}

// symbolLetters is the most letters of a share's symbol: "BRK.B".
const symbolLetters = 6

// tickerStart returns where the ticker begins whose phrase stands at byte p: at the
// share's symbol in front of the percentage, or where there is none, at p.
func tickerStart(b evidence.Block, p int) int {
	words := strings.Fields(b.Before(p))
	if len(words) < 3 {
		return p
	}
	symbol, share := words[len(words)-2], words[len(words)-1]
	if len(symbol) > symbolLetters || strings.Trim(symbol, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789") != "" || !evidence.HasLetter(symbol) || strings.Trim(share, "+-−0123456789.,%") != "" {
		return p
	}
	if at := strings.LastIndex(b.Before(p), symbol+" "+share); at >= 0 {
		return b.Span.Start + at
	}
	return p
}

// isSaidByPlayer reports a phrase that is a sentence: a capital begins it, a sentence's
// end stands before it, and an end or a capital behind it.
func isSaidByPlayer(b evidence.Block, phrase document.Span) bool {
	if !b.StartsCapital(phrase.Start) || b.IsQuoted(phrase.Start) || b.SentenceStart(phrase.Start) != phrase.Start {
		return false
	}
	after := strings.TrimLeftFunc(b.After(phrase.End), unicode.IsSpace)
	r, _ := utf8.DecodeRuneInString(after)
	return after == "" || unicode.IsUpper(r) || evidence.IsSentenceEnd(r)
}
