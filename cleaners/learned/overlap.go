package learned

import (
	"math/bits"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Paragraphs of one article share their words: names, places, the thing that it
// is about. A card of another article, an advertisement or a menu shares few.
// This holds in any language that parts its words, and without a lexicon.

// vocabulary tells of every long word whether one block has it or several do.
// Words whose hashes fall together are one word to it.
type vocabulary struct {
	slots []int32 // 0: no block; i+1: block i alone; several
	mask  uint32
}

const several = -1

// maxSlots bounds the memory of one document's words, 4 bytes each.
const maxSlots = 1 << 18

// begin empties v and makes it large enough for n words.
func (v *vocabulary) begin(n int) {
	size := 1 << 8
	for size < 4*n && size < maxSlots {
		size *= 2
	}
	v.slots = resize(v.slots, size)
	v.mask = uint32(size - 1)
}

// add notes that block i has the words. Here and in shared no branch depends on
// a word: a processor can't predict which ones other blocks have.
func (v *vocabulary) add(i int, words []uint32) {
	own := int32(i) + 1
	for _, h := range words {
		slot := &v.slots[(h>>8)&v.mask]
		of := int32(several)
		if *slot == 0 {
			of = own
		}
		if *slot == own {
			of = own
		}
		*slot = of
	}
}

// shared counts the words that a block other than i has.
func (v *vocabulary) shared(i int, words []uint32) int {
	own, n := int32(i)+1, 0
	for _, h := range words {
		of := v.slots[(h>>8)&v.mask]
		other := 1
		if of == 0 {
			other = 0
		}
		if of == own {
			other = 0
		}
		n += other
	}
	return n
}

// headlineWords is a set of the headline's words: a Bloom filter with one hash
// (Bloom, CACM 13(7), 1970), wide enough for a headline.
type headlineWords [16]uint64

func (w *headlineWords) add(words []uint32) {
	for _, h := range words {
		w[h>>28] |= 1 << (h >> 22 & 63)
	}
}

// size returns how many words the set has.
func (w *headlineWords) size() int {
	n := 0
	for _, word := range w {
		n += bits.OnesCount64(word)
	}
	return n
}

func (w *headlineWords) count(words []uint32) int {
	n := 0
	for _, h := range words {
		n += int(w[h>>28] >> (h >> 22 & 63) & 1)
	}
	return n
}

// wordsOf returns the long words of block i.
func (x *extractor) wordsOf(i int) []uint32 { return x.long[x.longFrom[i]:x.longFrom[i+1]] }

// learnWords makes the vocabulary that of the blocks in a part of the document.
func (x *extractor) learnWords(in func(i int) bool) {
	x.vocabulary.begin(len(x.long))
	for i := range x.summaries {
		if in(i) {
			x.vocabulary.add(i, x.wordsOf(i))
		}
	}
}

// sharedPart returns which part of block i's long words the other blocks of the
// vocabulary have.
func (x *extractor) sharedPart(i int) uint8 {
	words := x.wordsOf(i)
	return portion(x.vocabulary.shared(i, words), len(words))
}

// measureOverlap notes for every block how many of its long words the rest of the
// running text and the headline have.
func (x *extractor) measureOverlap(doc *document.Document) {
	x.learnWords(func(i int) bool { return x.summaries[i].prose > 0 })
	var headline headlineWords
	x.headline(doc, &headline)
	x.headlineSize = headline.size()
	named := resize(x.ties.named, len(x.summaries)+1)
	x.ties.named = named
	for i := range x.summaries {
		g := &x.summaries[i]
		g.overlap = x.sharedPart(i)
		count := int32(headline.count(x.wordsOf(i)))
		g.inHeadline = logCount(count)
		named[i+1] = named[i] + count
	}
}

// headline gathers the words of the page's title, or of the first block, with
// which most dumps begin.
func (x *extractor) headline(doc *document.Document, set *headlineWords) {
	if title := doc.Hints.Title; title != "" {
		n := len(x.long)
		_, x.long = scanWords(title, x.long)
		set.add(x.long[n:])
		x.long = x.long[:n]
	}
	if len(doc.Blocks) > 0 {
		set.add(x.wordsOf(0))
	}
}
