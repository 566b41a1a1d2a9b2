package shape

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// kind is what a character is to the words of a text.
type kind uint8

const (
	kindMark  kind = iota // no part of a word: punctuation, symbols, control characters
	kindWord              // a letter, digit or mark of a script with spaces between words
	kindAlone             // a character of a script without: a word by itself
	kindSpace
	kindSkip // invisible or optional: it neither is in a word nor ends one
)

// char is all that one look at a character tells.
type char struct {
	folded rune
	class  class
	kind   kind
	script document.ScriptSet
}

// The blocks of Unicode that nearly every character of a text is in have tables: Latin
// to the scripts of India with General Punctuation, the signs and kana of the East, and
// the full-width forms. The Unicode tables take a search for each property. The tables are
// compiled in (tables.go): to fill them took a fortieth of the start of the program.
const (
	lowEnd             = 0x2070
	eastFrom, eastEnd  = 0x3000, 0x3100
	wideFrom, wideEnd  = 0xFF00, 0x10000
	hanFrom, hanEnd    = 0x4E00, 0xA000 // the ideographs in use, and
	syllables, lastOne = 0xAC00, 0xD7A3 // Hangul's syllables: each is like all others
)

// charOf returns what r is.
func charOf(r rune) char {
	switch {
	case r < lowEnd:
		return lowChars[r]
	case r >= hanFrom && r < hanEnd, r >= syllables && r <= lastOne:
		return char{folded: r, class: classLower, kind: kindAlone, script: document.CJK}
	case r >= eastFrom && r < eastEnd:
		return eastChars[r-eastFrom]
	case r >= wideFrom && r < wideEnd:
		return wideChars[r-wideFrom]
	}
	return describe(r)
}

// describe is charOf without tables.
func describe(r rune) char {
	folded := FoldRune(r)
	return char{folded: folded, class: classOf(r), kind: kindOf(folded), script: scriptOf(r)}
}

// spaceless are the scripts without spaces between words, or where particles are
// part of the word (Hangul).
var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

func kindOf(r rune) kind {
	switch {
	case unicode.IsSpace(r):
		return kindSpace
	case IsSkipped(r):
		return kindSkip
	case r == 'ー' || r == 'ｰ':
		return kindAlone
	case unicode.In(r, spaceless...) && !unicode.IsPunct(r):
		return kindAlone
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return kindWord
	}
	return kindMark
}

// IsSkipped reports whether r is ignored inside of a word: the soft hyphen,
// zero-width and direction marks, and what Arabic and Hebrew text may have or
// leave out: vowel points and the tatweel.
func IsSkipped(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0xFEFF, r == 0x640, r == 0x670:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069:
		return true
	}
	return r >= 0x64B && r <= 0x65F || r >= 0x591 && r <= 0x5BD
}

// foldedRanges are the ranges in which FoldRune changes anything: Latin, Greek,
// Cyrillic, Hebrew and Arabic, the Latin additions, punctuation, signs such as the
// Kelvin K and the circled C, wide spaces and the full-width forms. Other scripts with
// case are in no phrase, and next to no text.
var foldedRanges = [][2]rune{
	{0, 0x6FF}, {0x1680, 0x1680}, {0x1E00, 0x1FFF}, {0x2000, 0x24FF}, {0x3000, 0x3000}, {0xFF01, 0xFF5E},
}

// variants are characters that are written for one another, apart from case. Most of them
// are in the tables, so few processes need this.
var variants = sync.OnceValue(func() map[rune]rune {
	return map[rune]rune{
		'’': '\'', '‘': '\'', 'ʼ': '\'', '´': '\'', '`': '\'', '׳': '\'',
		'“': '"', '”': '"', '„': '"', '״': '"',
		'‐': '-', '‑': '-',
		'İ': 'i', 'ı': 'i', // the case of Turkish text is by Turkish rules, or by others'
		'ё': 'е', 'Ё': 'е', // Russian prints the dots or leaves them out
		'ş': 'ș', 'Ş': 'ș', 'ţ': 'ț', 'Ţ': 'ț', // Romanian was long typed with the cedillas of Turkish
		'ά': 'α', 'Ά': 'α', 'έ': 'ε', 'Έ': 'ε', 'ή': 'η', 'Ή': 'η', 'ί': 'ι', 'Ί': 'ι', 'ό': 'ο', 'Ό': 'ο', // Greek capitals have no accents
		'ι': 'ι', 'Ι': 'ι', '\u0345': 'ι', '\u1FBE': 'ι', // to Unicode the iota below a letter is its least form
		'ύ': 'υ', 'Ύ': 'υ', 'ώ': 'ω', 'Ώ': 'ω',
		'ی': 'ي', 'ک': 'ك', // Persian pages are typed with Arabic keys, too
		'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ي', // Arabic likewise
	}
})

// FoldRune returns the one character that all variants of r are read as: by simple case
// folding, variants, full-width to ASCII, and any white space to a space.
func FoldRune(r rune) rune {
	if !slices.ContainsFunc(foldedRanges, func(span [2]rune) bool { return span[0] <= r && r <= span[1] }) {
		return r
	}
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFF01 - '!'
	}
	if to, ok := variants()[r]; ok {
		return to
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}

// decode is utf8.DecodeRuneInString, faster for characters of two bytes: Latin, Greek,
// Cyrillic, Hebrew, Arabic.
func decode(s string, i int) (rune, int) {
	if c := s[i]; c >= 0xC2 && c < 0xE0 && i+1 < len(s) && !utf8.RuneStart(s[i+1]) {
		return rune(c&0x1F)<<6 | rune(s[i+1]&0x3F), 2
	}
	return utf8.DecodeRuneInString(s[i:])
}

// IsInWord reports a letter, digit or mark of a script with spaces between words.
func IsInWord(r rune) bool { return charOf(r).kind == kindWord }
