package segment

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// sentencer cuts text into sentences by UAX #29. The rules look at every
// character; but up to the first one that may end a sentence or a paragraph
// none of them can break, and what stands before that bears on it with its last
// letter alone. So the rules are asked from there on: they cost four times as
// much as the search does.
type sentencer struct {
	rules *sentences.Iterator[string]
}

func newSentencer() sentencer { return sentencer{sentences.FromString("")} }

// end gives where the sentence that begins at byte start of text ends.
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

// letterBefore gives the place of the last ASCII character between start and at,
// or start: others may be marks, which the rules overlook.
func letterBefore(text string, start, at int) int {
	for i := at - 1; i > start; i-- {
		if text[i] < utf8.RuneSelf {
			return i
		}
	}
	return start
}

// pastQuiet gives the first place from i on that no quiet character stands at.
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

// quietASCII are the ASCII characters that are no end of a sentence or paragraph.
var quietASCII = func() (quiet [256]bool) {
	for c := range utf8.RuneSelf {
		quiet[c] = true
	}
	for _, loud := range "\n\r.!?" {
		quiet[loud] = false
	}
	return quiet
}()

// wideQuiet gives the bytes of the quiet character that s begins with, when it is
// one of Latin-1 or a dash or quotation mark, which is most that Latin text has
// beyond ASCII; 0 for any other.
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
