package document

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// FindDay reads the first date that a line states and gives it as YYYY-MM-DD,
// or nothing when it states none that is sure. The time of day is left out: a
// text seldom says in which zone it is. Figures of the form 03/04/2026 are day
// first, as nearly everywhere, unless the second figure can only be a day.
func FindDay(line string) string { return findDay(line, DayFirst) }

// Slashes says how 3/4/2026 is to be read.
type Slashes uint8

// Dots and dashes, as in 3.4.2026, are day first in either case.
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

// zeros are the noughts of the other decimal digits that news writes dates in:
// Arabic-Indic, Persian, Devanagari, full-width.
var zeros = [...]rune{'٠', '۰', '०', '０'}

// westernDigit gives the ASCII digit for a digit of any of these scripts.
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

// slashed reports whether a date begins with two numbers and a slash between.
func slashed(t []dateToken) bool {
	return t[0].digits > 0 && t[0].digits <= 2 && t[0].slash && !t[1].month
}

// dateReaders are the orders in which a date is written.
var dateReaders = []func([]dateToken) (y, m, d int, ok bool){
	readYearFirst, readDayFirst, readMonthFirst, readCompact,
}

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
		if m := monthOf(line[i : i+end]); m > 0 {
			tokens = append(tokens, dateToken{number: m, month: true})
		}
		i += end
	}
	return tokens
}

// leadingNumber reads the digits that s begins with, at most so many of them.
func leadingNumber(s string, most int) (n, digits int) {
	for digits < len(s) && digits < most && isDigit(s[digits]) {
		n = 10*n + int(s[digits]-'0')
		digits++
	}
	return n, digits
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

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

// The years that a stated date may lie in: pages from before the web or from
// long after it show a typing error or a placeholder.
const (
	firstYear = 1990
	lastYear  = 2100
)

// validDate reports whether the day is one of the calendar, in years that
// pages are from.
func validDate(y, m, d int) bool {
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 {
		return false
	}
	return d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// monthStems gives for each month the beginnings by which its name is known in
// the languages of the lexicons, lower-cased. A word names a month when it
// begins with a stem; a longer stem wins.
var monthStems = [12][]string{
	{"jan", "ene", "gen", "янв", "січ", "sty", "oca", "يناير", "ינואר", "जनवरी", "jän"},
	{"feb", "fév", "fev", "фев", "лют", "lut", "şub", "فبراير", "פברואר", "फ़रवरी", "फरवरी", "févr"},
	{"mar", "mär", "maa", "мар", "бер", "mrt", "مارس", "מרץ", "मार्च"},
	{"apr", "avr", "abr", "апр", "квіт", "kwi", "nis", "أبريل", "אפריל", "अप्रैल"},
	{"may", "mai", "mag", "mei", "мая", "май", "трав", "maj", "مايو", "מאי", "मई", "maio"},
	{"jun", "juin", "giu", "июн", "черв", "cze", "haz", "يونيو", "יוני", "जून"},
	{"jul", "juil", "lug", "июл", "лип", "lip", "tem", "يوليو", "יולי", "जुलाई"},
	{"aug", "aoû", "aou", "ago", "авг", "серп", "sie", "ağu", "agu", "أغسطس", "אוגוסט", "अगस्त"},
	{"sep", "set", "сен", "вер", "wrz", "eyl", "سبتمبر", "ספטמבר", "सितंबर", "सितम्बर"},
	{"oct", "okt", "out", "ott", "окт", "жовт", "paź", "eki", "أكتوبر", "אוקטובר", "अक्टूबर"},
	{"nov", "ноя", "лист", "lis", "kas", "نوفمبر", "נובמבר", "नवंबर", "नवम्बर"},
	{"dec", "dez", "déc", "dic", "des", "дек", "груд", "gru", "ara", "ديسمبر", "דצמבר", "दिसंबर", "दिसम्बर"},
}

// monthStem is a stem and the number of its month.
type monthStem struct {
	stem  string
	month int
}

// stemsByByte has the stems by their first byte: a line of figures has a dozen
// words, and there are six score of stems.
var stemsByByte = func() (by [256][]monthStem) {
	for m, stems := range monthStems {
		for _, stem := range stems {
			by[stem[0]] = append(by[stem[0]], monthStem{stem, m + 1})
		}
	}
	return by
}()

// monthOf gives the number of the month that a word, which is not empty, names,
// or 0.
func monthOf(word string) int {
	word = strings.ToLower(word)
	month, length := 0, 0
	for _, s := range stemsByByte[word[0]] {
		if len(s.stem) > length && strings.HasPrefix(word, s.stem) {
			month, length = s.month, len(s.stem)
		}
	}
	return month
}
