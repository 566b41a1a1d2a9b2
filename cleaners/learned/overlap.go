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

func (w *headlineWords) has(word uint32) int32 { return int32(w[word>>28] >> (word >> 22 & 63) & 1) }

// wordsOf returns the long words of block i.
func (x *extractor) wordsOf(i int) []uint32 { return x.long[x.longFrom[i]:x.longFrom[i+1]] }

// measureOverlap notes for every block how many of its long words the rest of the
// running text and the headline have.
func (x *extractor) measureOverlap(doc *document.Document) {
	v := &x.vocabulary
	v.number(x.long)
	v.begin()
	for i := range x.summaries {
		if x.summaries[i].prose > 0 {
			v.add(i, x.numbersOf(i))
		}
	}
	v.sum()
	x.countNamed(doc)
	for i := range x.summaries {
		g := &x.summaries[i]
		g.overlap = x.sharedPart(i, g.prose > 0)
		g.inHeadline = logCount(x.named(i, i+1))
	}
}

// countNamed sums up the words that the headline has.
func (x *extractor) countNamed(doc *document.Document) {
	var headline headlineWords
	x.headline(doc, &headline)
	x.headlineSize = headline.size()
	x.ties.named = extend(x.ties.named, len(x.long)+1)
	sums, sum := x.ties.named[1:len(x.long)+1], int32(0)
	x.ties.named[0] = 0
	for k, word := range x.long {
		sum += headline.has(word)
		sums[k] = sum
	}
}

// named returns how many words of the headline the blocks from start up to end have.
func (x *extractor) named(start, end int) int32 {
	return x.ties.named[x.longFrom[end]] - x.ties.named[x.longFrom[start]]
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
