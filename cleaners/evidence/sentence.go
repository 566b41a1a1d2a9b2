package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds where sentences begin and end inside a block, for cleaners
// that cut a span out of a paragraph. Offsets are bytes of the document's text.

// IsQuoted reports whether an opening quotation mark stands right before p: the
// text reports the words, it does not say them.
func IsQuoted(doc *document.Document, b document.Span, p int) bool {
	r, _ := utf8.DecodeLastRuneInString(doc.Text[b.Start:p])
	return IsOpeningQuote(r)
}

// OpensSentence reports whether a sentence begins at p, but for marks.
func OpensSentence(doc *document.Document, b document.Span, p int) bool {
	start := SentenceStart(doc, b, p)
	return !HasLetterOrDigit(doc.Text[start:p])
}

// LeadsOn reports whether a cue ends in, or the text behind it begins with, a mark
// that leads on.
func LeadsOn(cue, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(cue)
	return strings.ContainsRune(leadMarks, last) || strings.ContainsRune(leadMarks, FirstRune(strings.TrimLeft(after, " \u00a0")))
}

const leadMarks = ":：|»›→>–—"

// sentenceReach is how many bytes either way a sentence's bounds are looked
// for. No call, teaser or credit is as long, and a line without marks must not
// be walked again from every cue in it.
const sentenceReach = 600

// SentenceStart gives where the sentence that holds byte p of block b begins,
// or the place sentenceReach bytes ahead of p when it begins before that.
func SentenceStart(doc *document.Document, b document.Span, p int) int {
	b.Start = max(b.Start, runeStart(doc.Text, p-sentenceReach))
	for i := p; i > b.Start; {
		r, n := utf8.DecodeLastRuneInString(doc.Text[b.Start:i])
		i -= n
		if !IsSentenceEnd(r) || r == '.' && endsAbbreviation(doc.Text[b.Start:i]) {
			continue
		}
		at := i + n
		for at < p {
			r, n := utf8.DecodeRuneInString(doc.Text[at:p])
			if !unicode.IsSpace(r) && !IsClosingMark(r) {
				break
			}
			at += n
		}
		if spaceBefore(doc.Text[b.Start:at]) || isWideStop(r) {
			return at
		}
	}
	return b.Start
}

func spaceBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
}

// runeStart gives the start of the rune at byte p, or 0 for a p before the text.
func runeStart(text string, p int) int {
	for p > 0 && !utf8.RuneStart(text[p]) {
		p--
	}
	return max(p, 0)
}

// SentenceEnd gives the byte after the sentence that holds byte p, its closing
// quotes included; found is false when the block, or sentenceReach, ends first.
func SentenceEnd(doc *document.Document, b document.Span, p int) (end int, found bool) {
	if p+sentenceReach < b.End {
		b.End = runeStart(doc.Text, p+sentenceReach)
	}
	for i := p; i < b.End; {
		r, n := utf8.DecodeRuneInString(doc.Text[i:b.End])
		i += n
		if !IsSentenceEnd(r) || r == '.' && (endsAbbreviation(doc.Text[b.Start:i-n]) || insideWord(doc.Text[i:b.End])) {
			continue
		}
		for i < b.End {
			r, n := utf8.DecodeRuneInString(doc.Text[i:b.End])
			if !IsClosingMark(r) && !IsSentenceEnd(r) {
				break
			}
			i += n
		}
		return i, true
	}
	return b.End, false
}

// insideWord reports whether a point before s stands inside a word or a
// number, as in "3.5" or "example.org".
func insideWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func IsSentenceEnd(r rune) bool {
	return r == '.' || r == '!' || r == '?' || r == '…' || isWideStop(r)
}

func isWideStop(r rune) bool {
	switch r {
	case '。', '！', '？', '।', '۔', '؟':
		return true
	}
	return false
}

func IsClosingMark(r rune) bool {
	switch r {
	case '"', '\'', '”', '’', '»', ')', ']', '」', '』':
		return true
	}
	return false
}

// abbreviations are the short words that a point follows without ending a
// sentence. Single letters count too.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "st": true, "gen": true, "sen": true, "gov": true, "rep": true,
	"prof": true, "lt": true, "col": true, "sgt": true, "jr": true, "sr": true, "vs": true, "no": true, "u.s": true, "u.k": true,
	"rev": true, "hon": true, "capt": true, "maj": true, "adm": true, "bzw": true, "nr": true, "ca": true, "sr.a": true, "dra": true, "av": true,
}

// endsAbbreviation reports whether the point after s belongs to the word.
func endsAbbreviation(s string) bool {
	at := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })
	word := s
	if at >= 0 {
		_, n := utf8.DecodeRuneInString(s[at:])
		word = s[at+n:]
	}
	if utf8.RuneCountInString(word) == 1 && unicode.IsUpper(FirstRune(word)) {
		return true
	}
	return len(word) <= 4 && abbreviations[strings.ToLower(word)]
}

// GluedStart gives the place after p, within limit bytes, where a sentence
// begins although none has ended: a word without a mark behind it, then a
// capital. "… newsletters It is" is glued at "It". Names have capitals too, so
// the first word that begins sentences more often than names is preferred, and
// without one the only candidate is taken, but no guess is made among several.
func GluedStart(doc *document.Document, b document.Span, p, limit int) (at int, found bool) {
	end := min(b.End, p+limit)
	candidates := 0
	prev := rune(0)
	for i := p; i < end; {
		r, n := utf8.DecodeRuneInString(doc.Text[i:b.End])
		i += n
		if unicode.IsSpace(r) && (unicode.IsLower(prev) || unicode.IsDigit(prev) || IsClosingMark(prev)) {
			c := FirstRune(doc.Text[i:b.End])
			if IsOpeningQuote(c) || unicode.IsUpper(c) && IsStarter(doc.Text[i:b.End]) {
				return i, true
			}
			if unicode.IsUpper(c) && isSmallNext(doc.Text[i:b.End]) {
				candidates++
				at = i
			}
		}
		if IsSentenceEnd(r) {
			break
		}
		prev = r
	}
	return at, candidates == 1
}

// isSmallNext reports whether the second word of s has no capital: a sentence
// goes on, where a name or a title would have its next part.
func isSmallNext(s string) bool {
	_, rest, found := strings.Cut(s, " ")
	return found && unicode.IsLower(FirstRune(rest))
}

// starters are words that, with a capital, begin a sentence far more often than
// a name or title.
var starters = map[string]bool{
	"The": true, "A": true, "An": true, "It": true, "He": true, "She": true, "They": true, "We": true, "You": true, "I": true,
	"But": true, "And": true, "Yet": true, "So": true, "In": true, "On": true, "At": true, "For": true, "From": true, "With": true, "By": true,
	"When": true, "While": true, "After": true, "Before": true, "If": true, "As": true, "Since": true, "Although": true, "Despite": true,
	"This": true, "That": true, "These": true, "Those": true, "There": true, "His": true, "Her": true, "Its": true, "Their": true, "Our": true,
	"Earlier": true, "Meanwhile": true, "However": true, "According": true, "Last": true, "Most": true, "Many": true, "Some": true, "Nobody": true, "Both": true,
	"Der": true, "Die": true, "Das": true, "Ein": true, "Eine": true, "Er": true, "Sie": true, "Es": true, "Im": true, "Am": true, "Doch": true, "Auch": true, "Wie": true,
	"Le": true, "La": true, "Les": true, "Un": true, "Une": true, "Il": true, "Elle": true, "Ils": true, "Ce": true, "Cette": true, "Mais": true, "Dans": true, "Selon": true,
	"El": true, "Los": true, "Las": true, "Una": true, "En": true, "Pero": true, "Según": true, "Este": true, "Esta": true, "Se": true,
	"O": true, "Os": true, "As ": true, "Um": true, "Uma": true, "No": true, "Na": true, "Mas": true, "Segundo": true, "Ele": true, "Ela": true,
	"Gli": true, "Lo": true, "Nel": true, "Ma": true, "De": true, "Het": true, "Een": true, "Maar": true, "Hij": true, "Zij": true,
	"В": true, "На": true, "Он": true, "Она": true, "Они": true, "Но": true, "По": true, "Это": true, "У": true, "За": true, "Як": true, "Це": true, "Він": true,
}

// IsStarter reports whether the first word of s begins sentences.
func IsStarter(s string) bool {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(s)
	}
	return starters[s[:n]]
}

func IsOpeningQuote(r rune) bool {
	switch r {
	case '"', '“', '‘', '«', '„':
		return true
	}
	return false
}

// StartsCapital reports whether the text at p begins with a capital, or with a
// letter of a script that has none.
func StartsCapital(doc *document.Document, p int) bool {
	r, _ := utf8.DecodeRuneInString(doc.Text[p:])
	return unicode.IsLetter(r) && !unicode.IsLower(r)
}

// IsPhraseOrPlatform reports whether a cue is a phrase, or a word with a platform's name
// in the same block: "Follow the rules" is an instruction, "Follow the Herald
// on Facebook" is not.
func IsPhraseOrPlatform(doc *document.Document, i int, cue document.Cue) bool {
	return strings.ContainsRune(doc.Text[cue.Span.Start:cue.Span.End], ' ') || doc.Blocks[i].Cued.Has(document.CuePlatform) ||
		doc.Blocks[i].Shape.Scripts&(document.CJK|document.Arabic) != 0
}

// OpensSentenceWith reports whether a sentence of block i begins with a cue of
// a class, as a call to the reader does and a report about it seldom.
func OpensSentenceWith(doc *document.Document, i int, class document.CueClass) bool {
	b := &doc.Blocks[i]
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class && IsPhraseOrPlatform(doc, i, cue) && StartsCapital(doc, cue.Span.Start) && !IsQuoted(doc, b.Span, cue.Span.Start) && OpensSentence(doc, b.Span, cue.Span.Start) {
			return true
		}
	}
	return false
}
