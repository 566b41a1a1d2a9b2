package lexicon

import (
	"unicode"
	"unicode/utf8"
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
	longestStop = 24 // bytes, folded
)

// languageSet is a bit set of indexes into telltales.languages.
type languageSet uint32

// telltales tell languages of one script apart: their commonest words and the
// letters that their neighbours lack. Those of languages that have no file
// stand in the file of no language, so that Swedish is not taken for German.
type telltales struct {
	languages []string
	words     map[string]languageSet
	letters   map[rune]languageSet
}

func newTelltales(files []file) *telltales {
	t := &telltales{words: map[string]languageSet{}, letters: map[rune]languageSet{}}
	for i, f := range files {
		t.languages = append(t.languages, f.language)
		for _, w := range f.stopWords {
			t.words[w] |= 1 << i
		}
		for _, r := range f.letters {
			t.letters[r] |= 1 << i
		}
	}
	return t
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
	if len(text) > sample {
		text = text[:sample]
	}
	c := census{telltales: l.telltales}
	for _, r := range text {
		c.read(r)
	}
	c.endWord()
	return c.decide()
}

// census counts what tells a language.
type census struct {
	*telltales
	scripts [scriptCount]int
	words   int
	votes   [32]int // by index of language
	word    [longestStop]byte
	length  int // of word; more than longestStop when it did not fit
}

func (c *census) read(r rune) {
	if !unicode.IsLetter(r) && !unicode.IsMark(r) {
		c.endWord()
		return
	}
	c.scripts[scriptOf(r)]++
	if r >= utf8.RuneSelf {
		c.vote(c.letters[unicode.ToLower(r)])
	}
	if skipped(r) {
		return
	}
	r = fold(r)
	if size := utf8.RuneLen(r); c.length+size <= longestStop {
		utf8.EncodeRune(c.word[c.length:], r)
		c.length += size
	} else {
		c.length = longestStop + 1
	}
}

func (c *census) endWord() {
	if c.length == 0 {
		return
	}
	c.words++
	if c.length <= longestStop {
		c.vote(c.telltales.words[string(c.word[:c.length])])
	}
	c.length = 0
}

func (c *census) vote(of languageSet) {
	for i := 0; of != 0; i++ {
		c.votes[i] += int(of & 1)
		of >>= 1
	}
}

// decide names the language of the script that most of the text is in.
func (c *census) decide() string {
	s := c.mainScript()
	switch s {
	case otherScript:
		return ""
	case han, kana, hangul:
		return usual[s]
	}
	best, runnerUp := c.winner()
	if clear := c.votes[best] > runnerUp && c.votes[best] >= enoughVotes; !clear {
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
	if n[kana] > 0 && n[kana]*20 >= n[han]+n[kana] {
		n[kana] += n[han]
		n[han] = 0
	}
	for _, s := range [...]script{han, kana, hangul} {
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
	case r >= 0x3040 && r < 0x3100, r >= 0xFF66 && r <= 0xFF9D:
		return kana
	case r >= 0xAC00 && r < 0xD7B0, r >= 0x1100 && r < 0x1200:
		return hangul
	case unicode.Is(unicode.Han, r):
		return han
	}
	return otherScript
}
