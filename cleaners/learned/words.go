package learned

import (
	"strings"
	"unicode/utf8"
)

// longWord is how long a word must be to tell of its text: shorter ones are
// mostly those that every text has.
const longWord = 5

// letters has for each byte what it counts as in a word, 0 for one that ends it:
// ASCII letters in lower case, digits, and every byte of a character beyond ASCII.
// Two such bytes may begin a mark: markLen decides.
var letters = func() (t [256]uint8) {
	for c := range t {
		switch b := uint8(c); {
		case b >= 'A' && b <= 'Z':
			t[c] = b + 'a' - 'A'
		case b == 0xC2, b == 0xE2:
			t[c] = mayBeMark
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9', b >= utf8.RuneSelf:
			t[c] = b
		}
	}
	return t
}()

// mayBeMark is in place of the first bytes of the characters that markLen knows.
const mayBeMark = 1

// scanned is what one pass over a block's bytes finds.
type scanned struct {
	hash uint64 // of all words, whatever is between them
	signs
}

// signs are characters that tell something of a line.
type signs struct {
	at, address, quotes bool
	bars                uint8
}

// FNV-1a (Fowler, Noll, Vo), for hashing words into a block's hash.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// scanWords reads s once and appends the hashes of its long words to words.
func scanWords(s string, words []uint32) (scanned, []uint32) {
	var found signs
	hash := uint64(fnvOffset)
	for i := 0; i < len(s); {
		start, h := i, uint32(0)
		mark := 0
		for {
			for i < len(s) && letters[s[i]] > mayBeMark { // nearly always the whole word
				h = h*31 + uint32(letters[s[i]])
				i++
			}
			if i == len(s) || letters[s[i]] != mayBeMark {
				break
			}
			if mark = markLen(s[i:], &found); mark > 0 {
				break
			}
			h = h*31 + uint32(s[i])
			i++
		}
		if n := i - start; n > 0 {
			hash = (hash ^ uint64(h)) * fnvPrime
			switch {
			case isUnspaced(s[start:i]):
				words = appendPairs(s[start:i], words)
			case n >= longWord:
				words = append(words, spread(h))
			}
		}
		if mark == 0 && i < len(s) {
			if s[i] != ' ' {
				found.note(s, i)
			}
			mark = 1
		}
		i += mark
	}
	return scanned{hash, found}, words
}

// isUnspaced reports whether a word begins as those of Han, Kana, Thai and Lao do, which
// are written without spaces: what looks like a word there is a phrase.
func isUnspaced(word string) bool {
	return word[0] >= 0xE3 && word[0] <= 0xE9 || word[0] == 0xE0 && len(word) > 1 && word[1] >= 0xB8 && word[1] <= 0xBB
}

// appendPairs appends the hashes of every two neighbouring characters of a phrase, which
// take the place of its words (Nie, Gao, Zhang, Zhou, "On the use of words and n-grams
// for Chinese information retrieval", IRAL 2000).
func appendPairs(phrase string, words []uint32) []uint32 {
	before := uint32(0)
	for i := 0; i < len(phrase); {
		h, from := uint32(0), i
		for i++; i < len(phrase) && !utf8.RuneStart(phrase[i]); i++ {
		}
		for _, c := range []byte(phrase[from:i]) {
			h = h*31 + uint32(c)
		}
		if from > 0 {
			words = append(words, spread(before*16777619^h))
		}
		before = h
	}
	return words
}

// spread makes every bit of a hash depend on all (Knuth's multiplicative
// hashing).
func spread(h uint32) uint32 { return h * 2654435761 }

// markLen returns the length in bytes of the punctuation that s begins with, of
// the two blocks of Unicode where news have theirs, and 0 for a letter.
func markLen(s string, found *signs) int {
	switch {
	case s[0] == 0xC2 && len(s) > 1: // no-break space, « and »
		found.quotes = found.quotes || s[1] == 0xAB || s[1] == 0xBB
		return 2
	case s[0] == 0xE2 && len(s) > 2 && s[1] == 0x80: // dashes, ellipsis, “, ” and „
		found.quotes = found.quotes || s[2] >= 0x9C && s[2] <= 0x9E
		return 3
	}
	return 0
}

// note notes the ASCII mark at s[i].
func (g *signs) note(s string, i int) {
	switch s[i] {
	case '@':
		g.at = true
	case '|':
		g.bars = min(g.bars, 254) + 1
	case '"':
		g.quotes = true
	case ':':
		g.address = g.address || strings.HasPrefix(s[i:], "://")
	case '.':
		g.address = g.address || i >= 3 && s[i-3:i] == "www"
	}
}
