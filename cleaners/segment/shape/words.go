package shape

import (
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// openWord is a word that may go on: behind it, so far, is nothing but what is ignored.
type openWord struct {
	open       bool
	hash       uint64
	start, end int
	bits       document.WordBits
}

// longestWord is the longest word in bytes; what is longer is cut.
const longestWord = 1 << 15

// take takes a character, of n bytes at i, for the words.
func (w *walker) take(r rune, c *char, i, n int) {
	if r >= utf8.RuneSelf && !isUsual(r, c) {
		w.shape.Signs |= document.SignUnusual
	}
	if !w.listed {
		return
	}
	switch c.kind {
	case kindWord:
		hash, bits := extend(w.word.hash, c.folded), document.WordWide
		if c.class == classUpper {
			bits |= document.WordCapital
		}
		if c.class == classDigit {
			bits |= document.WordDigits
		}
		w.takeRun(hash, i, i+n, bits)
	case kindAlone:
		w.closeWord()
		bits := document.WordWide | document.WordAlone
		if c.class == classDigit {
			bits |= document.WordDigits
		}
		w.list(document.Word{Hash: extend(0, c.folded), Start: int32(i), Len: uint16(n), Bits: bits})
	case kindSpace:
		w.closeWord()
		w.gap |= document.WordSpaced
	case kindMark:
		w.closeWord()
		w.gap |= document.WordMarked
	case kindSkip:
		if i-w.word.start > longestWord {
			w.closeWord()
		}
	}
}

// isUsual reports a letter beyond ASCII that is as it is folded, in a script with spaces
// between words, and the punctuation of Latin-1 and the General Punctuation up to U+203F.
func isUsual(r rune, c *char) bool {
	if r <= 0xBF || r >= 0x2000 && r <= 0x203F {
		return c.kind == kindMark || c.kind == kindSpace
	}
	return c.kind == kindWord && c.folded == r && (r < eastFrom || r >= hanEnd)
}

// takeRun takes the characters from from to end for the open word, or opens one. Its
// hash with them is hash.
func (w *walker) takeRun(hash uint64, from, end int, bits document.WordBits) {
	if !w.word.open {
		w.word = openWord{open: true, start: from, bits: bits & document.WordCapital}
	}
	w.word.hash, w.word.end = hash, end
	w.word.bits |= bits &^ document.WordCapital
	if end-w.word.start > longestWord {
		w.closeWord()
	}
}

// closeWord lists the open word.
func (w *walker) closeWord() {
	if !w.word.open {
		return
	}
	o := &w.word
	w.list(document.Word{Hash: o.hash, Start: int32(o.start), Len: uint16(o.end - o.start), Bits: o.bits})
	w.word = openWord{}
}

// list lists a word, at its place in the text that is walked over.
func (w *walker) list(word document.Word) {
	word.Start += w.at
	word.Bits |= w.gap
	w.gap = 0
	w.words = append(w.words, word)
	w.shape.Wording = lengthenWording(w.shape.Wording, word.Hash)
}

// Wording returns the hash of some words together.
func Wording(words []document.Word) uint64 {
	wording := uint64(fnvOffset)
	for i := range words {
		wording = lengthenWording(wording, words[i].Hash)
	}
	return wording
}

// lengthenWording returns the hash of some words with one more behind. It takes the half
// of the word's hash that the classifier has.
func lengthenWording(wording, word uint64) uint64 {
	return (wording ^ word&(1<<32-1)) * fnvPrime
}

// SetGap notes of w what is between it and the word before it in text, which has
// changed since.
func SetGap(text string, before, w *document.Word) {
	w.Bits &^= document.WordSpaced | document.WordMarked
	for at := before.End(); ; {
		m, ok := NextMark(text, at, int(w.Start))
		if m.Spaced {
			w.Bits |= document.WordSpaced
		}
		if !ok {
			return
		}
		w.Bits |= document.WordMarked
		at = m.End
	}
}
