package shape

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Ending returns the last visible character of s, closing quotes and brackets
// skipped, and how it ends s.
func Ending[Text string | []byte](s Text) (rune, document.EndMark) {
	var last rune
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(string(s[max(0, len(s)-utf8.UTFMax):]))
		if last == 0 {
			last = r
		}
		s = s[:len(s)-n]
		if isCloser(r) || unicode.IsSpace(r) || IsInvisible(r) {
			continue
		}
		if r == '.' && len(s) > 0 && s[len(s)-1] == '.' {
			return r, document.EndEllipsis
		}
		return r, endMark(r)
	}
	return last, document.EndNone
}

// isCloser reports the quotes and brackets that may stand after a sentence's
// end mark.
func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '”', '’', '»', '›', '“', '‘', '«', '‹', '」', '』', '）', '】', '》', '〉', '*', '_':
		return true
	}
	return false
}

func endMark(r rune) document.EndMark {
	switch r {
	case '.', '。', '．', '｡', '।', '॥', '۔', '։', '።', '။', '។':
		return document.EndStop
	case '?', '？', '؟', '\u037E', '՞', '፧': // U+037E: the Greek question mark
		return document.EndQuestion
	case '!', '！':
		return document.EndShout
	case '…':
		return document.EndEllipsis
	case ':', '：':
		return document.EndColon
	case ',', ';', '，', '、', '；', '،', '؛':
		return document.EndComma
	}
	return document.EndNone
}
