package memory

import (
	"sync"
	"unicode"
)

// This file tells letters and digits beyond ASCII. Asked of package unicode, which
// searches its tables for each, they were half of the time of reading a text in another
// script.

// tabled is where the table of letters ends. Of what is behind it, most is Han, Kana and
// Hangul.
const tabled = firstIdeograph

// letterTable is what is known of the characters before tabled.
type letterTable struct {
	lower [tabled]uint16      // every letter in lower case, tabledDigit for every digit, 0 for all else
	small [tabled / 64]uint64 // a bit for every letter that is a lower-case one
}

// tabledDigit stands in the table for a digit, which has no lower case.
const tabledDigit = 1

// letters is made when it is first needed: that takes a millisecond.
var letters = sync.OnceValue(func() *letterTable {
	of := new(letterTable)
	for r := range rune(tabled) {
		switch {
		case unicode.IsLetter(r):
			of.lower[r] = uint16(unicode.ToLower(r))
		case unicode.IsDigit(r):
			of.lower[r] = tabledDigit
		}
		if unicode.IsLower(r) {
			of.small[r/64] |= 1 << (r % 64)
		}
	}
	return of
})

// lowerLetter returns a character outside of ASCII in lower case, and reports whether
// it is a letter at all. What is none is returned as it is.
func lowerLetter(r rune) (lower rune, letter bool) {
	switch {
	case r < tabled:
		if lower := rune(letters().lower[r]); lower > tabledDigit {
			return lower, true
		}
		return r, false
	case '一' <= r && r <= '\u9fff', '가' <= r && r <= '힣', 'ぁ' <= r && r <= 'ゖ':
		return r, true
	case !unicode.IsLetter(r):
		return r, false
	}
	return unicode.ToLower(r), true
}

// isDigit reports whether a character outside of ASCII is a digit.
func isDigit(r rune) bool {
	if r < tabled {
		return letters().lower[r] == tabledDigit
	}
	return unicode.IsDigit(r)
}

// isSmall reports whether a letter before tabled is a lower-case one.
func isSmall(r rune) bool { return letters().small[r/64]&(1<<(r%64)) != 0 }
