package lexicon

import (
	"fmt"
	"math/bits"
	"unicode"
)

const (
	// sample is how many bytes of a text are read to tell its language: some
	// two hundred stop words of running prose.
	sample = 4 << 10
	// enoughVotes is how many stop words it takes to believe in a language,
	// and leastShare the part of the words that they must be: prose has 25 to
	// 40 of our lists' words in a hundred, chance hits in another language
	// stay under 10.
	enoughVotes = 2
	leastShare  = 0.12
)

// languageSet is a bit set of indexes into telltales.languages.
type languageSet uint32

// telltales tell languages of one script apart: their commonest words and the
// letters that their neighbours lack. Those of languages that have no file
// stand in the file of no language, so that Swedish is not taken for German.
type telltales struct {
	languages []string
	words     wordTable
	letters   [lettersEnd]languageSet
}

// lettersEnd is after the last block that has telling letters, Devanagari.
const lettersEnd = 0x980

func newTelltales(files []file, a *alphabet) (*telltales, error) {
	t := &telltales{}
	words := map[uint64]languageSet{} // by hash of their letters
	for i, f := range files {
		t.languages = append(t.languages, f.language)
		for _, w := range f.stopWords {
			hash := uint64(0)
			for _, r := range w {
				hash = mix(hash, *a.slot(r))
			}
			words[settle(hash)] |= 1 << i
		}
		for _, r := range f.letters {
			if r >= lettersEnd {
				return nil, fmt.Errorf("%s: telling letter %q is past U+%04X", f.language, r, lettersEnd)
			}
			t.letters[r] |= 1 << i
			t.letters[unicode.ToUpper(r)] |= 1 << i
		}
	}
	t.words = newWordTable(words)
	return t, nil
}

// wordTable is a hash table of words by their hash, with open addressing: its size
// is a power of two, and at most half of it is taken.
type wordTable []struct {
	hash uint64
	of   languageSet // empty: the slot is free
}

func newWordTable(words map[uint64]languageSet) wordTable {
	size := 1
	for size < 2*len(words)+1 {
		size *= 2
	}
	t := make(wordTable, size)
	for hash, of := range words {
		at := hash % uint64(size)
		for t[at].of != 0 {
			at = (at + 1) % uint64(size)
		}
		t[at].hash, t[at].of = hash, of
	}
	return t
}

// of gives the languages that have a word.
func (t wordTable) of(hash uint64) languageSet {
	mask := uint64(len(t) - 1)
	for at := hash & mask; t[at].of != 0; at = (at + 1) & mask {
		if t[at].hash == hash {
			return t[at].of
		}
	}
	return 0
}

// script is a writing system, as far as telling languages goes.
type script uint8

const (
	otherScript script = iota
	latin
	cyrillic
	arabic
	hebrew
	devanagari
	han
	kana
	hangul
	scriptCount
)

// usual is the language of a script when its telltales do not speak against
// it. Latin has none.
var usual = [scriptCount]string{
	cyrillic: "ru", arabic: "ar", hebrew: "he", devanagari: "hi", han: "zh", kana: "ja", hangul: "ko",
}

// Language guesses the language of a text from its first 4 KB: by script, and
// where several languages share one by stop words and telling letters. It gives
// a BCP 47 primary subtag, or "" when unsure or when the language is none of
// Languages. It does not allocate.
func (l *Lexicon) Language(text string) string {
	c := census{telltales: l.telltales}
	c.read(l.phrases.alphabet, text[:min(len(text), sample)])
	return c.decide()
}

// census counts what tells a language.
type census struct {
	*telltales
	scripts [scriptCount]int
	words   int
	votes   [32]int // by index of language
}

// read counts the scripts, words and telltales of text. A word's hash is made
// on the way, so that it is looked up without being copied.
func (c *census) read(a *alphabet, text string) {
	hash, word := uint64(0), false
	for i := 0; i < len(text); {
		l, size := a.bytes[text[i]], 1
		switch {
		case l&wordBit != 0:
			hash, i = c.readASCII(a, hash, text, i)
			word = true
			continue
		case l == notASCII:
			l, size = c.readWide(a, text, i)
		}
		i += size
		switch {
		case l&wordBit != 0:
			hash, word = mix(hash, l), true
		case l&skipBit == 0 && word:
			c.endWord(settle(hash))
			hash, word = 0, false
		}
	}
	if word {
		c.endWord(settle(hash))
	}
}

// readASCII takes the letters and digits from i on, as many as can be, and gives
// the word's hash and their end. A digit is no letter of any script.
func (c *census) readASCII(a *alphabet, hash uint64, text string, i int) (uint64, int) {
	letters := 0
	for ; i < len(text); i++ {
		l := a.bytes[text[i]]
		if l&wordBit == 0 {
			break
		}
		hash = mix(hash, l)
		letters += int(text[i] >> 6) // of the two, only letters are beyond '?'
	}
	c.scripts[latin] += letters
	return hash, i
}

// readWide takes the character at i, which is beyond ASCII.
func (c *census) readWide(a *alphabet, text string, i int) (l letter, size int) {
	r, l, size := a.wideRune(text, i)
	if r < lettersEnd {
		c.vote(c.letters[r])
	}
	if s := scriptOf(r); l&wordBit != 0 || s >= han && l&skipBit == 0 {
		c.scripts[s]++
	}
	return l, size
}

func (c *census) endWord(hash uint64) {
	c.words++
	c.vote(c.telltales.words.of(hash))
}

func (c *census) vote(of languageSet) {
	for ; of != 0; of &= of - 1 {
		c.votes[bits.TrailingZeros32(uint32(of))]++
	}
}

// decide names the language of the script that most of the text is in.
func (c *census) decide() string {
	s := c.mainScript()
	if s == otherScript || s >= han {
		return usual[s]
	}
	best, runnerUp := c.winner()
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

// winner gives the language with most votes and the votes of the next.
func (c *census) winner() (best, runnerUp int) {
	for i, v := range c.votes {
		if i == best {
			continue
		}
		if v > c.votes[best] {
			runnerUp, best = c.votes[best], i
		} else {
			runnerUp = max(runnerUp, v)
		}
	}
	return best, runnerUp
}

// mainScript weighs a syllable or ideograph as two letters. Japanese is told
// from Chinese by its kana: one in twenty characters is more than the odd の
// in a Chinese brand, and less than a headline full of kanji has.
func (c *census) mainScript() script {
	n := c.scripts
	n[otherScript] = 0
	if n[kana] > 0 && n[kana]*20 >= n[han]+n[kana] {
		n[kana] += n[han]
		n[han] = 0
	}
	for s := han; s < scriptCount; s++ {
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

// scriptOf tells a letter's or mark's script by its block, which for the
// scripts in question is as good as its property and quicker.
func scriptOf(r rune) script {
	switch {
	case r < 0x250, r >= 0x1E00 && r < 0x1F00, r >= 0xFF21 && r <= 0xFF5A:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x590 && r < 0x600:
		return hebrew
	case r >= 0x600 && r < 0x780, r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
		return arabic
	case r >= 0x900 && r < 0x980:
		return devanagari
	case r >= 0x3041 && r < 0x3100, r >= 0xFF66 && r <= 0xFF9D:
		return kana
	case r >= 0xAC00 && r < 0xD7B0, r >= 0x1100 && r < 0x1200:
		return hangul
	case r >= 0x3400 && r < 0xA000, r >= 0xF900 && r < 0xFB00, r >= 0x20000 && r < 0x40000:
		return han
	}
	return otherScript
}
