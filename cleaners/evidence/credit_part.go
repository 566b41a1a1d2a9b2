package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// creditNames is how many words of a name stand before the slash of a credit that no
// mark parts from the description: "… at dusk Tom Ray/Reuters".
const creditNames = 3

// CreditPart returns the part of a caption that credits somebody, which runs to the
// end of span: all of it, or what follows the description. It is empty where nothing
// tells of a credit. span lies in b.
func (b Block) CreditPart(span document.Span) document.Span {
	start := span.End
	switch {
	case b.IsCreditLine():
		start = span.Start
	case b.TrailingCreditScore() > 0:
		start = max(b.creditStart(), span.Start)
	}
	return document.Span{Start: min(start, span.End), End: span.End}
}

// creditStart returns where the credit that ends b begins, or b's end.
func (b Block) creditStart() int {
	sentence := b.SentenceStart(b.Span.End)
	if b.creditFragmentScore() > 0 {
		return sentence
	}
	start := b.Span.End
	cues := b.Cues()
	for k := len(cues) - 1; k >= 0 && cues[k].Span.Start >= sentence; k-- {
		switch cue := cues[k]; {
		case cue.Class != document.CueCredit && cue.Class != document.CueAgency:
		case cue.Class == document.CueCredit && b.creditEndScore(cue) > 0, cue.Class == document.CueAgency && b.agencyEndScore(cue) > 0:
			start = min(start, b.openedBefore(cue.Span.Start, sentence))
		}
	}
	if start == b.Span.End && b.closingCreditScore() > 0 {
		return b.bracketBefore(start, sentence)
	}
	return start
}

// openedBefore returns where a credit with a cue at byte p begins: at the bracket
// that is open there, or at the name in front of a slash, but not before byte least.
func (b Block) openedBefore(p, least int) int {
	if at := b.bracketBefore(p, least); at > least {
		return at
	}
	before := strings.TrimRight(b.Layout.Text[least:p], " \u00a0")
	last, n := utf8.DecodeLastRuneInString(before)
	switch last {
	case '/', '\\':
		return least + namesStart(before[:len(before)-n])
	case '|', '©', '•', '-', '–', '—':
		return least + len(before) - n
	}
	return p
}

// bracketBefore returns where the bracket is opened that is still open at byte p, or
// least.
func (b Block) bracketBefore(p, least int) int {
	text := b.Layout.Text[least:p]
	open := strings.LastIndexAny(text, "([（【")
	if open < 0 || strings.ContainsAny(text[open:], ")]）】") && p < b.Span.End {
		return least
	}
	return least + open
}

// namesStart returns where the name that ends s begins: at most creditNames words with
// a capital.
func namesStart(s string) int {
	at := len(s)
	for range creditNames {
		word := strings.TrimRightFunc(s[:at], unicode.IsSpace)
		k := strings.LastIndexFunc(word, unicode.IsSpace)
		from := 0
		if k >= 0 {
			_, n := utf8.DecodeRuneInString(word[k:])
			from = k + n
		}
		if from == len(word) || !BeginsWithName(word[from:]) {
			break
		}
		at = from
	}
	return at
}
