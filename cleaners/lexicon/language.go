package lexicon

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

const (
	// sampleBytes is how much of a text is read to guess its language: some
	// hundred stop words of prose. Twice as much tells no other language of the
	// 1,399 texts of three annotated sets and the scrapes.
	sampleBytes = 2 << 10
	// enoughVotes is how many stop words a guess needs, and leastShare the share
	// of the words that they must be: two or three times as many are on our list
	// of a language in prose of that language, and fewer in prose of another.
	enoughVotes = 2
	leastShare  = 0.12
)

// languageSigns distinguish languages of one script: their commonest words, and
// letters that the others of the script lack. Those of languages without a file
// are in any.txt, so that Swedish is not taken for German.
type languageSigns struct {
	languages []string
	words     cells     // the languages of each word, by its hash
	letters   numbers64 // by letter: the set of languages that have it
	written   numbers64 // by script: the set of languages that have a sign in it
}

// lettersEnd is after the last block with distinguishing letters, Bengali.
const lettersEnd = 0xA00

func readSigns(s *sections, languages []string) *languageSigns {
	return &languageSigns{languages: languages, words: cellsOf(s.next()), letters: s.next(), written: s.next()}
}

// script is a writing system, as far as languages are distinguished by it.
type script uint8

const (
	otherScript script = iota // of no language that has a file
	latin
	cyrillic
	arabic
	hebrew
	devanagari
	bengali
	han // from here on, the script tells the language
	kana
	hangul
	greek
	tamil
	thai
	unspaced // Lao, Khmer, Burmese: other scripts, without spaces between words
	scriptCount
)

// usual is the language of a script when no sign is for another. Latin has none.
var usual = [scriptCount]string{
	cyrillic: "ru", arabic: "ar", hebrew: "he", devanagari: "hi", bengali: "bn", han: "zh", kana: "ja", hangul: "ko",
	greek: "el", tamil: "ta", thai: "th",
}

// Language guesses the language of a text from its first sampleBytes: by script, and
// where several languages have the same script by stop words and distinguishing
// letters. It returns a BCP 47 primary subtag, or "" when it is unsure or the
// language is none of Languages.
func (l *Lexicon) Language(text string) string {
	c := signCounter{languageSigns: l.signs}
	c.cut(text[:min(len(text), sampleBytes)])
	return c.language()
}

// LanguageOf is Language for the blocks of a document that have so many words or more,
// of which it reads the first sampleBytes together. read is how many bytes that were.
func (l *Lexicon) LanguageOf(doc *document.Document, least int32) (language string, read int) {
	c := signCounter{languageSigns: l.signs}
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.Shape.Words < least {
			continue
		}
		n := min(b.Span.Len(), sampleBytes-read)
		c.read(doc.Text[:b.Span.Start+n], b.Span.Start, doc.WordsOf(i))
		if read += n; read == sampleBytes {
			break
		}
	}
	return c.language(), read
}

// signCounter counts the signs of languages in a text.
type signCounter struct {
	*languageSigns
	scripts [scriptCount]int
	words   int
	votes   [maxFiles]int // by index of language
}

// cut counts the signs of a text of which the words are not known.
func (c *signCounter) cut(text string) {
	_, words := shape.Cut(text, 0, nil)
	c.wide(text[c.readWords(text, 0, words):])
}

// read counts the scripts, words and signs of text[from:], whose words are given. Where
// there are more of them, the last one that begins in text is cut off.
func (c *signCounter) read(text string, from int, words []document.Word) {
	at := c.readWords(text, from, words)
	if n := len(words); n > 0 && words[n-1].End() > len(text) {
		c.cut(text[at:])
	} else {
		c.wide(text[at:])
	}
}

// readWords counts the words that end in text, and what is between them. It returns
// where the last one ends. Of words in ASCII, which are most, no character is read.
func (c *signCounter) readWords(text string, from int, words []document.Word) (at int) {
	at = from
	for k := range words {
		w := &words[k]
		if w.End() > len(text) {
			break
		}
		if w.Bits&document.WordMarked != 0 {
			c.wide(text[at:w.Start])
		}
		at = w.End()
		switch {
		case w.Bits&(document.WordWide|document.WordDigits) == 0:
			c.scripts[latin] += int(w.Len)
		case w.Bits&document.WordWide == 0:
			c.scripts[latin] += lettersIn(text[w.Start:at])
		default:
			c.wide(text[w.Start:at])
		}
		if w.Bits&document.WordAlone == 0 {
			c.endWord(spread(w.Hash))
		}
	}
	return at
}

// lettersIn counts the letters of a word in ASCII. A digit is a letter of no script.
func lettersIn(word string) (n int) {
	for i := range len(word) {
		n += int(word[i] >> 6) // of the two, only letters are beyond '?'
	}
	return n
}

// wide counts the characters of a word that has some beyond ASCII, or of what is between
// words.
func (c *signCounter) wide(s string) {
	for _, r := range s {
		if r < utf8.RuneSelf {
			if unicode.IsLetter(r) {
				c.scripts[latin]++
			}
			continue
		}
		if r < lettersEnd {
			c.vote(LanguageSet(c.letters.at(int(r))))
		}
		if s := scriptOf(r); shape.IsInWord(r) || s >= han && !shape.IsSkipped(r) {
			c.scripts[s]++
		}
	}
}

func (c *signCounter) endWord(hash uint64) {
	c.words++
	signs := &c.languageSigns.words
	for slot := signs.slot(hash); signs.at(slot) != 0; slot = signs.next(slot) {
		if language, ok := noted(signs.at(slot), hash); ok {
			c.votes[language]++
		}
	}
}

func (c *signCounter) vote(of LanguageSet) {
	for ; of != 0; of &= of - 1 {
		c.votes[bits.TrailingZeros64(uint64(of))]++
	}
}

// language returns the language of the script that most of the text is in.
func (c *signCounter) language() string {
	s := c.mainScript()
	if s == otherScript || s >= han {
		return usual[s]
	}
	best, runnerUp := c.winner(LanguageSet(c.written.at(int(s))))
	if c.votes[best] == runnerUp || c.votes[best] < enoughVotes {
		return usual[s]
	}
	if s == latin && float64(c.votes[best]) < leastShare*float64(c.words) {
		return ""
	}
	if c.languages[best] == anyLanguage {
		return ""
	}
	return c.languages[best]
}

// winner returns which of some languages has most votes, and the votes of the next.
func (c *signCounter) winner(among LanguageSet) (best, runnerUp int) {
	most := -1
	for ; among != 0; among &= among - 1 {
		i := bits.TrailingZeros64(uint64(among))
		if v := c.votes[i]; v > most {
			runnerUp, best, most = most, i, v
		} else {
			runnerUp = max(runnerUp, v)
		}
	}
	return best, runnerUp
}

// mainScript returns the script of most of the text; a syllable or ideograph
// counts as two letters. Japanese is distinguished from Chinese by its kana: one
// in twenty characters is more than the の of a Chinese brand, and less than a
// headline full of kanji has.
func (c *signCounter) mainScript() script {
	n := c.scripts
	if n[kana] > 0 && n[kana]*20 >= n[han]+n[kana] {
		n[kana] += n[han]
		n[han] = 0
	}
	for s := han; s <= hangul; s++ {
		n[s] *= 2
	}
	best := otherScript
	for s, count := range n {
		if count > n[best] {
			best = script(s)
		}
	}
	return best
}

// scriptOf returns the script of a letter or mark by its Unicode block: for these
// scripts as good as its property, and faster.
func scriptOf(r rune) script {
	switch {
	case r < 0x250, r >= 0x1E00 && r < 0x1F00, r >= 0xFF21 && r <= 0xFF5A:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x3041:
		return eastScriptOf(r)
	case r >= 0x370 && r < 0x400, r >= 0x1F00 && r < 0x2000:
		return greek
	case r >= 0x590 && r < 0x600:
		return hebrew
	case r >= 0x600 && r < 0x780:
		return arabic
	case r >= 0x900 && r < 0x980:
		return devanagari
	case r >= 0x980 && r < 0xA00:
		return bengali
	case r >= 0xB80 && r < 0xC00:
		return tamil
	case r >= 0xE00 && r < 0xE80:
		return thai
	case r >= 0xE80 && r < 0xF00, r >= 0x1000 && r < 0x10A0, r >= 0x1780 && r < 0x1800:
		return unspaced
	case r >= 0x1100 && r < 0x1200:
		return hangul
	}
	return otherScript
}

// eastScriptOf is scriptOf from the kana on.
func eastScriptOf(r rune) script {
	switch {
	case r >= 0x3400 && r < 0xA000, r >= 0xF900 && r < 0xFB00, r >= 0x20000 && r < 0x40000:
		return han
	case r < 0x3100, r >= 0xFF66 && r <= 0xFF9D:
		return kana
	case r >= 0xAC00 && r < 0xD7B0:
		return hangul
	case r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
		return arabic
	}
	return otherScript
}
