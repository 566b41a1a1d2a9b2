package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file reads the names behind a "By" where no line ends them.

// mostNameParts is how many words with a capital a name has less than: where more stand in
// a row, other text follows the name, and it has two.
const mostNameParts = 4

// namesAt returns the names that begin at from, joined by ", ".
func (l *Layout) namesAt(from, to int) string {
	for _, cue := range l.cuesIn(from+1, to) {
		if cue.Class != document.CueByline && cue.Class != document.CueAgency {
			to = cue.Span.Start
			break
		}
	}
	var names []string
	s := l.Text[from:to]
	for len(names) < mostLineNames {
		name, rest := nameAt(s)
		if name == "" {
			break
		}
		names = append(names, name)
		next, ok := behindJoint(rest)
		if !ok {
			break
		}
		s = next
	}
	return strings.Join(names, ", ")
}

// mostLineNames bounds the names of one byline.
const mostLineNames = 6

// nameJoints stand between two names.
var nameJoints = []string{" and ", " & ", " und ", " et ", " y ", " e ", " en ", " och ", " og ", " i ", " и ", " ve ", " dan ", ", "}

func behindJoint(s string) (string, bool) {
	for _, joint := range nameJoints {
		if rest, ok := strings.CutPrefix(s, joint); ok && unicode.IsUpper(FirstRune(rest)) {
			if name, _ := nameAt(rest); strings.Contains(name, " ") {
				return rest, true
			}
		}
	}
	return "", false
}

// nameAt returns the name that s begins with, two words at least, and what follows it.
func nameAt(s string) (name, rest string) {
	s = strings.TrimLeft(s, " :：\u00a0")
	var ends []int // of the words with a capital
	small, goesOn := false, false
	for i := 0; i < len(s) && len(ends) <= mostNameParts; {
		word, _, _ := strings.Cut(s[i:], " ")
		bare := strings.TrimRight(word, ",;:|·•–—-()")
		switch {
		case bare == "" || hasDigit(bare) || len(ends) >= 2 && opensSentence(bare):
		case isParticle(bare) && len(ends) > 0:
			small, goesOn = true, true
			i += len(word) + 1
			continue
		case unicode.IsUpper(FirstRune(bare)) && !(len(ends) > 0 && strings.Contains(strings.TrimRight(bare, "."), ".") && !isInitial(bare)):
			ends = append(ends, i+len(bare))
			i += len(word) + 1
			if goesOn = len(bare) == len(word); goesOn {
				continue
			}
		case unicode.IsLower(FirstRune(bare)) && len(ends) > 2 && !small:
			ends = ends[:len(ends)-1] // the word before begins a sentence
		}
		break
	}
	if len(ends) > mostNameParts || len(ends) == mostNameParts && !small {
		ends = ends[:2]
	}
	if len(ends) > 2 && isCapitals(s[ends[1]:ends[2]]) && !isCapitals(s[:ends[0]]) {
		ends = ends[:2]
	}
	if len(ends) < 2 {
		return "", s
	}
	end := ends[len(ends)-1]
	return s[:end], s[end:]
}

// isCapitals reports a text without small letters.
func isCapitals(s string) bool { return strings.ToUpper(s) == s }

func isInitial(word string) bool { return utf8.RuneCountInString(strings.TrimRight(word, ".")) == 1 }

// isParticle reports the small words in names.
func isParticle(word string) bool {
	switch word {
	case "de", "da", "di", "del", "della", "der", "den", "do", "dos", "du", "la", "le", "van", "von", "zu", "bin", "al", "el", "af", "av", "ter", "ten":
		return true
	}
	return false
}

// opensSentence reports the articles and pronouns that sentences begin with, and the
// words that lines about an article do.
func opensSentence(word string) bool {
	if strings.HasPrefix(word, "Published") || strings.HasPrefix(word, "Updated") {
		return true
	}
	switch word {
	case "Date", "The", "A", "An", "In", "On", "At", "It", "He", "She", "They", "We", "This", "That", "There", "When", "As", "After", "For", "Published", "Updated", "Posted", "Staff", "Reporter",
		"Der", "Die", "Das", "Ein", "Eine", "Im", "Am", "Es", "Mit", "Nach", "Le", "Les", "Un", "Une", "Publié", "El", "Los", "Las", "Una", "En", "Il", "Lo", "Gli", "O", "Os", "As.", "Um", "Uma", "De", "Het", "Een",
		"Share", "Follow", "Comments", "Image", "Photo", "Read":
		return true
	}
	return false
}
