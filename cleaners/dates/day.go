package dates

import (
	"strings"
	"time"
	"unicode/utf8"
)

// FindDay returns the first date that a line of text states, as YYYY-MM-DD, or
// "" when it states none that is unambiguous. The time of day is left out: a
// text seldom says in which zone it is. Dates of the form 03/04/2026 are read
// day first, as nearly everywhere, unless the second number can only be a day or
// the line names the weekday of the other reading.
func FindDay(line string) string { return findDay(line, DayFirst) }

// Slashes says how a date such as 3/4/2026 is to be read.
type Slashes uint8

// Dates with dots or dashes, such as 3.4.2026, are day first in either case.
const (
	DayFirst Slashes = iota
	MonthFirst
)

// Found is a date in a line.
type Found struct {
	Day           string // YYYY-MM-DD, or "" when the line states none
	Text          string // the date as the line has it, in Western digits
	Before, After string // the line's text around it
	Clock         bool   // the line has a time of day
	Weekday       bool   // the line names a weekday
}

// Find is FindDay that reads slashes as told and says what stands around the date.
func Find(line string, slashes Slashes) Found {
	if !mayState(line) {
		return Found{}
	}
	var memory [fewTokens]dateToken
	var t tokenLine
	return t.first(t.cut(line, memory[:0]), slashes)
}

// first returns the first date of a line that was cut into tokens.
func (t *tokenLine) first(tokens []dateToken, slashes Slashes) Found {
	for i := range tokens {
		for order := range orders {
			r, ok := t.read(order, tokens[i:])
			if !ok {
				continue
			}
			y, m, d := r.common()
			if r.either && d <= 12 && t.prefersMonthFirst(r, slashes) {
				m, d = d, m
			}
			if validDate(y, m, d) {
				from, to := tokens[i].from, tokens[i+r.tokens-1].to
				return Found{written(y, m, d), t.text[from:to], t.text[:from], t.text[to:], t.clock, t.named}
			}
		}
	}
	return Found{}
}

// mayState reports whether a line has the figures of a date: two numbers, or one of
// compactDigits. Most lines that are asked about have none, and need not be cut.
func mayState(line string) bool {
	numbers, digits := 0, 0
	for i := 0; i < len(line); {
		digit, n := isDigit(line[i]), 1
		if line[i] >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRuneInString(line[i:])
			digit = digitOf(r) >= 0
		}
		i += n
		if !digit {
			digits = 0
			continue
		}
		if digits++; digits == 1 {
			numbers++
		}
		if numbers == 2 || digits == compactDigits {
			return true
		}
	}
	return false
}

// written returns a valid date as YYYY-MM-DD.
func written(y, m, d int) string {
	digit := func(n int) byte { return '0' + byte(n%10) }
	return string([]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(m / 10), digit(m), '-', digit(d / 10), digit(d)})
}

func findDay(line string, slashes Slashes) string { return Find(line, slashes).Day }

// reading is a date as its tokens state it.
type reading struct {
	y, m, d int
	tokens  int  // how many it takes
	jalali  bool // it may be of the Persian calendar, by the name of its month or the order of its figures
	either  bool // it has figures alone, and day and month may be the other way round
	slashed bool // it has a slash between them
}

// prefersMonthFirst reports whether r, read day first, is meant the other way: the
// line names the weekday of one of the two, or slashes tell.
func (t *tokenLine) prefersMonthFirst(r reading, slashes Slashes) bool {
	if t.named {
		first, other := isOn(t.weekday, r.y, r.m, r.d), isOn(t.weekday, r.y, r.d, r.m)
		if first != other {
			return other
		}
	}
	return slashes == MonthFirst && r.slashed
}

// orders is in how many orders a date is written.
const orders = 5

// read reads the date in one of the orders that the tokens, of which there is at least
// one, begin with.
func (t *tokenLine) read(order int, tokens []dateToken) (reading, bool) {
	switch order {
	case 0:
		return readYearFirst(tokens)
	case 1:
		return readDayFirst(tokens)
	case 2:
		return readMonthFirst(tokens)
	case 3:
		return readCompact(tokens)
	}
	return readShortYear(t, tokens)
}

func readYearFirst(t []dateToken) (reading, bool) {
	if len(t) < 3 || t[0].digits != 4 || t[1].digits > 2 || t[2].digits < 1 || t[2].digits > 2 || !isJoined(t) {
		return reading{}, false
	}
	return reading{y: t[0].number, m: t[1].number, d: t[2].number, tokens: 3, jalali: t[1].jalali || !t[1].month}, true
}

func readDayFirst(t []dateToken) (reading, bool) {
	if len(t) < 3 || t[0].digits < 1 || t[0].digits > 2 || t[2].digits != 4 || !t[1].month && t[1].digits > 2 || !isJoined(t) {
		return reading{}, false
	}
	return dayFirst(t, t[2].number), true
}

// dayFirst reads day and month, or month and day where the second number can only
// be a day.
func dayFirst(t []dateToken, year int) reading {
	r := reading{y: year, m: t[1].number, d: t[0].number, tokens: 3, jalali: t[1].jalali}
	if t[1].month {
		return r
	}
	if r.m > 12 && r.d <= 12 {
		r.m, r.d = r.d, r.m
		return r
	}
	r.either, r.slashed = true, strings.ContainsAny(t[1].joint, "/／")
	return r
}

func readMonthFirst(t []dateToken) (reading, bool) {
	if len(t) < 3 || !t[0].month || t[1].digits < 1 || t[1].digits > 2 || t[2].digits != 4 || !isJoined(t) {
		return reading{}, false
	}
	return reading{y: t[2].number, m: t[0].number, d: t[1].number, tokens: 3}, true
}

// compactDigits is how many digits a date without marks has.
const compactDigits = 8

// readCompact reads 20260304.
func readCompact(t []dateToken) (reading, bool) {
	if t[0].digits != compactDigits || t[0].number/10000 > lastYear {
		return reading{}, false
	}
	return reading{y: t[0].number / 10000, m: t[0].number / 100 % 100, d: t[0].number % 100, tokens: 1}, true
}

// centuryTurn is the first year of the last century that two digits mean.
const centuryTurn = 90

// readShortYear reads 04.03.26 and 4/3/26, whose marks are the same and which are
// no part of a longer number, and 4 March 26 and Mar 4th 26 at the end of the line
// or before a time of day.
func readShortYear(line *tokenLine, t []dateToken) (reading, bool) {
	if len(t) < 3 || t[2].digits != 2 || !line.isLoose(t[0].from, t[2].to, ".,"+t[1].joint) {
		return reading{}, false
	}
	year := 2000 + t[2].number
	if t[2].number >= centuryTurn {
		year -= 100
	}
	if !t[0].month && !t[1].month {
		sep := t[1].joint
		ok := (sep == "." || sep == "/" || sep == "-") && t[2].joint == sep && t[1].digits == 2 && t[0].digits >= 1 && t[0].digits <= 2
		return dayFirst(t, year), ok
	}
	if t[2].words > 1 || t[1].words > 0 || t[2].number < 10 || !line.endsAt(t[2].to) {
		return reading{}, false
	}
	if t[0].month {
		return reading{y: year, m: t[0].number, d: t[1].number, tokens: 3}, t[1].digits >= 1 && t[1].digits <= 2
	}
	return reading{y: year, m: t[1].number, d: t[0].number, tokens: 3}, t[0].digits <= 2 && t[2].words == 0
}

// endsAt reports whether nothing, or nothing but a time of day, stands behind byte
// at of the line.
func (t *tokenLine) endsAt(at int) bool {
	rest := strings.TrimLeft(t.text[at:], " ,|-–\u00a0")
	if rest == "" || !isDigit(rest[0]) {
		return rest == ""
	}
	_, from, _ := findClock(rest)
	return from == 0
}

// How many words may stand between the parts of a date that names its month: "4 de
// março", "4 de marzo del año 2026".
const (
	wordsToMonth = 1
	wordsToYear  = 2
)

// isJoined reports whether the first three tokens are parts of one date: around a
// month's name stand few words, between figures one of the marks of dates.
func isJoined(t []dateToken) bool {
	if t[0].month || t[1].month {
		return t[1].words <= wordsToMonth && t[2].words <= wordsToYear
	}
	return isDateMark(t[1].joint) && isDateMark(t[2].joint)
}

func isDateMark(s string) bool {
	switch s {
	case "/", ".", "-", "–", "‐", "−", "／", "．", "・", "－", ",", "年", "月", "년", "월", "tháng", "năm":
		return true
	}
	return false
}

// The years that a stated date may lie in: one before the web or far in the
// future is a typing error or a placeholder.
const (
	firstYear = 1990
	lastYear  = 2100
)

// validDate reports whether the day exists and its year is one that pages are
// from.
func validDate(y, m, d int) bool {
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 {
		return false
	}
	return d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
