package metadata

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
)

// cleanName returns the name in one piece of a byline, or "" where there is none.
func cleanName(piece string) string {
	piece = strings.TrimFunc(piece, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '.' && r != '@' && r != '#' && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	words := strings.Fields(piece)
	if i := slices.IndexFunc(words, isNoName); i >= 0 {
		words = words[:i] // a handle or an address behind the name
	}
	words = strings.Fields(trimPiece(strings.Join(words, " ")))
	for len(words) > 1 && isBylineLead(words[0]) {
		words = words[1:]
	}
	if len(words) > 2 && shortLeads()[strings.ToLower(words[0])] && isPersonal(strings.Join(words[1:], " ")) {
		words = words[1:]
	}
	words = onceOnly(behindJob(words))
	words = words[:nameEnd(words)]
	name := trimPiece(strings.Join(words, " "))
	if len(words) == 0 || len(words) > mostAuthorWords || len(name) > longestAuthor || isPlaceholder(name) || isBylineLead(name) || isDateWord(name) {
		return ""
	}
	return name
}

// isNoName reports a word that is a handle, an address or a template's.
func isNoName(word string) bool {
	if strings.ContainsAny(word, "@{}<>=#_:\\") {
		return true
	}
	return strings.Contains(word, "/") && strings.Contains(word, ".") || strings.HasPrefix(strings.ToLower(word), "www.")
}

// behindJob drops the job that a name begins with, as in "Reporter Ada Lee", and an
// avatar's initials.
func behindJob(words []string) []string {
	for i := range min(len(words), mostAuthorWords) {
		if rest := words[i:]; i > 0 && len(rest) >= 2 && isPersonal(strings.Join(rest[:2], " ")) && !hasJob(rest[0]) {
			return rest
		}
		if !jobWords()[strings.ToLower(strings.Trim(words[i], ":"))] && !(i == 0 && isInitialsOf(words[0], words[1:])) {
			break
		}
	}
	return words
}

// isInitialsOf reports "NB" before "Nicole Burke".
func isInitialsOf(s string, words []string) bool {
	if len(s) < 2 || len(s) > 3 || len(words) < len(s) {
		return false
	}
	for i := range len(s) {
		if !strings.HasPrefix(words[i], s[i:i+1]) {
			return false
		}
	}
	return true
}

// onceOnly cuts words where they begin again, as a hover card repeats the name.
func onceOnly(words []string) []string {
	for k := 1; 2*k <= len(words); k++ {
		if slices.Equal(words[:k], words[k:2*k]) {
			return words[:k]
		}
	}
	return words
}

// nameEnd returns how many of the words are the name: up to what the author does,
// where they are ("in Rome", "for The Courier"), or the outlet in capitals.
func nameEnd(words []string) int {
	if len(words) == 0 || isOrganisation(words[0]) {
		return len(words)
	}
	capitalised := len(words) >= 2 && startsUpper(words[0]) && (startsUpper(words[1]) || nameParticles()[words[1]])
	capitals := len(words) >= 2 && isAllCapitals(words[0]) && len(words[0]) > 2 && isAllCapitals(words[1])
	for i, word := range words {
		small := strings.ToLower(word)
		switch first, _ := utf8.DecodeRuneInString(word); {
		case otherRoles()[small], i >= 2 && isJob(words[i:]):
			return i
		case i < 2 || !capitalised:
		case unicode.IsLower(first) && !nameParticles()[small]:
			return i
		case small == "in" || small == "im" || small == "at":
			return i
		case !capitals && len(word) > 1 && isAllCapitals(word) && len(word) <= longestAcronym && !isNumeral(word) && !strings.ContainsAny(word, ".'’-"):
			return i
		}
	}
	return len(words)
}

// isJob reports words that say what somebody does or for which pages: those up to the
// first that does are adjectives.
func isJob(words []string) bool {
	if !jobWords()[strings.ToLower(strings.Trim(words[0], ",:"))] {
		return false
	}
	for _, word := range words {
		small := strings.ToLower(word)
		if !jobWords()[small] {
			return false
		}
		if !beats()[small] {
			return true
		}
	}
	return true
}

// longestAcronym is how long the outlets and degrees are that stand behind names in
// capitals: longer words in capitals are family names.
const longestAcronym = 4

// isNumeral reports the Roman numbers behind names.
func isNumeral(word string) bool { return strings.Trim(word, "IVX") == "" }

// trimPiece removes marks from both ends of a name, but for a point at its end, as
// behind initials, and a closing bracket.
func trimPiece(s string) string {
	isMark := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }
	s = strings.TrimLeftFunc(s, isMark)
	s = strings.TrimRightFunc(s, func(r rune) bool { return r != '.' && r != ')' && isMark(r) })
	if strings.HasSuffix(s, ")") && !strings.Contains(s, "(") {
		s = strings.TrimSuffix(s, ")")
	}
	if last := s[strings.LastIndexByte(s, ' ')+1:]; len(last) > len("Jr.") && strings.IndexByte(last, '.') == len(last)-1 {
		s = strings.TrimSuffix(s, ".")
	}
	return s
}

// isBylineLead reports whether s is nothing but what leads a byline.
func isBylineLead(s string) bool {
	s = strings.TrimRight(s, " :")
	for _, cue := range lexicon.Default().Find(s, nil) {
		if cue.Class == document.CueByline && cue.Span.Start == 0 && cue.Span.End == len(s) {
			return true
		}
	}
	return false
}

func hasJob(s string) bool {
	return slices.ContainsFunc(strings.Fields(s), func(w string) bool { return jobWords()[strings.ToLower(w)] })
}

// isPlaceholder reports what a template prints where it has no name.
func isPlaceholder(name string) bool {
	switch strings.ToLower(name) {
	case "admin", "administrator", "editor", "staff", "author", "undefined", "null", "none", "unknown", "anonymous", "guest",
		"webmaster", "user", "default", "n/a", "authors", "contributor", "the author", "name",
		"text size", "learn more", "https", "一覧":
		return true
	}
	first, _ := utf8.DecodeRuneInString(name)
	if unicode.Is(unicode.Hiragana, first) && strings.HasPrefix(name, "の") {
		return true // the rest of a label: 記者の目, "the reporter's eye"
	}
	return strings.ContainsRune(name, '.') && !strings.ContainsRune(name, ' ') && unicode.IsLower(first) // a template's key, a log-in, a host
}

// isPersonal reports whether a name looks like a person's: at least two words
// begin with capitals, and none is a job or of an office's name.
func isPersonal(name string) bool {
	if isOrganisation(name) {
		return false
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		r, _ := utf8.DecodeRuneInString(name)
		return isEastAsian(r)
	}
	capitals, short := 0, 0
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		if jobWords()[strings.ToLower(word)] || !unicode.IsLetter(r) || unicode.IsLower(r) && !nameParticles()[word] {
			return false
		}
		if !unicode.IsLower(r) {
			capitals++
		}
		if len(word) < len("ABC") {
			short++
		}
	}
	return capitals >= 2 && (!isAllCapitals(name) || short < len(words))
}
