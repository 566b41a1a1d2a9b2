package evidence

import (
	"math/bits"
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
	at := unfolded(s)
	if at == len(s) {
		return s
	}
	var folded strings.Builder
	folded.Grow(len(s))
	for rest := s; ; at = unfolded(rest) {
		folded.WriteString(rest[:at])
		if rest = strings.TrimLeftFunc(rest[at:], unicode.IsSpace); rest == "" {
			break
		}
		if folded.Len() > 0 {
			folded.WriteByte(' ')
		}
	}
	if 4*folded.Len() < 3*len(s) {
		return strings.Clone(folded.String()) // which holds no more memory than it needs
	}
	return folded.String()
}

// unfolded returns where the first white space begins that is not one space between two
// words; the length of s where there is none. It reads eight bytes at a time, and looks only
// at characters beyond ASCII by themselves.
func unfolded(s string) int {
	before := uint64(lowestFlag) // a space in front, which the beginning counts as
	at := 0
	for ; at+wordBytes <= len(s); at += wordBytes {
		w := wordOf(s[at : at+wordBytes])
		spaces := flagSpaces(w)
		if spaces&(spaces<<8|before) != 0 || flagLineSpaces(w) != 0 || w&flags != 0 && hasWideSpace(s, at, w) {
			break // it is among these
		}
		before = spaces >> (64 - 8)
	}
	for ; at < len(s); at++ {
		is := uint64(0)
		switch c := s[at]; {
		case c == ' ':
			is = lowestFlag
		case c >= '\t' && c <= '\r', c >= utf8.RuneSelf && isWideSpace(s[at:]):
			is = flags
		}
		if is == flags || is&before != 0 {
			break
		}
		before = is
	}
	if before != 0 && at > 0 {
		return at - 1 // the space in front
	}
	return at
}

// Eight bytes of a text are read as one number, the first the lowest. A flag is the
// highest bit of a byte, which bytes of ASCII have not.
const (
	wordBytes  = 8
	each       = 0x0101010101010101
	flags      = 0x80 * each
	lowestFlag = 0x80
)

func wordOf(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// flagSpaces flags the spaces in w. No byte carries over into the next.
func flagSpaces(w uint64) uint64 {
	other := w ^ ' '*each
	return ^((other&^flags + 0x7F*each) | other) & flags
}

// flagLineSpaces flags the white space of ASCII that is no space: '\t' to '\r'.
func flagLineSpaces(w uint64) uint64 {
	ascii := w &^ flags
	return (ascii + (0x80-'\t')*each) &^ (ascii + (0x80-'\r'-1)*each) &^ w & flags
}

// hasWideSpace reports white space beyond ASCII that begins in w, which is at byte at of s.
func hasWideSpace(s string, at int, w uint64) bool {
	for leads := w & (w << 1) & flags; leads != 0; leads &= leads - 1 { // bytes from 0xC0 on
		if isWideSpace(s[at+bits.TrailingZeros64(leads)/8:]) {
			return true
		}
	}
	return false
}

// isWideSpace reports white space beyond ASCII. U+0085 and U+00A0 begin with C2, the
// others with E1 to E3.
func isWideSpace(s string) bool {
	if c := s[0]; c != 0xC2 && (c < 0xE1 || c > 0xE3) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
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
	for a != b {
		ra, i := nextWordRune(a)
		rb, j := nextWordRune(b)
		if ra != rb {
			return false
		}
		if ra == 0 {
			break
		}
		a, b = a[i:], b[j:]
	}
	return true
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
