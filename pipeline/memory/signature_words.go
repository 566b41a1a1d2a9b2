package memory

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hashWords returns a hash of every word of text, in lower case. A word is a
// run of letters, combining marks and digits; a character of Han or Kana, which
// have no spaces between words, is a word alone.
//
// names says of every word whether it is a number, or begins with an upper-case
// letter though it does not begin a sentence.
func hashWords(text string) (words []uint64, names []bool) {
	words, names = make([]uint64, 0, len(text)/5), make([]bool, 0, len(text)/5)
	h, in, name := fnvOffset, false, false
	opens := true // the next word begins a sentence, a line or a quotation
	end := func() {
		if in {
			words, names = append(words, h), append(names, name)
			h, in, opens = fnvOffset, false, false
		}
	}
	for _, r := range text {
		if r >= utf8.RuneSelf && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			end()
			words, names = append(words, (fnvOffset^uint64(r))*fnvPrime), append(names, false)
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			if !insideWord(r) {
				end()
				opens = opens || beforeCapital(r)
			}
			continue
		}
		if !in {
			name = unicode.IsDigit(r) || unicode.IsUpper(r) && !opens
		}
		h, in = (h^uint64(unicode.ToLower(r)))*fnvPrime, true
	}
	end()
	return words, names
}

// beforeCapital reports the punctuation after which a word has an upper-case
// letter without being a name.
func beforeCapital(r rune) bool {
	return strings.ContainsRune(".!?…:\n\"“”„«»‘-–—•", r)
}

// insideWord reports the signs inside of words that outlets write or leave out
// as they please: apostrophes and soft hyphens.
func insideWord(r rune) bool { return r == '\'' || r == '’' || r == '\u00ad' }

// hashRun returns one hash of words in a row.
func hashRun(words []uint64) uint64 {
	h := fnvOffset
	for _, w := range words {
		h = (bits.RotateLeft64(h, 23) ^ w) * fnvPrime
	}
	h ^= h >> 33 // the end of MurmurHash3: every bit of the words reaches every bit
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// short returns the upper half of a hash.
func short(h uint64) uint32 { return uint32(h >> 32) }
