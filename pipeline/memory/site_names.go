package memory

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// firstIdeograph is where the scripts without spaces between words begin: CJK
// radicals, Kana, Han, Hangul and what Unicode has behind them.
const firstIdeograph = 0x2e80

// appendNames appends a hash of every name of a text; in scripts without spaces
// between words, of every two characters in a row.
func appendNames(names []uint64, text string) []uint64 {
	var before rune // the last character of such a script, with letters alone since then
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if lower := c | 0x20; lower < 'a' || lower > 'z' {
				before = 0
				i++
				continue
			}
			names, i = appendName(names, text, i, c < 'a')
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= firstIdeograph && isLetter(r):
			if before != 0 {
				names = append(names, mix(uint64(before)<<32|uint64(r)))
			}
			before = r
			i += n
		case isLetter(r):
			names, i = appendName(names, text, i, !unicode.IsLower(r))
		default:
			before = 0
			i += n
		}
	}
	return names
}

// appendName reads the word at from, and appends its hash if it is named, as words are
// that do not begin with a lower-case letter, and has the letters of a name. It returns
// where the word ends.
func appendName(names []uint64, text string, from int, named bool) (_ []uint64, end int) {
	if !named {
		return names, wordEnd(text, from)
	}
	h, letters := fnvOffset, 0
	for end = from; end < len(text); letters++ {
		c := text[end]
		if c < utf8.RuneSelf {
			c |= 0x20
			if c < 'a' || c > 'z' {
				break
			}
			h = (h ^ uint64(c)) * fnvPrime
			end++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[end:])
		lower, letter := lowerLetter(r)
		if !letter || r >= firstIdeograph {
			break
		}
		h = (h ^ uint64(lower)) * fnvPrime
		end += n
	}
	if letters >= nameLetters {
		names = append(names, mix(h))
	}
	return names, end
}

// wordEnd returns where the word ends that begins at from.
func wordEnd(text string, from int) int {
	for from < len(text) {
		c := text[from]
		if c < utf8.RuneSelf {
			if c |= 0x20; c < 'a' || c > 'z' {
				return from
			}
			from++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[from:])
		if r >= firstIdeograph || !isLetter(r) {
			return from
		}
		from += n
	}
	return from
}

func isLetter(r rune) bool {
	_, letter := lowerLetter(r)
	return letter
}

// smallest leaves the most smallest different values of all, ascending, at the front of
// it, and returns them.
func smallest(all []uint64, most int) []uint64 {
	kept := all[:0]
	for _, v := range all {
		if len(kept) == most && v >= kept[most-1] {
			continue
		}
		at := len(kept)
		for at > 0 && kept[at-1] > v {
			at--
		}
		if at > 0 && kept[at-1] == v {
			continue
		}
		if len(kept) == most {
			kept = kept[:most-1]
		}
		kept = slices.Insert(kept, at, v)
	}
	return kept
}
