package dates

import (
	"fmt"
	"strings"
	"time"
)

// FindDay returns the first date that a line of text states, as YYYY-MM-DD, or
// "" when it states none that is unambiguous. The time of day is left out: a
// text seldom says in which zone it is. Dates of the form 03/04/2026 are read
// day first, as nearly everywhere, unless the second number can only be a day.
func FindDay(line string) string { return findDay(line, DayFirst) }

// Slashes says how a date such as 3/4/2026 is to be read.
type Slashes uint8

// Dates with dots or dashes, such as 3.4.2026, are day first in either case.
const (
	DayFirst Slashes = iota
	MonthFirst
)

func findDay(line string, slashes Slashes) string {
	tokens := dateTokens(strings.Map(westernDigit, line))
	for i := range tokens {
		for _, read := range dateReaders {
			y, m, d, ok := read(tokens[i:])
			if ok && slashes == MonthFirst && slashed(tokens[i:]) && d <= 12 {
				m, d = tokens[i].number, tokens[i+1].number
			}
			if ok && validDate(y, m, d) {
				return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
			}
		}
	}
	return ""
}

// slashed reports whether a date begins with two numbers and a slash between.
func slashed(t []dateToken) bool {
	return t[0].digits > 0 && t[0].digits <= 2 && t[0].slash && !t[1].month
}

// dateReaders are the orders in which a date is written. Each reads the date
// that the tokens, of which there is at least one, begin with.
var dateReaders = []func([]dateToken) (y, m, d int, ok bool){
	readYearFirst, readDayFirst, readMonthFirst, readCompact,
}

func readYearFirst(t []dateToken) (y, m, d int, ok bool) {
	if len(t) >= 3 && t[0].digits == 4 && t[1].digits <= 2 && t[2].digits >= 1 && t[2].digits <= 2 {
		return t[0].number, t[1].number, t[2].number, true
	}
	return 0, 0, 0, false
}

func readDayFirst(t []dateToken) (y, m, d int, ok bool) {
	if len(t) < 3 || t[0].digits < 1 || t[0].digits > 2 || t[2].digits != 4 {
		return 0, 0, 0, false
	}
	if !t[1].month && t[1].number > 12 && t[0].number <= 12 {
		return t[2].number, t[0].number, t[1].number, true
	}
	return t[2].number, t[1].number, t[0].number, t[1].month || t[1].digits <= 2
}

func readMonthFirst(t []dateToken) (y, m, d int, ok bool) {
	if len(t) >= 3 && t[0].month && t[1].digits >= 1 && t[1].digits <= 2 && t[2].digits == 4 {
		return t[2].number, t[0].number, t[1].number, true
	}
	return 0, 0, 0, false
}

// readCompact reads 20260304.
func readCompact(t []dateToken) (y, m, d int, ok bool) {
	if t[0].digits != 8 {
		return 0, 0, 0, false
	}
	return t[0].number / 10000, t[0].number / 100 % 100, t[0].number % 100, true
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
