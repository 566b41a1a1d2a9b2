package metadata

import (
	"strings"
	"unicode"
)

// wordsOf returns the words of s in lower case. A character of Han, Kana or Hangul is a
// word by itself.
func wordsOf(s string) (words []string) {
	start := -1
	s = strings.ToLower(s)
	for i, r := range s {
		inWord := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if start >= 0 && (!inWord || isEastAsian(r)) {
			words = append(words, s[start:i])
			start = -1
		}
		switch {
		case inWord && isEastAsian(r):
			words = append(words, string(r))
		case inWord && start < 0:
			start = i
		}
	}
	if start >= 0 {
		words = append(words, s[start:])
	}
	return words
}

// countWords counts what spaces separate, and two characters of a script without
// spaces as a word.
func countWords(s string) int {
	n, dense := 0, 0
	for word := range strings.FieldsSeq(s) {
		here := 0
		for _, r := range word {
			if isEastAsian(r) {
				here++
			}
		}
		if dense += here; here == 0 {
			n++
		}
	}
	return n + (dense+1)/2
}

// similarity is how alike two titles are by the words that they share, 0 to 1: their
// Jaccard index or, where both have two words or more, nine tenths of the share of
// the shorter one's words if that is more, since one may be shortened or have a
// sub-title.
func similarity(a, b string) float64 {
	if lettersOf(a) == lettersOf(b) {
		return 1
	}
	wa, wb := set(wordsOf(a)), set(wordsOf(b))
	shared := 0
	for w := range wa {
		if wb[w] {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	jaccard := float64(shared) / float64(len(wa)+len(wb)-shared)
	if shorter := min(len(wa), len(wb)); shorter >= 2 {
		return max(jaccard, 0.9*float64(shared)/float64(shorter))
	}
	return jaccard
}

func set(words []string) map[string]bool {
	s := make(map[string]bool, len(words))
	for _, w := range words {
		s[w] = true
	}
	return s
}
