package dates

import (
	"strings"
	"sync"
)

// monthStems has for each month the beginnings by which its name is known, in the
// nominative and in the case that dates have it in, lower-cased. A word names a
// month when it begins with a stem; a longer stem wins: Czech "červenec" is July,
// "červen" June. Croatian "listopad" is left to Polish and Czech, where it is
// November.
var monthStems = [12][]string{
	{"jan", "ene", "gen", "jän", "jaan", "ian", "yan", "sty", "oca", "leden", "ledn", "siječ", "tammi", "sausi", "urtarril", "ιαν", "янв", "яну", "јан", "січ", "студзен", "қаңтар",
		"يناير", "جانفي", "ژانویه", "جنوری", "ינואר", "जनवरी", "जाने", "জানু", "ஜன", "జన", "ജനു", "มกรา", "იანვ", "հունվ"},
	{"feb", "fév", "fev", "veebr", "lut", "şub", "úno", "velj", "helmi", "vasari", "otsail", "shkurt", "pebr", "φεβ", "фев", "феб", "лют", "ақпан",
		"فبراير", "فيفري", "شباط", "فوریه", "فروری", "פברואר", "फ़रवरी", "फरवरी", "फेब्रु", "ফেব্রু", "பிப்", "ఫిబ్ర", "ഫെബ്രു", "กุมภา", "თებ", "փետր"},
	{"mar", "mär", "már", "maa", "mrt", "břez", "ožuj", "kovo", "machi", "μαρ", "μάρ", "мар", "бер", "сакавік", "наурыз",
		"مارس", "آذار", "مارچ", "מרץ", "मार्च", "মার্চ", "மார்ச்", "మార్చి", "മാർച്ച", "มีนา", "მარტ", "մարտ"},
	{"apr", "avr", "abr", "ápr", "kwi", "nis", "duben", "dubn", "travanj", "travnj", "huhti", "baland", "apiril", "prill", "απρ", "апр", "квіт", "красавік", "сәуір",
		"أبريل", "إبريل", "ابريل", "أفريل", "نيسان", "آوریل", "اپریل", "אפריל", "अप्रैल", "एप्रिल", "এপ্রিল", "ஏப்", "ఏప్రి", "ഏപ്രി", "เมษา", "აპრ", "ապր"},
	{"may", "mai", "maj", "mei", "mag", "máj", "maí", "kvě", "svib", "touko", "gegu", "μαΐ", "μαϊ", "μάι", "μαι", "май", "мая", "мај", "трав", "мамыр",
		"مايو", "ماي", "أيار", "مئی", "מאי", "मई", "മേയ", "พฤษภา", "მაის", "մայիս"},
	{"jun", "juin", "jún", "juun", "iun", "iyun", "hunyo", "giu", "cze", "haz", "čer", "lipanj", "lipnj", "kesä", "birželi", "ekain", "qershor", "ιουν", "ιούν", "июн", "юни", "јун", "черв", "чэрвен", "маусым",
		"يونيو", "جوان", "حزيران", "ژوئن", "جون", "יוני", "जून", "জুন", "ஜூன்", "జూన్", "ജൂൺ", "มิถุนา", "ივნ", "հունիս"},
	{"jul", "juil", "júl", "juul", "iul", "iyul", "hulyo", "lug", "lip", "tem", "červenec", "červenc", "srpanj", "srpnj", "heinä", "liepo", "uztail", "korrik", "ιουλ", "ιούλ", "июл", "юли", "јул", "лип", "ліпен", "шілде",
		"يوليو", "جويلية", "تموز", "ژوئیه", "جولائی", "יולי", "जुलाई", "जुलै", "জুলাই", "ஜூலை", "జూలై", "ജൂലൈ", "กรกฎา", "ივლ", "հուլիս"},
	{"aug", "aoû", "aou", "ago", "avg", "avq", "ágú", "ogos", "sie", "ağu", "agu", "srpen", "srpn", "kolovoz", "elok", "rugpj", "abuztu", "gusht", "αυγ", "αύγ", "авг", "серп", "жнівен", "жніўн", "тамыз",
		"أغسطس", "أوت", "اوت", "اگست", "אוגוסט", "अगस्त", "ऑगस्ट", "আগস্ট", "ஆகஸ்", "ఆగస్", "ഓഗസ്", "สิงหา", "აგვ", "օգոս"},
	{"sep", "set", "szep", "senty", "senta", "wrz", "eyl", "zář", "rujan", "rujn", "syys", "rugsė", "irail", "shtator", "σεπ", "сен", "сеп", "вер", "қыркүйек",
		"سبتمبر", "أيلول", "سپتامبر", "ستمبر", "ספטמבר", "सितंबर", "सितम्बर", "सप्टें", "সেপ্টে", "செப்", "సెప్", "സെപ്", "กันยา", "სექტ", "սեպ"},
	{"oct", "okt", "out", "ott", "paź", "pazdz", "eki", "říj", "loka", "spali", "urria", "tetor", "οκτ", "окт", "жовт", "кастрыч", "қазан",
		"أكتوبر", "اكتوبر", "اکتبر", "اکتوبر", "אוקטובר", "अक्टूबर", "ऑक्टो", "অক্টো", "அக்டோ", "అక్టో", "ഒക്ടോ", "ตุลา", "ოქტ", "հոկ"},
	{"nov", "noy", "noi", "lis", "kas", "listop", "studen", "marras", "lapkri", "azaro", "nëntor", "nobyembre", "νοε", "νοέ", "ноя", "ное", "новем", "лист", "лістапад", "қараша",
		"نوفمبر", "نوامبر", "نومبر", "נובמבר", "नवंबर", "नवम्बर", "नोव्हें", "নভে", "நவ", "నవం", "നവം", "พฤศจิกา", "ნოემ", "նոյ"},
	{"dec", "dez", "déc", "dic", "des", "disem", "disyembre", "gru", "ara", "prosin", "joulu", "abendu", "dhjetor", "δεκ", "дек", "дец", "груд", "снеж", "желтоқсан",
		"ديسمبر", "دسامبر", "دسمبر", "דצמבר", "दिसंबर", "दिसम्बर", "डिसें", "ডিসে", "டிச", "డిసె", "ഡിസം", "ธันวา", "დეკ", "դեկ"},
}

// monthNames has names that are too short to be known by their beginning.
var monthNames = [...]name{
	{"мае", monthName, 5}, {"মে", monthName, 5}, {"மே", monthName, 5}, {"మే", monthName, 5}, {"मे", monthName, 5}, {"مه", monthName, 5},
	{"юн", monthName, 6}, {"юл", monthName, 7}, {"آب", monthName, 8}, {"нов", monthName, 11}, {"mac", monthName, 3},
}

// jalaliMonths are the months of the Persian calendar. Some are everyday words, so they
// are known whole.
var jalaliMonths = [12]string{
	"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
}

// rewritten has one word for the names of months that are several words to a
// tokenizer: the Levant's Arabic ones, and the Thai abbreviations with their dots.
var rewritten = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer(
		"كانون الثاني", "يناير", "تشرين الأول", "أكتوبر", "تشرين الاول", "أكتوبر", "تشرين الثاني", "نوفمبر", "كانون الأول", "ديسمبر", "كانون الاول", "ديسمبر",
		"ม.ค.", "มกรา", "ก.พ.", "กุมภา", "มี.ค.", "มีนา", "เม.ย.", "เมษา", "พ.ค.", "พฤษภา", "มิ.ย.", "มิถุนา",
		"ก.ค.", "กรกฎา", "ส.ค.", "สิงหา", "ก.ย.", "กันยา", "ต.ค.", "ตุลา", "พ.ย.", "พฤศจิกา", "ธ.ค.", "ธันวา",
	)
})

// hasRewritten reports whether line has characters of the names in rewritten: most
// lines need no search for them.
func hasRewritten(line string) bool {
	return strings.Contains(line, "ون ال") || strings.Contains(line, "ين ال") || strings.ContainsAny(line, "คพย") && strings.Contains(line, ".")
}
