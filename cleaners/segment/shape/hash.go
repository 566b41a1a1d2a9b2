package shape

import (
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A word's hash is a polynomial of the bytes of its folded characters (Karp, Rabin,
// "Efficient randomized pattern-matching algorithms", 1987), so that words that touch
// can be taken for one: the hash of both follows from theirs. Its low half is that of
// base 31, which the classifier was trained with. Whoever makes a table by it spreads
// its bits first.

const (
	hashBase = 0x9E3779B9<<32 | 31
)

// extend returns the hash of a word with r, folded, behind it.
func extend(hash uint64, r rune) uint64 {
	switch {
	case r < utf8.RuneSelf:
		return hash*hashBase + uint64(r)
	case r < 0x800:
		return (hash*hashBase+uint64(0xC0|r>>6))*hashBase + uint64(0x80|r&0x3F)
	}
	var bytes [utf8.UTFMax]byte
	for _, c := range bytes[:utf8.EncodeRune(bytes[:], r)] {
		hash = hash*hashBase + uint64(c)
	}
	return hash
}

// FNV-1a (Fowler, Noll, Vo), 64 bits: by it, hashes of words become that of a text.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// HashAnyNumber returns the hash of a word as if all of its digits were 0, so that one
// phrase is found with any number.
func HashAnyNumber(word string) (hash uint64) {
	for i := 0; i < len(word); {
		r, n := decode(word, i)
		i += n
		switch c := charOf(r); {
		case c.class == classDigit:
			hash = extend(hash, '0')
		case c.kind != kindSkip:
			hash = extend(hash, c.folded)
		}
	}
	return hash
}

// Mark is a character between words, as punctuation is.
type Mark struct {
	Hash   uint64 // as a word's
	Start  int    // in bytes of the text
	End    int
	Spaced bool // white space is before it
}

// NextMark returns the first mark of text[from:to], where no word is. Where ok is false
// there is none; Spaced tells then whether there is white space.
func NextMark(text string, from, to int) (m Mark, ok bool) {
	for i := from; i < to; {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = decode(text, i)
		}
		switch c := charOf(r); c.kind {
		case kindSpace:
			m.Spaced = true
		case kindSkip:
		default:
			return Mark{extend(0, c.folded), i, i + n, m.Spaced}, true
		}
		i += n
	}
	return m, false
}

// WordAt returns the part of a text that w is.
func WordAt(text string, w *document.Word) string { return text[w.Start : int(w.Start)+int(w.Len)] }
