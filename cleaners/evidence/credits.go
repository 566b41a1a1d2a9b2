package evidence

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file reads photo credits: a line that is one, and a text that ends in one.

// creditWords bounds a line that is a credit and nothing else.
const creditWords = 14

// IsCreditLine reports whether b is a photo credit and nothing else: "Photo: Ada
// Lee", "Getty Images", "REUTERS/Tom Ray".
func (b Block) IsCreditLine() bool {
	return b.Cued&(1<<document.CueCredit|1<<document.CueAgency) != 0 && b.Shape.Words <= creditWords && b.Shape.Stops <= 1 && b.has(readsAsCredit, Block.readsAsCredit)
}

func (b Block) readsAsCredit() bool {
	if strings.HasPrefix(b.Text(), "Copyright") {
		return false
	}
	if cue, ok := b.OpensWith(document.CueCredit); ok && b.Shape.Digits < 4 {
		rest := b.After(cue.Span.End)
		return isCreditTail(rest) && b.Shape.Ends != document.EndQuestion
	}
	if cue, ok := b.OpensWith(document.CueAgency); ok && b.Shape.Digits < 4 { // "© AFP 2026" is the site's
		rest := strings.TrimSpace(b.After(cue.Span.End))
		return !HasLetterOrDigit(rest) || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "|")
	}
	return false
}

// isCreditTail reports whether what follows "photo" or "photo by" is a credit:
// a colon, a slash, or a name, not the rest of a sentence.
func isCreditTail(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" {
		return false
	}
	if strings.ContainsRune(":/|©–—-", FirstRune(s)) {
		return true
	}
	return BeginsWithName(s) && CapitalShare(s) >= 0.6
}

// MayEndInCredit reports what a credit has at least: a phrase of one, or words behind the
// last sentence.
func (b Block) MayEndInCredit() bool {
	return b.Cued&(1<<document.CueAgency|1<<document.CueCredit) != 0 || b.Shape.Ends == document.EndNone && b.Shape.Stops >= 1
}

// TrailingCreditScore returns how sure it is, from 0 to 1, that b ends in a photo
// credit rather than with a sentence. It is 0 when nothing tells of a credit.
func (b Block) TrailingCreditScore() float64 {
	if b.Cued.Has(document.CueLegal) && b.InTail() {
		return 0 // a copyright line, not a picture's
	}
	if !b.MayEndInCredit() {
		return 0 // as nearly all
	}
	score := b.endCreditScore()
	if score > 0 && strings.Contains(b.Text(), "(@") && b.isPost() {
		return 0 // who wrote it ends a post
	}
	return score
}

// endCreditScore is TrailingCreditScore of what is no post.
func (b Block) endCreditScore() float64 {
	if score := max(b.creditFragmentScore(), b.closingCreditScore()); score > 0 {
		return score
	}
	if !b.Cued.Has(document.CueAgency) && !b.Cued.Has(document.CueCredit) {
		return 0
	}
	cues := b.Cues()
	for k := len(cues) - 1; k >= 0; k-- {
		switch cues[k].Class {
		case document.CueAgency:
			if score := b.agencyEndScore(cues[k]); score > 0 {
				return score
			}
		case document.CueCredit:
			if score := b.creditEndScore(cues[k]); score > 0 {
				return score
			}
		}
	}
	return 0
}

// closingCreditScore is for languages that put the word for who took the
// picture last, without a space to part it: "…。沈若禾 摄", "（新华社发）".
func (b Block) closingCreditScore() float64 {
	if b.Shape.Scripts&document.CJK == 0 || !b.Cued.Has(document.CueCredit) || b.Shape.Ends.Sentence() {
		return 0
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CueCredit && cue.Span.Start > b.Span.Start && !HasLetterOrDigit(b.After(cue.Span.End)) {
			return 0.9
		}
	}
	return 0
}

// fragmentWords bounds the words behind the last sentence of a caption that
// credit somebody: "Tomas Brandt/Norrow Press", "Jonas Pryce / AFP via Getty".
const fragmentWords = 10

// captionSentence is the fewest words of the sentence before such a credit;
// "4. Wire/Cable Lugs" is an entry of a list.
const captionSentence = 4

// bracketNames is the fewest words of "(Ada Lee/Harbour Tribune)": parties and bands
// have two with a slash between, or a figure.
const bracketNames = 3

// creditFragmentScore looks at what stands behind the last sentence's end, when
// it is no sentence itself: names alone, with a slash, an agency or a "for"
// between them.
func (b Block) creditFragmentScore() float64 {
	if b.Shape.Ends != document.EndNone || b.Shape.Stops < 1 {
		return 0
	}
	if text := b.Text(); !b.Cued.Has(document.CueAgency) && strings.IndexByte(text, '/') < 0 && !strings.Contains(text, " for ") {
		return 0
	}
	start := b.SentenceStart(b.Span.End)
	fragment := b.After(start)
	if !BeginsWithName(fragment) || wordsUpTo(captionSentence, b.Before(start)) < captionSentence {
		return 0
	}
	words := wordsUpTo(fragmentWords+1, fragment)
	if words > fragmentWords {
		return 0
	}
	slash := strings.IndexByte(fragment, '/')
	agency := false
	for _, cue := range b.Cues() {
		agency = agency || cue.Class == document.CueAgency && cue.Span.Start >= start
	}
	share := CapitalShare(fragment)
	if strings.HasPrefix(fragment, "(") && !agency && (words < bracketNames || strings.ContainsAny(fragment, "0123456789")) {
		return 0
	}
	if strings.HasPrefix(fragment, "(") && agency && slash < 0 && b.parenthesisedScore() == 0 {
		return 0 // the agency's sign below its report
	}
	switch {
	case share < 0.5:
		return 0
	case slash > 1, agency && share >= 0.7:
		return 0.93
	case words >= 3 && strings.Contains(fragment, " for ") && share >= 0.7:
		return 0.86
	}
	return 0
}

// agencyEndScore looks at an agency's name that ends the block with nothing
// but closing marks behind it. What joins it to the words before tells a
// credit (". AP", "/Shutterstock", "(AP Photo)") from a sentence ("told AP").
func (b Block) agencyEndScore(cue document.Cue) float64 {
	tail := strings.TrimSpace(b.After(cue.Span.End))
	if strings.ContainsAny(tail, ".!?:") || HasLetter(tail) {
		return 0
	}
	before := strings.TrimRight(b.Before(cue.Span.Start), " \u00a0")
	last, _ := utf8.DecodeLastRuneInString(before)
	switch last {
	case '/', '|', '©', '\\', '•':
		return 0.95
	case '.', '!', '?', '"', '”', '’', '…', ':':
		return 0.93
	case '(', '[':
		return b.parenthesisedScore()
	case '-', '–', '—':
		return 0.85
	}
	return 0
}

// parenthesisedScore is for "… (AFP)": a caption's credit, or the agency's sign
// below the last paragraph of its report, which for the sign may not read as one.
func (b Block) parenthesisedScore() float64 {
	last := b.Layout.LastBody()
	if last >= 0 && (b.I == last || b.I == last+1) || b.Shape.Words > 45 || b.Shape.Stops > 2 {
		return 0
	}
	return 0.8
}

// creditEndScore looks at "… Photo: Ada Lee" at the end of a short text: the
// words after the cue are few and are names.
func (b Block) creditEndScore(cue document.Cue) float64 {
	if cue.Span.Start == b.Span.Start {
		return 0
	}
	tail := b.After(cue.Span.End)
	before := strings.TrimRight(b.Before(cue.Span.Start), " \u00a0")
	if opening, _ := utf8.DecodeLastRuneInString(before); !HasLetterOrDigit(tail) && (opening == '(' || opening == '[') {
		return 0.9
	}
	if !isCreditTail(tail) || len(strings.Fields(tail)) > 8 || strings.ContainsAny(tail, "!?") || hasInnerStop(tail) {
		return 0
	}
	if isDoubled(b.TextOf(cue.Span)) && b.StartsCapital(cue.Span.Start) && CapitalShare(tail) >= 0.6 {
		return 0.97
	}
	if !startsCreditAfter(before) && !strings.ContainsRune("([|©/", FirstRune(b.Layout.Text[cue.Span.Start:])) {
		return 0
	}
	if CapitalShare(tail) < 0.6 {
		return 0
	}
	return 0.9
}

// isDoubled reports a label that a page shows twice, once for screen readers:
// "CreditCredit".
func isDoubled(s string) bool {
	half := len(s) / 2
	return half > 0 && len(s)%2 == 0 && strings.EqualFold(s[:half], s[half:])
}

// hasInnerStop reports a sentence's end before the end of s.
func hasInnerStop(s string) bool {
	at := strings.Index(s, ". ")
	return at >= 0 && at+2 < len(s) && at > 2
}

// startsCreditAfter reports whether a credit may begin after s: at a sentence's
// end, a bracket or a bar.
func startsCreditAfter(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…\"”’»([|/–—-。]", last)
}
