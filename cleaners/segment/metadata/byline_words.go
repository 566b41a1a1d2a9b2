package metadata

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// nameSeparators stand between authors: marks, and "and" in the languages of the
// lexicons.
var nameSeparators = []string{";", " & ", " + ", "、", "，", " / ", " ／ ", "／", " and ", " und ", " et ", " og ", " och ", " en ", " и ", " ve ", " oraz ",
	" és ", " și ", " şi ", " dan ", " và ", " και ", " та ", " ja ", " ir ", " un ", " con ", " with ", " mit ", " avec ", " و ", " और "}

// shortSeparators are words of one letter for "and". They stand between names and
// nothing else.
var shortSeparators = []string{" y ", " e ", " i ", " a ", " и ", " і ", " й "}

// nameParticles are the small words that names have.
var nameParticles = sync.OnceValue(func() map[string]bool {
	return set([]string{
		"de", "da", "di", "do", "du", "del", "della", "dei", "degli", "dos", "das", "des", "la", "le", "lo", "les", "el", "al", "bin", "bint", "ibn", "ben", "abu",
		"van", "von", "vom", "zu", "zur", "zum", "der", "den", "het", "ten", "ter", "te", "'t", "op", "af", "av", "y", "e", "i", "und", "of", "st", "d", "dit", "mac", "san", "ap", "ni", "nic", "ó",
		"jr", "jr.", "sr", "sr.", "фон", "де", "ван", "дер", "al-", "el-", "dela", "delos", "na", "wa", "ole", "à",
	})
})

// shortLeads are "by" in languages where running text begins with the word as often, so
// that the lexicons have it only with more beside it.
var shortLeads = sync.OnceValue(func() map[string]bool {
	return set([]string{"av", "af", "door", "oleh", "di", "na", "od", "przez", "od:", "av:", "af:", "door:", "oleh:"})
})

// jobWords are what follows a name, or leads to it: what the author does, and adjectives to it.
var jobWords = sync.OnceValue(func() map[string]bool {
	return set([]string{
		"editor", "editors", "editor-in-chief", "writer", "reporter", "reporters", "correspondent", "journalist", "columnist", "contributor", "contributors", "contributing", "author", "staff",
		"senior", "chief", "deputy", "associate", "assistant", "freelance", "freelancer", "guest", "special", "director", "manager", "founder", "co-founder",
		"ceo", "cto", "president", "analyst", "expert", "specialist", "strategist", "consultant", "producer", "photographer", "photojournalist", "professor", "blogger", "critic", "intern", "fellow",
		"officer", "officers", "attorney", "lawyer", "coach", "dietitian", "physician", "head", "lead", "former", "political", "politics", "business", "science", "foreign", "home", "health", "sports", "sport", "crime", "education", "economics", "economy",
		"technology", "tech", "environment", "culture", "arts", "entertainment", "defence", "defense", "security", "diplomatic", "legal", "investigations", "investigative", "national",
		"international", "world", "affairs", "opinion", "features", "managing", "executive", "news", "breaking", "multimedia", "video", "digital", "content",
		"redakteur", "redakteurin", "redaktion", "reporterin", "korrespondent", "korrespondentin", "chefredakteur", "chefredakteurin", "autor", "autorin", "volontär", "volontärin",
		"journaliste", "rédacteur", "rédactrice", "reporter", "chroniqueur", "chroniqueuse", "correspondante", "correspondant", "envoyé", "envoyée", "grand",
		"redactor", "redactora", "periodista", "corresponsal", "columnista", "redazione", "giornalista", "inviato", "inviata", "redator", "redatora", "jornalista", "repórter", "colunista", "correspondente",
		"redakteurin", "journalistin", "redacteur", "verslaggever", "correspondente", "redaktør", "redaktör", "skribent", "kommentator", "redaktor", "dziennikarz", "dziennikarka", "redaktorka",
		"корреспондент", "журналист", "обозреватель", "редактор", "кореспондент", "журналістка", "muhabir", "muhabiri", "yazar", "editör", "editörü", "wartawan", "penulis", "toimittaja", "szerző", "újságíró", "redaktorė",
	})
})

// beats are those of the job words that name pages of a paper, and family names as well:
// without a word for who works there they are no job.
var beats = sync.OnceValue(func() map[string]bool {
	return set([]string{
		"political", "politics", "business", "science", "foreign", "home", "health", "sports", "sport", "crime", "education", "economics", "economy", "technology", "tech",
		"environment", "culture", "arts", "entertainment", "defence", "defense", "security", "legal", "national", "international", "world", "affairs", "opinion", "features", "news",
		"breaking", "multimedia", "video", "digital", "content", "special", "grand", "head", "lead", "former", "guest", "chief", "coach",
	})
})

// orgWords are words of newsrooms, agencies and companies, which no person is called.
var orgWords = sync.OnceValue(func() map[string]bool {
	return set([]string{
		"news", "newsroom", "newsdesk", "desk", "staff", "team", "agency", "agencies", "press", "media", "network", "magazine", "bureau", "editorial", "editors", "board", "group", "inc", "inc.", "ltd", "ltd.",
		"llc", "gmbh", "ag", "company", "corporation", "foundation", "institute", "university", "association", "society", "council", "centre", "center", "department", "ministry", "office", "service", "services",
		"wire", "newswire", "tv", "radio", "channel", "online", "digital", "today", "tribune", "gazette", "herald", "telegraph", "newspaper", "reuters", "redaktion", "redaktionen", "redaktionsteam", "nachrichten", "nachrichtenagentur",
		"rédaction", "redacción", "redacao", "redação", "redazione", "redactie", "redakcja", "redakce", "redakcia", "redakcija", "toimitus", "szerkesztőség", "редакция", "редакція", "редакция", "агентство",
		"agencia", "agencias", "agence", "agences", "agenzia", "agência", "agentur", "agenturen", "ajansı", "ajans", "haber", "tim", "equipo", "équipe", "equipe",
	})
})

// isOrganisation reports a name that is a newsroom's, an agency's or a company's by one of its words.
func isOrganisation(name string) bool {
	words := strings.Fields(strings.ToLower(name))
	if len(words) > 0 && (words[0] == "the" || words[0] == "our" || words[0] == "a" || words[0] == "unsere" || words[0] == "notre" || words[0] == "la" && len(words) == 2) {
		return true
	}
	for _, word := range words {
		if orgWords()[word] {
			return true
		}
	}
	return isHanOrganisation(name)
}

// longestHanName is how many characters a person's name in Han or Hangul has.
const longestHanName = 4

// isHanOrganisation reports a name in Han or Kana that is longer than a person's, or
// ends as those of papers and offices do.
func isHanOrganisation(name string) bool {
	first, _ := utf8.DecodeRuneInString(name)
	if !isEastAsian(first) || strings.ContainsRune(name, ' ') {
		return false
	}
	n := utf8.RuneCountInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	return n > longestHanName && !strings.ContainsAny(name, "·・") || n > 2 && strings.ContainsRune("社网網报報部局台室组組院会會团團", last)
}

// firstEastAsian is the first character of these scripts: of Hangul.
const firstEastAsian = 0x1100

func isEastAsian(r rune) bool {
	return r >= firstEastAsian && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
}
