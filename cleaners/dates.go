package cleaners

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// findDate reads the first date that a line states and gives it as
// YYYY-MM-DD, or nothing when it states none that is sure. The time of day is
// left out: a text seldom says in which zone it is. Figures of the form
// 03/04/2026 are day first, as nearly everywhere, unless the second figure can
// only be a day.
func findDate(line string) string {
	tokens := dateTokens(line)
	for i := range tokens {
		for _, read := range dateReaders {
			if y, m, d, ok := read(tokens[i:]); ok && validDate(y, m, d) {
				return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
			}
		}
	}
	return ""
}

// dateReaders are the orders in which a date is written.
var dateReaders = []func([]dateToken) (y, m, d int, ok bool){
	readYearFirst, readDayFirst, readMonthFirst,
}

// dateToken is a number, or the number of the month that a word names.
type dateToken struct {
	number int
	digits int // how many digits it had; 0 for a word
	month  bool
}

// dateTokens cuts a line into numbers and month names; other words are left
// out, except that they part what stands around them by a zero token.
func dateTokens(line string) (tokens []dateToken) {
	for i := 0; i < len(line); {
		r := rune(line[i])
		switch {
		case r >= '0' && r <= '9':
			j, n := i, 0
			for j < len(line) && isDigit(line[j]) && j-i < 9 {
				n = 10*n + int(line[j]-'0')
				j++
			}
			tokens = append(tokens, dateToken{number: n, digits: j - i})
			i = j
		default:
			end := i + strings.IndexFunc(line[i:]+"0", func(r rune) bool { return !unicode.IsLetter(r) })
			if end <= i {
				i++
				continue
			}
			if m := monthOf(line[i:end]); m > 0 {
				tokens = append(tokens, dateToken{number: m, month: true})
			}
			i = end
		}
	}
	return tokens
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

// validDate reports whether the day is one of the calendar, in years that news
// is from.
func validDate(y, m, d int) bool {
	if y < 1900 || y > 2100 || m < 1 || m > 12 || d < 1 {
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

// monthOf gives the number of the month that a word names, or 0.
func monthOf(word string) int {
	word = strings.ToLower(word)
	month, length := 0, 0
	for m, stems := range monthStems {
		for _, stem := range stems {
			if len(stem) > length && strings.HasPrefix(word, stem) {
				month, length = m+1, len(stem)
			}
		}
	}
	return month
}
