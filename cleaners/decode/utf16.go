package decode

import (
	"bytes"
	"unicode/utf8"
)

const (
	// utf16Sample is how many bytes are looked at.
	utf16Sample = 8 << 10
	// nulSide is the share of NULs that must be the same byte of their pairs; in
	// UTF-16 text nearly all are.
	nulSide = 0.98
	// nulFew is the least share of byte pairs with a NUL: the spaces, digits and
	// line ends of a text in any script.
	nulFew = 0.01
	// nulMany is the share from which it is UTF-16 even where the bytes are valid
	// UTF-8, as those of Cyrillic are; below, it is text with stray NULs.
	nulMany = 0.1
)

// utf16ByNULs returns "utf-16le" or "utf-16be" for a body in UTF-16 without a byte
// order mark, else "". Every ASCII character in it has a NUL on one side.
func utf16ByNULs(body []byte) string {
	sample := body[:min(len(body), utf16Sample)&^1]
	if bytes.IndexByte(sample, 0) < 0 {
		return ""
	}
	var sides [2]int
	for i, b := range sample {
		if b == 0 {
			sides[i&1]++
		}
	}
	total := sides[0] + sides[1]
	share := float64(total) / float64(len(sample)/2)
	if share < nulFew || share < nulMany && utf8.Valid(body) {
		return ""
	}
	name := ""
	switch floor := nulSide * float64(total); {
	case float64(sides[1]) >= floor:
		name = "utf-16le"
	case float64(sides[0]) >= floor:
		name = "utf-16be"
	default:
		return ""
	}
	if text, _, err := convert(sample, name); err != nil || checkText(text) != nil || !fits(text) {
		return ""
	}
	return name
}
