package shape

import (
	"unicode"
)

// IsCJK reports characters of Chinese, Japanese and Korean.
func IsCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
