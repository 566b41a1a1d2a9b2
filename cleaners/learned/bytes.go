package learned

import "unicode/utf8"

// The model was trained on words that were cut by their bytes: characters beyond ASCII
// were as they are written, signs were letters, and a phrase of Han was its pairs of
// characters, marks included. Where a text has such characters, the words of the table
// are others, and the text is cut as it was then. To train it on the table would make
// this file needless.

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

// scanBytes reads s and appends the hashes of its long words to long. It returns the
// hash of all words (FNV-1a: Fowler, Noll, Vo).
func scanBytes(s string, long []uint32) (uint64, []uint32) {
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
			if mark = markLen(s[i:]); mark > 0 {
				break
			}
			h = h*31 + uint32(s[i])
			i++
		}
		if n := i - start; n > 0 {
			hash = (hash ^ uint64(h)) * fnvPrime
			switch {
			case isUnspaced(s[start:i]):
				long = appendPairs(s[start:i], long)
			case n >= longWord:
				long = append(long, spread(h))
			}
		}
		i += max(mark, 1)
	}
	return hash, long
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

// markLen returns the length in bytes of the punctuation that s begins with, of
// the two blocks of Unicode where news have theirs, and 0 for a letter.
func markLen(s string) int {
	switch {
	case s[0] == 0xC2 && len(s) > 1: // no-break space, « and »
		return 2
	case s[0] == 0xE2 && len(s) > 2 && s[1] == 0x80: // dashes, ellipsis, “, ” and „
		return 3
	}
	return 0
}
