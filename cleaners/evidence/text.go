package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FirstRune returns the first character of s, utf8.RuneError when s is empty.
func FirstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// FirstCJK is the first of the characters that IsCJK knows.
const FirstCJK = 0x2E80

// IsCJK reports whether r is a character of Chinese or Japanese, which put no spaces
// between words.
func IsCJK(r rune) bool {
	return r >= FirstCJK && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// FoldSpace returns s with one space in the place of each run of white space, and
// none at its ends. Nearly all text is returned as it is.
func FoldSpace(s string) string {
	if s == "" || !needsFolding(s) {
		return s
	}
	folded := make([]byte, 0, len(s))
	for field := range strings.FieldsSeq(s) {
		if len(folded) > 0 {
			folded = append(folded, ' ')
		}
		folded = append(folded, field...)
	}
	return string(folded)
}

// What needsFolding asks of a byte.
const (
	isSpaceByte = 1 << iota // the space
	isOddByte               // another white space, or the first byte of characters that may be
)

// spaceBytes tells white space among bytes: U+0085 and U+00A0 begin with C2, the
// others beyond ASCII with E1 to E3.
var spaceBytes = [256]uint8{
	' ': isSpaceByte, '\t': isOddByte, '\n': isOddByte, '\v': isOddByte, '\f': isOddByte, '\r': isOddByte,
	0xC2: isOddByte, 0xE1: isOddByte, 0xE2: isOddByte, 0xE3: isOddByte,
}

// needsFolding reports white space that is not one space between two words. It
// branches only where a byte may be such: a branch at every space is one that the
// processor can't foretell.
func needsFolding(s string) bool {
	before := uint8(isSpaceByte)
	for i := 0; i < len(s); i++ {
		is := spaceBytes[s[i]]
		if is&(before|isOddByte) != 0 {
			r, n := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) {
				return true
			}
			i += n - 1
			is = 0
		}
		before = is
	}
	return before == isSpaceByte
}

// CapitalShare is the share of words that begin with a capital or have no case.
func CapitalShare(s string) float64 {
	words, capital := 0, 0
	for word := range strings.FieldsSeq(s) {
		r := FirstRune(strings.TrimLeft(word, "\"'“‘(["))
		if !unicode.IsLetter(r) {
			continue
		}
		words++
		if !unicode.IsLower(r) {
			capital++
		}
	}
	if words == 0 {
		return 0
	}
	return float64(capital) / float64(words)
}

// wordsUpTo counts the words of s, and stops at most.
func wordsUpTo(most int, s string) (n int) {
	for range strings.FieldsSeq(s) {
		if n++; n == most {
			break
		}
	}
	return n
}

// SameWords reports whether a and b have the same letters and digits in the
// same order, whatever their case, marks and spaces.
func SameWords(a, b string) bool {
	for {
		ra, i := nextWordRune(a)
		rb, j := nextWordRune(b)
		if ra != rb {
			return false
		}
		if ra == 0 {
			return true
		}
		a, b = a[i:], b[j:]
	}
}

// nextWordRune returns the first letter or digit of s, small, and where it ends; 0 when
// there is none.
func nextWordRune(s string) (small rune, end int) {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			i += n
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r), i
			}
			continue
		}
		i++
		if IsDigit(c) {
			return rune(c), i
		}
		if c |= 0x20; c >= 'a' && c <= 'z' {
			return rune(c), i
		}
	}
	return 0, len(s)
}

// BeginsWithName reports whether s may begin with a name, but for marks: its first
// letter is a capital, or of a script that has none, with no digit before it.
func BeginsWithName(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.IsUpper(r) || !unicode.IsLower(r)
		}
		if unicode.IsDigit(r) {
			return false
		}
	}
	return false
}

// HasLetter reports whether s has a letter of any script.
func HasLetter(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// HasLetterOrDigit reports whether s has a letter or digit of any script.
func HasLetterOrDigit(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// LetterCount returns how many letters s has. Marks that combine with a letter do not
// count.
func LetterCount(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// IsDigit reports whether c is one of the ASCII digits.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// smallWordByte returns for an ASCII letter or digit its small form, else 0.
var smallWordByte = func() (table [256]byte) {
	for c := range utf8.RuneSelf {
		if r := rune(c); unicode.IsLetter(r) || unicode.IsDigit(r) {
			table[c] = byte(unicode.ToLower(r))
		}
	}
	return table
}()
