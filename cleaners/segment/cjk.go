package segment

import "unicode"

func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

func cjkRunes(s string) (n int) {
	for _, r := range s {
		if isCJK(r) {
			n++
		}
	}
	return n
}
