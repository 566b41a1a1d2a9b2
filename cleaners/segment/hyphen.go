package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Programs that wrap lines break them at hyphens that a word has, or add hyphens.
// When the lines are joined the break is blanked, and the hyphen as well where the
// document has the word without one elsewhere.

// breaksWord reports whether the byte at ends a line with a hyphen after a letter,
// and the line that begins at next goes on in lower case, right at its edge, with
// no conjunction ("two- and three-room flats").
func breaksWord(text string, at, next int) bool {
	if at < 1 || text[at] != '-' || strings.Trim(text[at+1:next], "\r\n") != "" {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[next:])
	return unicode.IsLetter(before) && unicode.IsLower(after) && !isConjunction(wordAfter(text, next))
}

// isConjunction reports the words that follow a hyphen which stands for a part
// that comes later.
func isConjunction(word string) bool {
	switch word {
	case "and", "or", "to", "und", "oder", "bis", "en", "of", "et", "ou", "y", "o", "e", "og", "och", "i", "lub", "и", "или":
		return true
	}
	return false
}

// mendReach is how many bytes of a text are looked through for the word without
// its hyphen, and mendMost for how many words: more would cost a hostile text
// the square of its size.
const (
	mendReach = 1 << 17
	mendMost  = 200
)

// mendHyphens blanks the line breaks after the hyphens, and the hyphens that were
// added.
func mendHyphens(text string, hyphens []int) string {
	if len(hyphens) == 0 {
		return text
	}
	mended := []byte(text)
	for n, at := range hyphens {
		next := at + 1
		for ; text[next] == '\n' || text[next] == '\r'; next++ {
			mended[next] = ' '
		}
		whole := wordBefore(text, at) + wordAfter(text, next)
		if n < mendMost && strings.Contains(text[:min(len(text), mendReach)], whole) {
			mended[at] = ' '
		}
	}
	return string(mended)
}

func wordAfter(text string, at int) string {
	rest := text[at:]
	if n := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) }); n >= 0 {
		return rest[:n]
	}
	return rest
}

func wordBefore(text string, at int) string {
	n := strings.LastIndexFunc(text[:at], func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		return text[:at]
	}
	_, width := utf8.DecodeRuneInString(text[n:])
	return text[n+width : at]
}
