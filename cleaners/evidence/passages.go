package evidence

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file turns paragraphs into rows of hashed words, in one walk over their
// characters, for the search for repeats.

// passage is one paragraph's words: wording.hash[from:to].
type passage struct {
	block    int
	from, to int
	key      uint64 // of all its words
}

func (p *passage) words() int { return p.to - p.from }

// wording is the words of the paragraphs that could be repeats.
type wording struct {
	passages []passage
	hash     []uint32 // of each word, in small letters
	at       []int32  // where it begins, in bytes of the text
}

// couldRepeat reports whether b is a paragraph that nobody repeats on
// purpose. An interviewer may ask a question again, and the headline has a rule
// of its own.
func (b Block) couldRepeat() bool {
	if b.Shape.Words < repeatWords || b.Role == document.RoleTable || b.Role == document.RoleCode || b.I == b.Layout.Title().Block {
		return false
	}
	return b.Shape.Ends != document.EndQuestion || b.Shape.Stops > 1
}

// begin hashes the words of a document's paragraphs, if there are two.
func (w *wording) begin(l *Layout) {
	w.passages, w.hash, w.at = w.passages[:0], w.hash[:0], w.at[:0]
	passages := 0
	for i := range l.Blocks {
		if l.At(i).couldRepeat() {
			passages++
		}
	}
	if passages < 2 {
		return
	}
	for i := range l.Blocks {
		if l.At(i).couldRepeat() {
			w.add(l.Document, i)
		}
	}
}

// smallWordByte returns for an ASCII letter or digit its small form, else 0.
var smallWordByte = func() (table [256]byte) {
	for c := range utf8.RuneSelf {
		if r := rune(c); unicode.IsLetter(r) || unicode.IsDigit(r) {
			table[c] = byte(unicode.ToLower(r))
		}
	}
	return table
}()

// The FNV-1a hash (Fowler, Noll, Vo) in two sizes.
const (
	fnvBasis32, fnvPrime32 = 2166136261, 16777619
	fnvBasis64, fnvPrime64 = 14695981039346656037, 1099511628211
)

// add hashes the words of block i. A character of a script without spaces
// between words counts as a word.
func (w *wording) add(doc *document.Document, i int) {
	span := doc.Blocks[i].Span
	p := passage{block: i, from: len(w.hash), key: fnvBasis64}
	text := doc.Text[:span.End]
	for k := span.Start; k < len(text); {
		start, word := k, uint32(fnvBasis32)
		for k < len(text) {
			if c := smallWordByte[text[k]]; c != 0 {
				word = (word ^ uint32(c)) * fnvPrime32
				k++
				continue
			}
			if text[k] < utf8.RuneSelf {
				break
			}
			c, n, alone := wideWordRune(text[k:])
			if c == 0 || alone && k > start {
				break
			}
			word = (word ^ c) * fnvPrime32
			k += n
			if alone {
				break
			}
		}
		if k > start {
			w.hash, w.at = append(w.hash, word), append(w.at, int32(start))
			p.key = (p.key ^ uint64(word)) * fnvPrime64
			continue
		}
		k++
		for k < len(text) && !utf8.RuneStart(text[k]) {
			k++
		}
	}
	p.to = len(w.hash)
	w.passages = append(w.passages, p)
}

// wideWordRune reads the first character of s, which is not ASCII: its small
// form, 0 when it belongs to no word; its bytes; whether it is a word alone.
func wideWordRune(s string) (c uint32, n int, alone bool) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r < wordTableEnd:
		return uint32(smallWordRune[r]), n, false
	case IsCJK(r):
		return uint32(r), n, true
	}
	return uint32(smallOf(r)), n, false
}

// smallOf returns a letter, digit or mark in its small form, and 0 for what belongs
// to no word.
func smallOf(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
		return unicode.ToLower(r)
	}
	return 0
}

// wordTableEnd is how far smallWordRune goes: from Latin to Devanagari and its
// neighbours, and the General Punctuation. All of it is before the first CJK
// character.
const wordTableEnd = 0x2070

// smallWordRune is smallOf as a table: the Unicode tables are searched for each of
// their properties, letter by letter.
var smallWordRune = func() (table [wordTableEnd]uint16) {
	for r := range rune(wordTableEnd) {
		table[r] = uint16(smallOf(r))
	}
	return table
}()
