package lexicon

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"
)

// char is what finding needs to know of a character: its symbol in
// the low bits (zero: it is in no phrase) and its nature in the high ones.
type char uint16

// The category of a character. A combining mark counts as the letter that it is
// on, so that a Devanagari vowel sign does not end a word. Letters of scripts
// without spaces between words have no category: each is a token alone.
const (
	wordBit  char = 1 << 15 // letter, digit or mark, of a script with word spaces
	spaceBit char = 1 << 14
	skipBit  char = 1 << 13 // invisible or optional: soft hyphen, direction mark, Arabic vowel mark
	symbols  char = 1<<13 - 1

	notASCII char = spaceBit | skipBit // no character is both
)

// alphabet maps characters to chars by pages of 256. Page 0 of pages is a
// sentinel: a character in an unmapped page is in no phrase, and category is
// asked for it.
type alphabet struct {
	index [(unicode.MaxRune + 1) >> 8]uint16
	pages [][256]char
	bytes [256]char // by byte: ASCII characters, and notASCII
}

// newAlphabet numbers the folded characters of the phrases and stop words, and
// maps everything that folds to them.
func newAlphabet(files []file) (*alphabet, error) {
	a := &alphabet{pages: make([][256]char, 1)}
	raw := a.characters(files)
	folded := make([]rune, len(raw))
	for i, r := range raw {
		folded[i] = fold(r)
	}
	slices.Sort(folded)
	folded = slices.Compact(folded)
	if len(folded) > int(symbols) {
		return nil, fmt.Errorf("the phrases use %d characters, at most %d fit", len(folded), symbols)
	}
	for i, r := range folded {
		*a.cell(r) = category(r) | char(i+1)
	}
	// What folds to a character has its category too: ʼ is no letter here.
	for _, r := range raw {
		*a.cell(r) = *a.cell(fold(r))
	}
	for _, span := range foldedRanges {
		for r := span[0]; r <= span[1]; r++ {
			if c := *a.cell(fold(r)); c&symbols != 0 {
				*a.cell(r) = c
			}
		}
	}
	for b := range a.bytes {
		a.bytes[b] = notASCII
		if b < utf8.RuneSelf {
			a.bytes[b] = *a.cell(rune(b))
		}
	}
	return a, nil
}

// characters returns each character of the phrases and stop words once. It marks
// in the pages which it has seen: faster than a set.
func (a *alphabet) characters(files []file) []rune {
	var found []rune
	see := func(phrase string) {
		for _, r := range phrase {
			if cell := a.cell(r); *cell&(symbols|skipBit) == 0 {
				*cell |= symbols
				found = append(found, r)
			}
		}
	}
	for _, f := range files {
		for _, e := range f.entries {
			see(e.phrase)
		}
		for _, w := range f.stopWords {
			see(w)
		}
	}
	for _, r := range found {
		*a.cell(r) &^= symbols
	}
	return found
}

// cell returns where r is in its page. It makes the page, filled with categories,
// if there is none.
func (a *alphabet) cell(r rune) *char {
	if a.index[r>>8] == 0 {
		a.index[r>>8] = uint16(len(a.pages))
		var page [256]char
		for i := range page {
			page[i] = category(r&^0xff | rune(i))
		}
		a.pages = append(a.pages, page)
	}
	return &a.pages[a.index[r>>8]][r&0xff]
}

// wide returns the char that begins at text[i], beyond ASCII, and its size in
// bytes. The loops look up ASCII in bytes themselves, since a call for each would
// cost as much as all the rest. A byte that is not UTF-8 is in no phrase and no
// word.
func (a *alphabet) wide(text string, i int) (char, int) {
	_, c, size := a.wideRune(text, i)
	return c, size
}

// wideRune is wide, and returns the character itself too.
func (a *alphabet) wideRune(text string, i int) (rune, char, int) {
	r, size := decodeWide(text, i)
	if page := a.index[r>>8]; page != 0 {
		return r, a.pages[page][r&0xff], size
	}
	return r, category(r), size
}

// decodeWide is utf8.DecodeRuneInString for a character beyond ASCII, faster for
// those of two bytes: Latin, Greek, Cyrillic, Hebrew, Arabic.
func decodeWide(text string, i int) (rune, int) {
	if c := text[i]; c >= 0xC2 && c < 0xE0 && i+1 < len(text) && !utf8.RuneStart(text[i+1]) {
		return rune(c&0x1F)<<6 | rune(text[i+1]&0x3F), 2
	}
	return utf8.DecodeRuneInString(text[i:])
}

// spaceless are the scripts without spaces between words, or where particles are
// part of the word (Hangul): their phrases match anywhere.
var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// category returns the bits of r that do not depend on the phrases.
func category(r rune) char {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3:
		return 0 // Han and Hangul: nearly all that this is called for
	case unicode.IsSpace(r):
		return spaceBit
	case skipped(r):
		return skipBit
	case r == 'ー' || r == 'ｰ' || unicode.In(r, spaceless...):
		return 0
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return wordBit
	}
	return 0
}

// skipped reports whether r is ignored inside of a word: the soft hyphen,
// zero-width and direction marks, and what Arabic and Hebrew text may have or
// leave out: vowel points and the tatweel.
func skipped(r rune) bool {
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

// foldedRanges are the ranges in which fold changes anything: Latin, Greek,
// Cyrillic, Hebrew and Arabic, Devanagari digits, the Latin additions,
// punctuation, signs such as the Kelvin K and the circled C, wide spaces and the
// full-width forms. No phrase is in another script with case.
var foldedRanges = [][2]rune{
	{0, 0x6FF}, {0x966, 0x96F}, {0x1680, 0x1680}, {0x1E00, 0x1FFF}, {0x2000, 0x24FF}, {0x3000, 0x3000}, {0xFF01, 0xFF5E},
}

// variants are characters that are written for one another, apart from case.
var variants = map[rune]rune{
	'’': '\'', '‘': '\'', 'ʼ': '\'', '´': '\'', '`': '\'', '׳': '\'',
	'“': '"', '”': '"', '„': '"', '״': '"',
	'‐': '-', '‑': '-',
	'İ': 'i', 'ı': 'i', // the case of Turkish text is by Turkish rules, or by others'
	'ё': 'е', 'Ё': 'е', // Russian prints the dots or leaves them out
	'ş': 'ș', 'Ş': 'ș', 'ţ': 'ț', 'Ţ': 'ț', // Romanian was long typed with the cedillas of Turkish
	'ά': 'α', 'Ά': 'α', 'έ': 'ε', 'Έ': 'ε', 'ή': 'η', 'Ή': 'η', 'ί': 'ι', 'Ί': 'ι', 'ό': 'ο', 'Ό': 'ο', // Greek capitals have no accents
	'ύ': 'υ', 'Ύ': 'υ', 'ώ': 'ω', 'Ώ': 'ω',
	'ی': 'ي', 'ک': 'ك', // Persian pages are typed with Arabic keys, too
	'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ي', // Arabic likewise
}

// fold returns the one character that all variants of r are read as: by simple
// case folding, variants, full-width to ASCII, any white space to a space, and
// any digit to 0, so that "vor 00 minuten" is all such times.
func fold(r rune) rune {
	if !slices.ContainsFunc(foldedRanges, func(span [2]rune) bool { return span[0] <= r && r <= span[1] }) {
		return r
	}
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFF01 - '!'
	}
	if to, ok := variants[r]; ok {
		return to
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	if unicode.IsDigit(r) {
		return '0'
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}
