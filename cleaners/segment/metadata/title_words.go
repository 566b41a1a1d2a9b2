package metadata

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// asciiLetters returns the letters and digits of s in lower case, or false where s has
// characters outside ASCII.
func asciiLetters(s string) (string, bool) {
	var buf [longestTitle]byte
	letters := buf[:0]
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return "", false
		case isLetter(c):
			letters = append(letters, c|0x20)
		case isDigit(c):
			letters = append(letters, c)
		}
	}
	return string(letters), true
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
	wa, wb := wordingOf(a), wordingOf(b)
	return wa.similarity(&wb)
}

// wording is a title as similarity compares it.
type wording struct {
	letters string   // lettersOf
	words   []string // each once, sorted
}

func wordingOf(title string) wording {
	words := wordsOf(title)
	slices.Sort(words)
	return wording{lettersOf(title), slices.Compact(words)}
}

func (a *wording) similarity(b *wording) float64 {
	if a.letters == b.letters {
		return 1
	}
	shared := 0
	for i, k := 0, 0; i < len(a.words) && k < len(b.words); {
		switch c := strings.Compare(a.words[i], b.words[k]); {
		case c < 0:
			i++
		case c > 0:
			k++
		default:
			shared++
			i++
			k++
		}
	}
	if shared == 0 {
		return 0
	}
	jaccard := float64(shared) / float64(len(a.words)+len(b.words)-shared)
	if shorter := min(len(a.words), len(b.words)); shorter >= 2 {
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
