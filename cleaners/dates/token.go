package dates

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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
	weekday time.Weekday
	named   bool // it names a weekday
	clock   bool // it has a time of day
	names   *nameTable

	words, last, era int // since the last token: its words, where it ended, the year before the first of an era
}

// fewTokens is how many tokens nearly all lines with a date have at most.
const fewTokens = 8

// cut cuts a line, and appends its tokens to memory. The numbers of a time of day, with
// a colon between, are no tokens. Memory is no part of t, so that it can be of a stack.
func (t *tokenLine) cut(line string, memory []dateToken) (tokens []dateToken) {
	if !isASCII(line) {
		line = strings.Map(westernDigit, line)
		if hasRewritten(line) {
			line = rewritten().Replace(line)
		}
	}
	t.text, t.names, tokens = line, names(), memory
	for i := 0; i < len(line); {
		token, ok := dateToken{from: i}, false
		if isDigit(line[i]) {
			ok = t.number(&token)
		} else if token.to = wordEnd(line, i); token.to > i {
			ok = t.word(&token)
		}
		if i = max(token.to, i+1); ok {
			token.joint, token.words = strings.TrimSpace(line[t.last:token.from]), t.words
			tokens = append(tokens, token)
			t.words, t.last = 0, token.to
		}
	}
	return tokens
}

// number reads the number that a token begins with, and reports whether it may be of a
// date.
func (t *tokenLine) number(token *dateToken) bool {
	token.number, token.digits = leadingNumber(t.text[token.from:], longestNumber)
	token.to = token.from + token.digits
	if t.isClock(token.from, token.to) {
		t.clock = true
		return false
	}
	if t.era > 0 && token.digits <= 3 {
		token.number, token.digits = token.number+t.era, 4
	}
	t.era = 0
	return true
}

// word reads the word that a token is, and reports whether it names a month.
func (t *tokenLine) word(token *dateToken) bool {
	var memory [wordBytes]byte
	ascii, word := lowered(t.text[token.from:token.to], memory[:0])
	switch known := t.names.of(word); known.is {
	case jalaliName, monthName, monthStem:
		token.number, token.month, token.jalali = int(known.number), true, known.is == jalaliName
		return true
	case weekdayName:
		t.weekday, t.named = time.Weekday(known.number), true
	}
	t.words++
	if t.era = 0; !ascii {
		t.era = eraBefore(t.text[token.from:token.to])
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wordEnd returns where the letters, and the marks on them, end that begin at byte i.
func wordEnd(s string, i int) int {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if c|0x20 < 'a' || c|0x20 > 'z' {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		i += n
	}
	return i
}

// wordBytes is more than the bytes of any name of a month or a weekday.
const wordBytes = 48

// lowered appends word in small letters to memory, and reports whether it is of ASCII.
func lowered(word string, memory []byte) (ascii bool, small []byte) {
	small = memory
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return false, append(memory, strings.ToLower(word)...)
		}
		small = append(small, c|0x20)
	}
	return true, small
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
