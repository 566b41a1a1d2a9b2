package shape

import (
	"strings"
	"unicode/utf8"
)

// Fold replaces each run of white space by one space and removes it at both ends. It
// returns s itself where that changes nothing.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, IsBlank), " ")
}

// isFolded reports whether all that s has of white space is single spaces between words.
func isFolded(s string) bool {
	space := true // before the beginning
	for i := 0; i < len(s); i++ {
		if !mayBeBlank[s[i]] {
			space = false
			continue
		}
		_, bytes := BlankAt(s, i)
		if bytes > 0 && (space || s[i] != ' ') {
			return false
		}
		space = bytes > 0
	}
	return !space || s == ""
}

// IsBlank reports white space, control characters and invisible characters.
func IsBlank(r rune) bool {
	return r < ' ' || charOf(r).class == classSpace
}

// mayBeBlank has the bytes with which a character that IsBlank reports can begin: of
// those outside ASCII, U+0085, U+00A0 and U+00AD begin with C2, and U+1680, those of
// General Punctuation, U+3000 and U+FEFF with E1, E2, E3 and EF. A byte inside a
// character is none of them.
var mayBeBlank = [256]bool{
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, // 0 to 15
	true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, // 16 to 31
	' ': true, 0xC2: true, 0xE1: true, 0xE2: true, 0xE3: true, 0xEF: true,
}

// MayBeBlank reports whether a blank character can begin with byte c. What does not is a
// part of a character that is seen.
func MayBeBlank(c byte) bool { return mayBeBlank[c] }

// BlankAt returns the blank character that s has at i and its bytes, or 0 bytes where
// another stands there.
func BlankAt(s string, i int) (r rune, bytes int) {
	if !mayBeBlank[s[i]] {
		return 0, 0
	}
	if r, bytes = utf8.DecodeRuneInString(s[i:]); IsBlank(r) {
		return r, bytes
	}
	return 0, 0
}
