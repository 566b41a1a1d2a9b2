package segment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
)

// offerByline cuts what a page states of its authors to their names and offers
// these. Names that look like no person's are doubted; the site's own name
// stands only where it stands alone.
func (c *claims) offerByline(from source, stated string) {
	if stated == "" || c.byline.value != "" && c.byline.from <= from {
		return
	}
	names := authorNames(stated)
	if others := slices.DeleteFunc(slices.Clone(names), c.isSite); len(others) > 0 {
		names = others
	}
	if len(names) == 0 {
		return
	}
	if !slices.ContainsFunc(names, isPersonal) {
		from |= doubted
	}
	c.byline.offer(from, strings.Join(names, ", "))
}

// Bounds on one author's name.
const (
	longestAuthor   = 60 // bytes
	mostAuthorWords = 5
)

// nameSeparators part authors: marks, and "and" in the languages of the
// lexicons.
var nameSeparators = []string{";", " & ", " + ", " and ", " und ", " et ", " y ", " e ", " og ", " och ", " en ", " i ", " и ", " ve ", "、", "，"}

// authorNames gives the names in a byline, without what leads to them, the
// authors' jobs, addresses and whatever else stands in the line.
func authorNames(stated string) (names []string) {
	line := bylineProper(fold(unescaped(stated)))
	for _, sep := range nameSeparators {
		line = strings.ReplaceAll(line, sep, ";")
	}
	for group := range strings.SplitSeq(line, ";") {
		for i, piece := range strings.Split(group, ",") {
			name := nameProper(piece)
			if name == "" || i > 0 && !isPersonal(name) || slices.Contains(names, name) {
				if i == 0 {
					break // what follows belongs to what was no name
				}
				continue
			}
			names = append(names, name)
		}
	}
	return names
}

// Byline gives the names in a line that names who wrote an article, joined by
// ", ", or nothing where it finds none.
func Byline(line string) string { return strings.Join(authorNames(line), ", ") }

// bylineProper takes the lead ("By", "Written by") off a line and cuts it
// where something else than names begins: a separator, a date, another's role.
func bylineProper(line string) string {
	cues := lexicon.Default().Find(line, nil)
	start, end := 0, len(line)
	for _, cue := range cues {
		switch {
		case cue.Span.Start >= end:
		case cue.Class == document.CueByline && leads(line[start:max(start, cue.Span.Start)]):
			start = max(start, cue.Span.End)
		case cue.Class == document.CueByline && cue.Span.Start > start && strings.Contains(line[cue.Span.Start:cue.Span.End], " "),
			isAfterNames(cue.Class) && cue.Span.Start >= start:
			end = cue.Span.Start
		}
	}
	if end <= start {
		return ""
	}
	line = strings.TrimLeft(line[start:end], " :-–—|•·")
	if i := strings.IndexFunc(line, isAfterName); i >= 0 {
		line = line[:i]
	}
	for _, mark := range afterNames {
		if i := strings.Index(line, mark); i > 0 {
			line = line[:i]
		}
	}
	return untilDate(line)
}

// leads reports whether s, the text before a "by", belongs to it ("Posted",
// "This guide was written") and names nobody: it has one capital at most.
func leads(s string) bool {
	capitals := 0
	for word := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) {
			capitals++
		}
		if otherRoles[strings.ToLower(word)] {
			return false
		}
	}
	return capitals <= 1
}

// otherRoles are what others than the authors did.
var otherRoles = set([]string{
	"reviewed", "edited", "updated", "checked", "fact-checked", "verified", "illustrated", "illustrations", "translated",
	"photo", "photos", "photography", "photographs", "image", "images", "video", "pictures", "sponsored",
})

// afterNames are the marks that end the names of a byline in most cases where
// they stand apart.
var afterNames = []string{" - ", " – ", " — ", " (", " [", " / "}

// isAfterName reports the marks that end the names of a byline wherever they
// stand.
func isAfterName(r rune) bool {
	switch r {
	case '|', '•', '·', '⋅', '●', '∙', '◦', '‧', '∣', '¦', '▪', '→', '»', '✓', '\u2028':
		return true
	}
	return false
}

// isAfterNames reports the classes of phrases that follow the names.
func isAfterNames(c document.CueClass) bool {
	switch c {
	case document.CueUpdated, document.CueReadTime, document.CueAgo, document.CueShare, document.CueBio, document.CueComments, document.CuePlatform:
		return true
	}
	return false
}

// untilDate cuts a line before its first word with a digit in it, and before
// the names of months and days that lead up to it.
func untilDate(line string) string {
	end := strings.IndexAny(line, "0123456789")
	if end < 0 {
		return line
	}
	words := strings.Fields(line[:end])
	for len(words) > 0 && isDateWord(strings.Trim(words[len(words)-1], ",.")) {
		words = words[:len(words)-1]
	}
	return strings.TrimSuffix(strings.Join(words, " "), " on")
}

// isDateWord reports whether the word is the name of a month or a day.
func isDateWord(word string) bool {
	for _, cue := range lexicon.Default().Find(word, nil) {
		if cue.Class == document.CueDateWord && cue.Span.Len() == len(word) {
			return true
		}
	}
	return false
}

// nameProper gives the name in one piece of a byline, or nothing where there
// is none.
func nameProper(piece string) string {
	piece = strings.TrimFunc(piece, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '.' && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	if strings.ContainsAny(piece, "@{}<>=#_\\") || strings.Contains(piece, "://") || strings.Contains(strings.ToLower(piece), "www.") {
		return ""
	}
	words := strings.Fields(piece)
	for len(words) > 1 && isBylineLead(words[0]) {
		words = words[1:]
	}
	for i, word := range words {
		if i >= 2 && jobWords[strings.ToLower(word)] {
			words = words[:i]
			break
		}
	}
	name := strings.Join(words, " ")
	if len(words) == 0 || len(words) > mostAuthorWords || len(name) > longestAuthor || isPlaceholder(name) || isBylineLead(name) {
		return ""
	}
	return name
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

// jobWords end a name: what the author does, and what qualifies it.
var jobWords = set([]string{
	"editor", "writer", "reporter", "correspondent", "journalist", "columnist", "contributor", "contributing", "author", "staff",
	"senior", "chief", "deputy", "associate", "assistant", "freelance", "guest", "special", "director", "manager", "founder", "co-founder",
	"ceo", "cto", "president", "analyst", "expert", "specialist", "strategist", "consultant", "producer", "photographer", "professor",
	"head", "lead", "political", "business", "science", "redakteur", "redakteurin", "redaktion", "korrespondent", "korrespondentin",
	"journaliste", "rédacteur", "rédactrice", "redactor", "redactora", "periodista", "redazione", "giornalista", "redator",
})

// isPlaceholder reports what stands where a template found no name.
func isPlaceholder(name string) bool {
	switch strings.ToLower(name) {
	case "admin", "administrator", "editor", "staff", "author", "undefined", "null", "none", "unknown", "anonymous", "guest",
		"webmaster", "user", "default", "n/a", "authors", "contributor", "the author", "name":
		return true
	}
	first, _ := utf8.DecodeRuneInString(name)
	return strings.ContainsRune(name, '.') && !strings.ContainsRune(name, ' ') && unicode.IsLower(first) // a template's key, a log-in, a host
}

// isPersonal reports whether a name looks like a person's: two to five words
// that begin with capitals, but for particles, and none of them a job.
func isPersonal(name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 {
		r, _ := utf8.DecodeRuneInString(name)
		return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	}
	capitals, shout := 0, 0
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		if jobWords[strings.ToLower(word)] || !unicode.IsLetter(r) {
			return false
		}
		if !unicode.IsLower(r) {
			capitals++
		}
		if len(word) > 1 && strings.ToUpper(word) == word && strings.ToLower(word) != word {
			shout++
		}
	}
	return capitals >= 2 && shout < len(words)
}
