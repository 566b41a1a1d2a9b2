package dates

import (
	"strings"
	"unicode"
)

// dateToken is a number, or the number of the month that a word names.
type dateToken struct {
	number int
	digits int // how many digits it had; 0 for a word
	month  bool
	slash  bool // a slash follows
}

// longestNumber is how many digits one token takes; it holds a YYYYMMDD.
const longestNumber = 9

// dateTokens cuts a line into numbers and month names; other words are left
// out.
func dateTokens(line string) (tokens []dateToken) {
	for i := 0; i < len(line); {
		if isDigit(line[i]) {
			n, digits := leadingNumber(line[i:], longestNumber)
			i += digits
			tokens = append(tokens, dateToken{number: n, digits: digits, slash: i < len(line) && line[i] == '/'})
			continue
		}
		end := strings.IndexFunc(line[i:], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
		if end < 0 {
			end = len(line) - i
		}
		if end == 0 {
			i++
			continue
		}
		if m := monthNamed(line[i : i+end]); m > 0 {
			tokens = append(tokens, dateToken{number: m, month: true})
		}
		i += end
	}
	return tokens
}

// leadingNumber reads the digits that s begins with, at most as many as most.
func leadingNumber(s string, most int) (n, digits int) {
	for digits < len(s) && digits < most && isDigit(s[digits]) {
		n = 10*n + int(s[digits]-'0')
		digits++
	}
	return n, digits
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// zeros has the zero of each other set of decimal digits that news writes dates
// in: Arabic-Indic, Persian, Devanagari, full-width.
var zeros = [...]rune{'٠', '۰', '०', '０'}

// westernDigit returns the ASCII digit for a digit of any of these sets, and any
// other character as it is.
func westernDigit(r rune) rune {
	if r < 0x600 {
		return r
	}
	for _, zero := range zeros {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}
