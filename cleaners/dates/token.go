package dates

import (
	"strings"
	"time"
	"unicode"
)

// dateToken is a number, or the number of the month that a word names, in a line.
type dateToken struct {
	number int
	digits int    // how many digits it had; 0 for a word
	month  bool   // a word that names a month
	jalali bool   // of the Persian calendar
	joint  string // what stands between the token before and this one, without spaces
	words  int    // how many words that is
	from   int    // its bytes in the line, [from, to)
	to     int
}

// longestNumber is how many digits one token takes; it holds a YYYYMMDD.
const longestNumber = 9

// tokenLine is a line cut into numbers and month names.
type tokenLine struct {
	text    string // as it was cut: with Western digits, and one word for each month
	tokens  []dateToken
	weekday time.Weekday
	named   bool // it names a weekday
	clock   bool // it has a time of day
}

// dateTokens cuts a line. The numbers of a time of day, with a colon between, are
// no tokens.
func dateTokens(line string) *tokenLine {
	line = strings.Map(westernDigit, line)
	if hasRewritten(line) {
		line = rewritten.Replace(line)
	}
	t := &tokenLine{text: line}
	era, words, last := 0, 0, 0
	add := func(token dateToken) {
		token.joint, token.words = strings.TrimSpace(line[last:token.from]), words
		t.tokens = append(t.tokens, token)
		words, last = 0, token.to
	}
	for i := 0; i < len(line); {
		if isDigit(line[i]) {
			n, digits := leadingNumber(line[i:], longestNumber)
			from := i
			i += digits
			if t.isClock(from, i) {
				t.clock = true
				continue
			}
			if era > 0 && digits <= 3 {
				n, digits = n+era, 4
			}
			add(dateToken{number: n, digits: digits, from: from, to: i})
			era = 0
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
		word := strings.ToLower(line[i : i+end])
		switch m, persian := monthNamed(word), jalaliMonths[word]; {
		case persian > 0:
			add(dateToken{number: persian, month: true, jalali: true, from: i, to: i + end})
		case m > 0:
			add(dateToken{number: m, month: true, from: i, to: i + end})
		default:
			words++
			era = eraBefore(word)
			if day, ok := weekdayWords[word]; ok {
				t.weekday, t.named = day, true
			}
		}
		i += end
	}
	return t
}

// isClock reports whether the digits [from, to) have a colon and another digit
// beside them.
func (t *tokenLine) isClock(from, to int) bool {
	s := t.text
	return to+1 < len(s) && s[to] == ':' && isDigit(s[to+1]) || from >= 2 && s[from-1] == ':' && isDigit(s[from-2])
}

// isLoose reports whether the bytes [from, to) are neither preceded nor followed by
// one of the marks in glue and a digit, which make them part of a longer number.
func (t *tokenLine) isLoose(from, to int, glue string) bool {
	s := t.text
	if from >= 2 && strings.IndexByte(glue, s[from-1]) >= 0 && isDigit(s[from-2]) {
		return false
	}
	return to+1 >= len(s) || strings.IndexByte(glue, s[to]) < 0 || !isDigit(s[to+1])
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
// in: Arabic-Indic, Persian, Devanagari, Bengali, Thai, full-width.
var zeros = [...]rune{'٠', '۰', '०', '০', '๐', '０'}

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
