package segment

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// sentencer cuts text into sentences by UAX #29. Applying its rules takes several
// times as long as searching for the first character that may end a sentence or a
// paragraph. No rule breaks before that one, and of what stands before it only the
// last letter matters, so the rules are applied from there on.
type sentencer struct {
	rules *sentences.Iterator[string]
}

func newSentencer() sentencer { return sentencer{sentences.FromString("")} }

// end returns where the sentence that begins at byte start of text ends.
func (s sentencer) end(text string, start int) int {
	at := pastQuiet(text, start)
	if at == len(text) {
		return at
	}
	from := letterBefore(text, start, at)
	s.rules.SetText(text[from:])
	s.rules.Next()
	return from + s.rules.End()
}

// letterBefore returns the place of the last ASCII character between start and at,
// or start: others may be marks, which the rules overlook.
func letterBefore(text string, start, at int) int {
	for i := at - 1; i > start; i-- {
		if text[i] < utf8.RuneSelf {
			return i
		}
	}
	return start
}

// pastQuiet returns the first place from i on that has no quiet character: one that
// can't end a sentence or paragraph.
func pastQuiet(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if quietASCII[c] {
			i++
			continue
		}
		n := wideQuiet(text[i:])
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// quietASCII are the quiet characters of ASCII.
var quietASCII = func() (quiet [256]bool) {
	for c := range utf8.RuneSelf {
		quiet[c] = true
	}
	for _, loud := range "\n\r.!?" {
		quiet[loud] = false
	}
	return quiet
}()

// wideQuiet returns how many bytes the quiet character has that s begins with, or 0.
// It knows those of Latin-1, dashes and quotation marks, which are most of what Latin
// text has beyond ASCII.
func wideQuiet(s string) int {
	switch {
	case len(s) >= 2 && (s[0] == 0xC3 || s[0] == 0xC2 && s[1] >= 0xA0) && isTrail(s[1]): // U+00A0 to U+00FF
		return 2
	case len(s) >= 3 && s[0] == 0xE2 && s[1] == 0x80 && s[2] >= 0x90 && s[2] <= 0x9F: // U+2010 to U+201F
		return 3
	}
	return 0
}

func isTrail(c byte) bool { return c&0xC0 == 0x80 }
