package learned

import (
	"math/bits"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Paragraphs of one article share their words: names, places, the thing that it
// is about. A card of another article, an advertisement or a menu shares few.
// This holds in any language that parts its words, and without a lexicon.

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

// measureOverlap notes for every block how many of its long words the rest of the
// running text and the headline have.
func (x *extractor) measureOverlap(doc *document.Document) {
	x.vocabulary.number(x.long)
	x.vocabulary.begin()
	for i := range x.summaries {
		if x.summaries[i].prose > 0 {
			x.vocabulary.add(i, x.numbersOf(i))
		}
	}
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
		x.long = longWordsOf(title, x.long)
		set.add(x.long[n:])
		x.long = x.long[:n]
	}
	if len(doc.Blocks) > 0 {
		set.add(x.wordsOf(0))
	}
}
