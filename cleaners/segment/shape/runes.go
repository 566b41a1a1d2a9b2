package shape

import (
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// class is what a character counts as in a Shape.
type class uint8

const (
	classOther class = iota
	classSpace
	classLower // a letter without case counts here too
	classUpper
	classCombining // a mark that belongs to the letter before it
	classDigit
	classMark
)

func classOf(r rune) class {
	switch {
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return classUpper
	case unicode.IsLetter(r):
		return classLower
	case unicode.IsMark(r):
		return classCombining
	case unicode.IsDigit(r):
		return classDigit
	case unicode.IsSpace(r) || IsInvisible(r):
		return classSpace
	case unicode.IsPunct(r) || unicode.IsSymbol(r):
		return classMark
	}
	return classOther
}

// IsInvisible reports characters that have no width: zero-width spaces and
// joiners, byte order marks, direction marks, soft hyphens.
func IsInvisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0xAD:
		return true
	}
	return false
}

func isHangul(r rune) bool { return r >= 0xAC00 && r <= 0xD7A3 || r >= 0x1100 && r <= 0x11FF }

func scriptOf(r rune) document.ScriptSet {
	switch {
	case r < 0x250, r >= 0x1E00 && r <= 0x1EFF:
		return document.Latin
	case r >= 0x370 && r <= 0x3FF:
		return document.Greek
	case r >= 0x400 && r <= 0x52F:
		return document.Cyrillic
	case r >= 0x590 && r <= 0x5FF:
		return document.Hebrew
	case r >= 0x600 && r <= 0x77F, r >= 0xFB50 && r <= 0xFEFC:
		return document.Arabic
	case r >= 0x900 && r <= 0xDFF:
		return document.Indic
	case r >= 0xE00 && r <= 0xEFF, r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF:
		return document.Thai
	case r >= 0x3040 && r <= 0x30FF, r >= 0x3400 && r <= 0x9FFF, r >= 0xF900 && r <= 0xFAFF, r >= 0x20000 && r <= 0x2FA1F, isHangul(r):
		return document.CJK
	}
	return document.OtherScript
}

// IsCJK reports characters of Chinese, Japanese and Korean.
func IsCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
