package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file reads what closes a report: who helped with it, and the word by which a
// press release says that it ends.

const (
	// helpedReach is how many paragraphs of the body may stand below a line of helpers,
	// which by its shape is one itself: two such lines follow each other at most.
	helpedReach = 1
	// helpedWords is the most words of such a line, helpedTail of those behind its phrase.
	helpedWords = 45
	helpedTail  = 8
	// placesShare is the least share of capitals in the words behind the phrase: "from
	// Wend and Norrow". Other words go on with a sentence.
	placesShare = 0.3
)

// IsHelpedLine reports a line at the article's end that says who helped with it: "Ada
// Lee contributed to this report."
func (b Block) IsHelpedLine() bool {
	if !b.Cued.Has(document.CueClosing) || b.Shape.Words > helpedWords || b.Shape.Stops > 2 || b.Shape.Ends == document.EndQuestion || b.I+helpedReach < b.Layout.LastBody() || b.InZone() {
		return false
	}
	return b.helpedFrom(b.Span.Start) >= 0
}

// HelpedSentence returns the last sentence of the article's last paragraph, where it
// says who helped with it; ok is false when it does not, or is all of the paragraph.
func (b Block) HelpedSentence() (span document.Span, ok bool) {
	if !b.Cued.Has(document.CueClosing) || b.I != b.Layout.LastBody() {
		return span, false
	}
	cues := b.Cues()
	for k := len(cues) - 1; k >= 0; k-- {
		if cues[k].Class != document.CueClosing {
			continue
		}
		start := b.SentenceStart(cues[k].Span.Start)
		if start > b.Span.Start && wordsUpTo(helpedWords+1, b.After(start)) <= helpedWords && b.helpedFrom(start) == start {
			return document.Span{Start: start, End: b.Span.End}, true
		}
		return span, false
	}
	return span, false
}

// helpedFrom returns where the sentence from byte p on of b begins that says who
// helped, with a name; -1 where none does.
func (b Block) helpedFrom(p int) int {
	if strings.ContainsAny(b.After(p), "\"“”„«»") {
		return -1
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CueClosing && cue.Span.Start >= p && b.isHelped(p, cue) {
			return p
		}
	}
	return -1
}

// isHelped reports whether names stand before a phrase for helping, or behind one that
// begins the sentence at p, and next to nothing else.
func (b Block) isHelped(p int, cue document.Cue) bool {
	before, after := b.Layout.Text[p:cue.Span.Start], b.After(cue.Span.End)
	if b.SentenceStart(cue.Span.Start) > p || wordsUpTo(helpedTail+1, after) > helpedTail || hasInnerStop(after) {
		return false
	}
	phrase := b.TextOf(cue.Span)
	if !HasLetter(before) {
		return strings.ContainsRune(phrase, ' ') && BeginsWithName(strings.TrimLeft(after, " :\u00a0"))
	}
	if !BeginsWithName(before) || HasLetter(after) && CapitalShare(after) < placesShare {
		return false
	}
	return strings.ContainsRune(phrase, ' ') || FirstRune(phrase) >= firstCJK || b.opensWithAgency(p)
}

// opensWithAgency reports an agency's name at byte p: its writers are named behind it.
func (b Block) opensWithAgency(p int) bool {
	for _, cue := range b.Cues() {
		if cue.Class == document.CueAgency && cue.Span.Start >= p {
			return !HasLetterOrDigit(b.Layout.Text[p:cue.Span.Start])
		}
	}
	return false
}

// IsEndMark reports the line by which a press release says that it ends: "ENDS", "–
// Ende –", "###". In small letters and without marks it may be a word of the text.
func (b Block) IsEndMark() bool {
	if !b.inFoot() {
		return false
	}
	text := b.Text()
	if b.Shape.Letters == 0 {
		return isHashes(text) || strings.Trim(text, "-–— ") == "30" && len(text) > len("30")
	}
	if !b.IsOnly(document.CueClosing) || b.Shape.Digits > 0 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	marked := !unicode.IsLetter(first) && !unicode.IsLetter(last) && !unicode.IsMark(last)
	return marked || strings.ToUpper(text) == text
}

// hashesLeast is the fewest signs of "###".
const hashesLeast = 3

func isHashes(s string) bool {
	return strings.Count(s, "#") >= hashesLeast && strings.Trim(s, "# ") == ""
}
