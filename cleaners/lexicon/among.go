package lexicon

// LanguageSet is a set of data files, a bit each in their order.
type LanguageSet uint64

const (
	maxFiles     = 64
	allLanguages = ^LanguageSet(0)
)

// anyLanguage has the file of what belongs to no language: agencies, platforms.
const anyLanguage = "any"

// everywhere is the language whose phrases speak in every document: pages of all
// countries have English labels, of the software that they run on.
const everywhere = "en"

// kin has the languages that read each other's phrases: they differ less in these
// than in anything that would tell them apart.
var kin = [...]struct {
	of, reads string
}{
	{"hr", "sr"}, {"sr", "hr"}, {"bs", "hr"}, {"bs", "sr"}, {"sh", "hr"}, {"sh", "sr"}, {"cnr", "hr"}, {"cnr", "sr"}, {"mk", "bg"}, {"mk", "sr"},
	{"nb", "no"}, {"nn", "no"}, {"fo", "da"},
	{"gl", "es"}, {"gl", "pt"}, {"ast", "es"}, {"eu", "es"}, {"qu", "es"}, {"gn", "es"},
	{"be", "ru"}, {"be", "uk"}, {"kk", "ru"}, {"ky", "ru"}, {"tg", "ru"}, {"tt", "ru"}, {"uz", "ru"},
	{"ms", "id"}, {"jv", "id"}, {"su", "id"}, {"mr", "hi"}, {"ne", "hi"},
	{"az", "tr"}, {"af", "nl"}, {"fy", "nl"}, {"lb", "de"}, {"lb", "fr"}, {"yue", "zh"}, {"yi", "he"}, {"ckb", "ar"},
}

// AreKin reports whether documents of a language, which may have no file, pass for
// one of another.
func AreKin(language, other string) bool {
	for _, k := range kin {
		if k.of == language && k.reads == other {
			return true
		}
	}
	return false
}

// Among returns the languages whose phrases speak in a document of the given ones:
// theirs, those of their kin, the English ones and those that belong to no language.
// When there is no file for any of the given, all speak.
func (l *Lexicon) Among(languages ...string) LanguageSet {
	var of LanguageSet
	for _, language := range languages {
		of |= l.bits[language]
		for _, k := range kin {
			if k.of == language {
				of |= l.bits[k.reads]
			}
		}
	}
	if of == 0 {
		return allLanguages
	}
	return of | l.bits[everywhere] | l.bits[anyLanguage]
}
