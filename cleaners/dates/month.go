package dates

import "strings"

// monthStems has for each month the beginnings by which its name is known in
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

// stemsByByte has the stems by their first byte, so that a word is compared with
// a few of them only.
var stemsByByte = func() (by [256][]monthStem) {
	for m, stems := range monthStems {
		for _, stem := range stems {
			by[stem[0]] = append(by[stem[0]], monthStem{stem, m + 1})
		}
	}
	return by
}()

// monthNamed returns the number of the month that a word names, or 0. The word
// is not empty.
func monthNamed(word string) int {
	word = strings.ToLower(word)
	month, length := 0, 0
	for _, s := range stemsByByte[word[0]] {
		if len(s.stem) > length && strings.HasPrefix(word, s.stem) {
			month, length = s.month, len(s.stem)
		}
	}
	return month
}
