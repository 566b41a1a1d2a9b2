package record

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Columns returns a line that takes at most so many columns of a terminal, cut with an
// ellipsis: Chinese and its like take two each, marks that sit on a letter none.
// Control characters, which a terminal would obey, are left out: nobody knows what is
// in a scrape.
func Columns(line string, most int) string {
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, line)
	if uniseg.StringWidth(line) <= most {
		return line
	}
	used, end := 0, 0
	for g := uniseg.NewGraphemes(line); g.Next(); {
		if used += g.Width(); used >= most { // the ellipsis takes one
			break
		}
		_, end = g.Positions()
	}
	return line[:end] + "…"
}
