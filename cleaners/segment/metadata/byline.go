package metadata

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Bounds on one author's name.
const (
	longestAuthor   = 60 // bytes
	mostAuthorWords = 5
)

// authorNames returns the names in a byline, without the words that introduce them,
// the authors' jobs, addresses and whatever else stands in the line.
func authorNames(stated string) (names []string) {
	line := namesPart(shape.Fold(withoutTags(stated)))
	if isOneName(line) {
		return []string{line}
	}
	for group := range strings.SplitSeq(separated(line), ";") {
		for i, piece := range strings.Split(group, ",") {
			if len(names) > 0 && hasJob(piece) && !isPersonal(cleanName(piece)) {
				continue
			}
			name := cleanName(piece)
			if i == 0 && name == "" {
				break // what follows belongs to what was no name
			}
			if i > 0 && len(strings.Fields(piece)) > len(strings.Fields(name))+1 {
				continue // "Ada Lee, Harlow University's professor of bridges"
			}
			if len(names) > 0 && isAllCapitals(name) && !isAllCapitals(names[0]) {
				continue // the outlet
			}
			if name != "" && (len(names) == 0 || isPersonal(name)) && !containsName(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// withoutTags undoes the escapes in a stated text and takes out the tags, which are
// left where a template escapes markup. It undoes escapes twice: so do templates.
func withoutTags(s string) string {
	if strings.ContainsRune(s, '&') {
		s = unescaped(unescaped(s))
	}
	if !strings.ContainsRune(s, '<') {
		return s
	}
	var out strings.Builder
	for {
		text, rest, ok := strings.Cut(s, "<")
		out.WriteString(text)
		if !ok {
			return out.String()
		}
		_, s, _ = strings.Cut(rest, ">")
		out.WriteByte(' ')
	}
}

// separated puts semicolons between the authors in a line.
func separated(line string) string {
	if left, right, ok := strings.Cut(line, "/"); ok && isPersonal(left) {
		line = left + ";" + right
	}
	for _, sep := range nameSeparators {
		line = strings.ReplaceAll(line, sep, ";")
	}
	for _, sep := range shortSeparators {
		for from := 0; ; {
			i := strings.Index(line[from:], sep)
			if i < 0 {
				break
			}
			i += from
			from = i + 1
			if left := lastPiece(line[:i]); isPersonal(left) && startsUpper(line[i+len(sep):]) {
				line = line[:i] + ";" + line[i+len(sep):]
			}
		}
	}
	return line
}

func lastPiece(s string) string { return strings.TrimSpace(s[strings.LastIndexAny(s, ",;")+1:]) }

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// isOneName reports the name of an office that has an "and" in it: "Centre for Trade
// and Industry".
func isOneName(line string) bool {
	head, tail, ok := strings.Cut(line, " and ")
	return ok && !strings.ContainsRune(line, ',') && len(line) <= longestAuthor && isOrganisation(head) && !isPersonal(tail) && strings.Contains(head, " ")
}

// Byline returns the names in a line that says who wrote an article, joined by
// ", ", or "" where it finds none.
func Byline(line string) string { return strings.Join(authorNames(line), ", ") }

// LedByline is Byline for a line that begins with a "By", in any language, or a
// reporter's title, which people's names or a newsroom's follow, and "" for any other.
func LedByline(line string) string {
	if !opensByline(line) && !opensWithJob(line) {
		return ""
	}
	names := authorNames(line)
	if slices.ContainsFunc(names, isPersonal) || len(names) == 1 && isDesk(names[0]) {
		return strings.Join(names, ", ")
	}
	return ""
}

// opensWithJob reports a line such as "Reporter Ada Lee".
func opensWithJob(line string) bool {
	first, _, _ := strings.Cut(line, " ")
	return jobWords()[strings.ToLower(strings.Trim(first, ":"))]
}

// isDesk reports a newsroom's name, written as one: "Our Foreign Staff".
func isDesk(name string) bool {
	words := strings.Fields(name)
	return len(words) >= 2 && isOrganisation(name) && !slices.ContainsFunc(words, func(w string) bool { return !startsUpper(w) && !nameParticles()[w] })
}

// opensByline reports a line that begins with a "By".
func opensByline(line string) bool {
	for _, cue := range lexicon.Default().Find(line, nil) {
		if cue.Class == document.CueByline && cue.Span.Start == 0 {
			return true
		}
	}
	return false
}

// namesPart returns the part of a byline that has names: behind the lead ("By",
// "Written by") and up to a separator, a date or the role of somebody else.
func namesPart(line string) string {
	cues := lexicon.Default().Find(line, nil)
	start, end := 0, len(line)
	for _, cue := range cues {
		switch {
		case cue.Span.Start >= end:
		case cue.Class == document.CueByline && leads(line[start:max(start, cue.Span.End)]):
			start = max(start, cue.Span.End)
		case cue.Class == document.CueByline && namesOthers(line[:cue.Span.End]), isAfterNames(cue.Class) && cue.Span.Start >= start:
			end = max(start, cue.Span.Start)
		}
	}
	line = strings.TrimLeft(line[start:end], " :-–—|•·")
	if i := strings.IndexFunc(line, isAfterName); i >= 0 {
		line = line[:i]
	}
	for _, mark := range afterNames {
		if i := strings.Index(line, mark); i > 0 && !isInsideName(line[i:]) {
			line = line[:i]
		}
	}
	return untilDate(line)
}

// leads reports whether s, the text up to a "by" and with it, is one phrase
// ("Posted by", "This guide was written by") without a name: at most one word
// besides the first has a capital.
func leads(s string) bool {
	capitals := 0
	for i, word := range strings.Fields(s) {
		if r, _ := utf8.DecodeRuneInString(word); i > 0 && unicode.IsUpper(r) {
			capitals++
		}
		if otherRoles()[strings.ToLower(word)] {
			return false
		}
	}
	return capitals <= 1
}

// namesOthers reports whether s, which ends with a "by", introduces others than the
// authors.
func namesOthers(s string) bool {
	words := strings.Fields(strings.ToLower(s))
	return len(words) > 1 && otherRoles()[words[len(words)-2]]
}

// otherRoles are what others than the authors did.
var otherRoles = sync.OnceValue(func() map[string]bool {
	return set([]string{
		"reviewed", "edited", "updated", "checked", "fact-checked", "verified", "illustrated", "illustrations", "translated",
		"photo", "photos", "photography", "photographs", "image", "images", "video", "pictures", "sponsored",
	})
})

// afterNames are the marks that mostly end the names of a byline.
var afterNames = []string{" - ", " – ", " — ", " (", " ["}

// isInsideName reports whether more of a name follows the brackets that s begins
// with, as in "Ada (Nell) Lee".
func isInsideName(s string) bool {
	_, rest, ok := strings.Cut(s, ")")
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(rest))
	return ok && unicode.IsUpper(r)
}

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

// untilDate cuts a line before its first word that begins with a digit, and before
// the names of months and days in front of it or at the line's end. Two words stay
// in the latter case: "May" may be a family name.
func untilDate(line string) string {
	words := strings.Fields(line)
	dated := slices.IndexFunc(words, func(w string) bool { return w[0] >= '0' && w[0] <= '9' })
	atLeast := 2
	if dated >= 0 {
		words, atLeast = words[:dated], 0
	}
	for n := len(words); n > atLeast && isDateWord(strings.Trim(words[n-1], ",.")); n-- {
		words = words[:n-1]
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
