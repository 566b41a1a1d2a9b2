package memory

import (
	"slices"
	"unicode/utf8"
)

// firstIdeograph is where the scripts without spaces between words begin: CJK
// radicals, Kana, Han, Hangul and what Unicode has behind them.
const firstIdeograph = 0x2e80

// readText returns the fingerprint of a text, as Fingerprint does, and appends a hash of
// every name of it; in scripts without spaces between words, of every two characters in a
// row. Both are found in one walk.
func readText(names []uint64, text string) (print uint64, _ []uint64) {
	w := textWalk{print: fnvOffset, names: names}
	var before rune // the last character of such a script, with letters alone since then
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			kept := printed[c]
			if kept >= 'a' {
				i = w.word(text, i, c < 'a')
				continue
			}
			if kept != 0 {
				w.print = (w.print ^ uint64(kept)) * fnvPrime
			}
			before = 0
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		lower, letter := lowerLetter(r)
		switch {
		case !letter:
			before = 0
			if !isDigit(r) {
				break
			}
			w.print = (w.print ^ uint64(r)) * fnvPrime
		case r < firstIdeograph:
			i = w.word(text, i, !isSmall(r))
			continue
		default:
			if before != 0 {
				w.names = append(w.names, mix(uint64(before)<<32|uint64(r)))
			}
			before = r
			w.print = (w.print ^ uint64(lower)) * fnvPrime
		}
		i += n
	}
	return mix(w.print), w.names
}

// textWalk is what readText knows so far.
type textWalk struct {
	print uint64 // not mixed
	names []uint64
}

// word reads the letters from from on, and appends their hash if they are named, as words
// are that do not begin with a lower-case letter, and are as many as a name has. It returns
// where they end.
func (w *textWalk) word(text string, from int, named bool) (end int) {
	print, name, letters := w.print, fnvOffset, 0
	for end = from; end < len(text); letters++ {
		c := text[end]
		if c < utf8.RuneSelf {
			c |= 0x20
			if c < 'a' || c > 'z' {
				break
			}
			print, name = (print^uint64(c))*fnvPrime, (name^uint64(c))*fnvPrime
			end++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[end:])
		lower, letter := lowerLetter(r)
		if !letter || r >= firstIdeograph {
			break
		}
		print, name = (print^uint64(lower))*fnvPrime, (name^uint64(lower))*fnvPrime
		end += n
	}
	w.print = print
	if named && letters >= nameLetters {
		w.names = append(w.names, mix(name))
	}
	return end
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
