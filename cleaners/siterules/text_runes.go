package siterules

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// firstLetterless is where the scripts begin that have no upper case, up to lastLetterless.
const (
	firstLetterless = 0x2e80
	lastLetterless  = 0xa63f
)

// fullWidth is how far the full-width forms are behind the characters of ASCII.
const fullWidth = 0xfee0

// rune returns the form of r by which it is compared.
func (f *folded) rune(r rune) rune {
	if f.exact {
		return r
	}
	return looseRune(r)
}

func looseRune(r rune) rune {
	if r >= firstLetterless && r <= lastLetterless {
		return r
	}
	switch r {
	case '`', '‘', '’', '‚', '‛', '′', '´', 'ʼ', '‹', '›':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	if r > fullWidth+' ' && r <= fullWidth+'~' {
		r -= fullWidth
	}
	return unicode.ToLower(unicode.ToUpper(r)) // ς and σ are one, ı and i too
}

// isUnseen reports a character that a reader does not see: a soft hyphen, a mark of
// direction, one that joins or parts.
func isUnseen(r rune) bool {
	switch {
	case r == 0xad, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0x61c:
		return true
	}
	return r >= 0xfe00 && r <= 0xfe0f
}

// isComposing reports a character that composes with one before it, or is written in
// another way where it is composed.
func isComposing(r rune) bool {
	const firstComposing = 0x300
	if r < firstComposing {
		return false
	}
	if !norm.NFC.PropertiesString(string(r)).BoundaryBefore() {
		return true
	}
	return !norm.NFC.IsNormalString(string(r))
}

// runeTable has the folded form of the characters of most scripts, which to look up one by
// one is slow: 0 for those that are to be looked at, as spaces and what composes.
type runeTable struct {
	runes [tableEnd]uint16
	exact bool
}

// tableEnd is behind the last script that has an upper case, but for rare ones. Of
// ideographs and Hangul, further on, each stands for itself.
const tableEnd = 0x3100

// of returns the folded form of a character, 0 where it is to be looked at.
func (t *runeTable) of(r rune) rune {
	switch {
	case r < tableEnd:
		return rune(t.runes[r])
	case r >= 0x3400 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3:
		return r
	case r > fullWidth+' ' && r <= fullWidth+'~':
		if t.exact {
			return r
		}
		return rune(t.runes[r-fullWidth])
	}
	return 0
}

// The two tables, made when they are first asked for.
var (
	looseTable = sync.OnceValue(func() *runeTable { return newRuneTable(false) })
	exactTable = sync.OnceValue(func() *runeTable { return newRuneTable(true) })
)

func newRuneTable(exact bool) *runeTable {
	t := runeTable{exact: exact}
	f := folded{exact: exact}
	for r := rune('!'); r < tableEnd; r++ {
		if folded := f.rune(r); !unicode.IsSpace(r) && r != 0x7f && r != '.' && !isUnseen(r) && !isComposing(r) && folded <= 0xffff {
			t.runes[r] = uint16(folded)
		}
	}
	t.runes[' '] = ' '
	return &t
}
