package learned

import (
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// longWord is how long a word must be, in bytes, to tell of its text: shorter ones are
// mostly those that every text has.
const longWord = 5

// longWords appends the hashes of block i's long words to long, and returns the hash of
// all words, whatever is between them.
func longWords(doc *document.Document, i int, long []uint32) (uint64, []uint32) {
	b := &doc.Blocks[i]
	if b.Shape.Signs&document.SignUnusual != 0 {
		return scanBytes(doc.Of(i), long)
	}
	return b.Shape.Wording, longAmong(doc.WordsOf(i), long)
}

// longWordsOf is longWords for a text that is in no block.
func longWordsOf(text string, long []uint32) []uint32 {
	measured, words := shape.Cut(text, 0, nil)
	if measured.Signs&document.SignUnusual != 0 {
		_, long = scanBytes(text, long)
		return long
	}
	return longAmong(words, long)
}

// longAmong appends the hashes of the long ones among words. No branch depends on a
// word: a processor can't predict which ones are long.
func longAmong(words []document.Word, long []uint32) []uint32 {
	long = slices.Grow(long, len(words))
	room, n := long[len(long):len(long)+len(words)], 0
	for i := range words {
		room[n] = spread(uint32(words[i].Hash))
		more := 0
		if words[i].Len >= longWord {
			more = 1
		}
		n += more
	}
	return long[:len(long)+n]
}

// spread makes every bit of a hash depend on all (Knuth's multiplicative
// hashing).
func spread(h uint32) uint32 { return h * 2654435761 }
