package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds where sentences begin and end inside a block, for cleaners
// that cut a span out of a paragraph. Offsets are bytes of the document's text.

// IsQuoted reports whether an opening quotation mark is right before byte p: the
// text reports the words there, it does not say them.
func (b Block) IsQuoted(p int) bool {
	r, _ := utf8.DecodeLastRuneInString(b.Before(p))
	return IsOpeningQuote(r)
}

// opensSentence reports whether a sentence begins at p, but for marks.
func (b Block) opensSentence(p int) bool {
	start := b.SentenceStart(p)
	return !HasLetterOrDigit(b.Layout.Text[start:p])
}

// LeadsOn reports whether the text of a cue ends in, or the text after it begins
// with, a mark that leads on to something: a colon, an arrow, a dash, a bar.
func LeadsOn(cue, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(cue)
	return strings.ContainsRune(leadMarks, last) || strings.ContainsRune(leadMarks, FirstRune(strings.TrimLeft(after, " \u00a0")))
}

const leadMarks = ":：|»›→>–—"

// sentenceReach is how many bytes either way a sentence's bounds are looked
// for. No call, teaser or credit is as long, and a line without marks must not
// be walked again from every cue in it.
const sentenceReach = 600

// SentenceStart returns the byte at which the sentence that holds byte p of b
// begins: the block's start at the earliest, and no more than 600 bytes (and the rest
// of a character) before p.
func (b Block) SentenceStart(p int) int {
	text, start := b.Layout.Text, max(b.Span.Start, runeStart(b.Layout.Text, p-sentenceReach))
	for i := p; i > start; {
		r, n := utf8.DecodeLastRuneInString(text[start:i])
		i -= n
		if !IsSentenceEnd(r) || r == '.' && endsAbbreviation(text[start:i]) {
			continue
		}
		at := i + n
		for at < p {
			r, n := utf8.DecodeRuneInString(text[at:p])
			if !unicode.IsSpace(r) && !IsClosingMark(r) {
				break
			}
			at += n
		}
		if spaceBefore(text[start:at]) || isWideStop(r) || r != '…' && isGluedSentence(text[start:i], text[at:]) {
			return at
		}
	}
	return start
}

// isGluedSentence reports that a sentence begins at after although no space stands
// between the mark behind before and it: "…nées.À lire aussi". An address and a name
// have small letters there, initials a capital before the mark.
func isGluedSentence(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLower(last) && unicode.IsUpper(FirstRune(after))
}

func spaceBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
}

// runeStart returns the start of the rune at byte p, or 0 for a p before the text.
func runeStart(text string, p int) int {
	for p > 0 && !utf8.RuneStart(text[p]) {
		p--
	}
	return max(p, 0)
}

// SentenceEnd returns the byte after the sentence that holds byte p, its closing
// quotes included. When the block ends before the sentence does, or the sentence goes
// on for more than 600 bytes after p, end is where the search ended, and found is
// false.
func (b Block) SentenceEnd(p int) (end int, found bool) {
	text, last := b.Layout.Text, b.Span.End
	if p+sentenceReach < last {
		last = runeStart(text, p+sentenceReach)
	}
	for i := p; i < last; {
		r, n := utf8.DecodeRuneInString(text[i:last])
		i += n
		if !IsSentenceEnd(r) || r == '.' && (endsAbbreviation(b.Before(i-n)) || insideWord(text[i:last])) {
			continue
		}
		for i < last {
			r, n := utf8.DecodeRuneInString(text[i:last])
			if !IsClosingMark(r) && !IsSentenceEnd(r) {
				break
			}
			i += n
		}
		return i, true
	}
	return last, false
}

// insideWord reports whether a point before s stands inside a word or a
// number, as in "3.5" or "example.org".
func insideWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// IsSentenceEnd reports whether r is a mark that ends sentences, in Latin script or
// another: a point, a danda, an Arabic or a wide question mark.
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

// IsClosingMark reports whether r closes a quotation or a bracket.
func IsClosingMark(r rune) bool {
	switch r {
	case '"', '\'', '”', '’', '»', ')', ']', '」', '』':
		return true
	}
	return false
}

// isAbbreviation reports the short words, in small letters, that a point follows without
// ending a sentence. Single letters count too.
func isAbbreviation(word string) bool {
	switch word {
	case "mr", "mrs", "ms", "dr", "st", "gen", "sen", "gov", "rep",
		"prof", "lt", "col", "sgt", "jr", "sr", "vs", "no", "u.s", "u.k",
		"rev", "hon", "capt", "maj", "adm", "bzw", "nr", "ca", "sr.a", "dra", "av":
		return true
	}
	return false
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
	return len(word) <= 4 && isAbbreviation(strings.ToLower(word))
}

// GluedStart returns the byte after p, within limit bytes, at which a sentence
// begins although the one before has no mark at its end: "… newsletters It is" is
// glued at "It". Names have capitals too, so the first word that begins sentences
// more often than names is preferred. Without such a word the only candidate is
// taken; among several none is, and found is false. The byte means nothing then.
func (b Block) GluedStart(p, limit int) (at int, found bool) {
	end := min(b.Span.End, p+limit)
	candidates := 0
	prev := rune(0)
	for i := p; i < end; {
		r, n := utf8.DecodeRuneInString(b.After(i))
		i += n
		if unicode.IsSpace(r) && (unicode.IsLower(prev) || unicode.IsDigit(prev) || IsClosingMark(prev)) {
			c := FirstRune(b.After(i))
			if IsOpeningQuote(c) || unicode.IsUpper(c) && IsStarter(b.After(i)) {
				return i, true
			}
			if unicode.IsUpper(c) && isSmallNext(b.After(i)) {
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

// isStarterWord reports words that, with a capital, begin a sentence far more often than
// a name or title.
func isStarterWord(word string) bool {
	switch word {
	case "The", "A", "An", "It", "He", "She", "They", "We", "You", "I",
		"But", "And", "Yet", "So", "In", "On", "At", "For", "From", "With", "By",
		"When", "While", "After", "Before", "If", "As", "Since", "Although", "Despite",
		"This", "That", "These", "Those", "There", "His", "Her", "Its", "Their", "Our",
		"Earlier", "Meanwhile", "However", "According", "Last", "Most", "Many", "Some", "Nobody", "Both",
		"Der", "Die", "Das", "Ein", "Eine", "Er", "Sie", "Es", "Im", "Am", "Doch", "Auch", "Wie",
		"Le", "La", "Les", "Un", "Une", "Il", "Elle", "Ils", "Ce", "Cette", "Mais", "Dans", "Selon",
		"El", "Los", "Las", "Una", "En", "Pero", "Según", "Este", "Esta", "Se",
		"O", "Os", "Um", "Uma", "No", "Na", "Mas", "Segundo", "Ele", "Ela",
		"Gli", "Lo", "Nel", "Ma", "De", "Het", "Een", "Maar", "Hij", "Zij",
		"В", "На", "Он", "Она", "Они", "Но", "По", "Это", "У", "За", "Як", "Це", "Він":
		return true
	}
	return false
}

// IsStarter reports whether the first word of s, with its capital, is one that begins
// sentences far more often than names.
func IsStarter(s string) bool {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(s)
	}
	return isStarterWord(s[:n])
}

// IsOpeningQuote reports whether r opens a quotation.
func IsOpeningQuote(r rune) bool {
	switch r {
	case '"', '“', '‘', '«', '„':
		return true
	}
	return false
}

// StartsCapital reports whether the text at byte p begins with a capital, or with a
// letter of a script that has no capitals.
func (b Block) StartsCapital(p int) bool {
	r, _ := utf8.DecodeRuneInString(b.Layout.Text[p:])
	return unicode.IsLetter(r) && !unicode.IsLower(r)
}

// isPhraseOrPlatform reports whether a cue is a phrase, or a word with a platform's name
// in the same block: "Follow the rules" is an instruction, "Follow the Herald
// on Facebook" is not.
func (b Block) isPhraseOrPlatform(cue document.Cue) bool {
	return strings.ContainsRune(b.TextOf(cue.Span), ' ') || b.Cued.Has(document.CuePlatform) ||
		b.Shape.Scripts&(document.CJK|document.Arabic|document.Thai) != 0
}

// OpensSentenceWith reports whether a sentence of b begins with a cue of the class,
// outside of quotations and reports: a call to the reader does so, a report about one seldom.
func (b Block) OpensSentenceWith(class document.CueClass) bool {
	if !b.Cued.Has(class) {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class == class && b.isPhraseOrPlatform(cue) && b.StartsCapital(cue.Span.Start) && !b.IsQuoted(cue.Span.Start) && b.opensSentence(cue.Span.Start) && !b.IsReported(cue.Span) {
			return true
		}
	}
	return false
}
