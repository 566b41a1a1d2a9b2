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
		return !unicode.IsLetter(r) && r != '.' && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	if strings.ContainsAny(piece, "@{}<>=#_:\\") || strings.Contains(strings.ToLower(piece), "www.") {
		return ""
	}
	words := strings.Fields(trimPiece(piece))
	for len(words) > 1 && isBylineLead(words[0]) {
		words = words[1:]
	}
	for i, word := range words {
		if small := strings.ToLower(word); i >= 2 && jobWords[small] || otherRoles[small] {
			words = words[:i]
			break
		}
	}
	name := strings.Join(words, " ")
	if len(words) == 0 || len(words) > mostAuthorWords || len(name) > longestAuthor || isPlaceholder(name) || isBylineLead(name) || isDateWord(name) {
		return ""
	}
	return name
}

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

// jobWords are what follows a name: what the author does, and adjectives to it.
var jobWords = set([]string{
	"editor", "writer", "reporter", "correspondent", "journalist", "columnist", "contributor", "contributing", "author", "staff",
	"senior", "chief", "deputy", "associate", "assistant", "freelance", "guest", "special", "director", "manager", "founder", "co-founder",
	"ceo", "cto", "president", "analyst", "expert", "specialist", "strategist", "consultant", "producer", "photographer", "professor",
	"head", "lead", "former", "political", "business", "science", "redakteur", "redakteurin", "redaktion", "korrespondent", "korrespondentin",
	"journaliste", "rédacteur", "rédactrice", "redactor", "redactora", "periodista", "redazione", "giornalista", "redator",
})

func hasJob(s string) bool {
	return slices.ContainsFunc(strings.Fields(s), func(w string) bool { return jobWords[strings.ToLower(w)] })
}

// isPlaceholder reports what a template prints where it has no name.
func isPlaceholder(name string) bool {
	switch strings.ToLower(name) {
	case "admin", "administrator", "editor", "staff", "author", "undefined", "null", "none", "unknown", "anonymous", "guest",
		"webmaster", "user", "default", "n/a", "authors", "contributor", "the author", "name":
		return true
	}
	first, _ := utf8.DecodeRuneInString(name)
	return strings.ContainsRune(name, '.') && !strings.ContainsRune(name, ' ') && unicode.IsLower(first) // a template's key, a log-in, a host
}

// isPersonal reports whether a name looks like a person's: at least two words
// begin with capitals, not all are in capitals, and none is a job.
func isPersonal(name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 {
		r, _ := utf8.DecodeRuneInString(name)
		return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	}
	capitals, allCapitals := 0, 0
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		if jobWords[strings.ToLower(word)] || !unicode.IsLetter(r) {
			return false
		}
		if !unicode.IsLower(r) {
			capitals++
		}
		if len(word) > 1 && strings.ToUpper(word) == word && strings.ToLower(word) != word {
			allCapitals++
		}
	}
	return capitals >= 2 && allCapitals < len(words)
}
