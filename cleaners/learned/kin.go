package learned

import (
	"math/bits"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Paragraphs of one article share their words: names, places, the thing that it
// is about. A card of another article, an advertisement or a menu shares few.
// This holds in any language that parts its words, and without a lexicon.

// kinBytes is how long a word must be to tell of its text: shorter ones are
// mostly those that every text has.
const kinBytes = 5

// letters gives a byte as it counts in a word, 0 for one that does not: ASCII
// letters small, digits, and every byte of a character beyond ASCII. Of two such
// bytes markLen has to tell.
var letters = func() (t [256]uint8) {
	for c := range t {
		switch b := uint8(c); {
		case b >= 'A' && b <= 'Z':
			t[c] = b + 'a' - 'A'
		case b == 0xC2, b == 0xE2:
			t[c] = mayBeMark
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9', b >= utf8.RuneSelf:
			t[c] = b
		}
	}
	return t
}()

// mayBeMark stands for the first bytes of the characters that markLen knows.
const mayBeMark = 1

// lettering is what one walk over a block's bytes finds.
type lettering struct {
	hash uint64 // of all words, whatever stands between them
	signs
}

// signs are characters that tell something of a line.
type signs struct {
	at, address, quotes bool
	bars                uint8
}

// FNV-1a (Fowler, Noll, Vo), for hashing words into a block's hash.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// spell walks over s and appends the hashes of its long words to words.
func spell(s string, words []uint32) (lettering, []uint32) {
	var found signs
	hash := uint64(fnvOffset)
	for i := 0; i < len(s); {
		start, h := i, uint32(0)
		mark := 0
		for {
			for i < len(s) && letters[s[i]] > mayBeMark { // nearly always the whole word
				h = h*31 + uint32(letters[s[i]])
				i++
			}
			if i == len(s) || letters[s[i]] != mayBeMark {
				break
			}
			if mark = markLen(s[i:], &found); mark > 0 {
				break
			}
			h = h*31 + uint32(s[i])
			i++
		}
		if n := i - start; n > 0 {
			hash = (hash ^ uint64(h)) * fnvPrime
			if n >= kinBytes {
				words = append(words, spread(h))
			}
		}
		if mark == 0 && i < len(s) {
			if s[i] != ' ' {
				found.note(s, i)
			}
			mark = 1
		}
		i += mark
	}
	return lettering{hash, found}, words
}

// spread makes every bit of a hash depend on all (Knuth's multiplicative
// hashing).
func spread(h uint32) uint32 { return h * 2654435761 }

// markLen gives the length in bytes of the punctuation that s begins with, of
// the two blocks of Unicode where news have theirs, and 0 for a letter.
func markLen(s string, found *signs) int {
	switch {
	case s[0] == 0xC2 && len(s) > 1: // no-break space, « and »
		found.quotes = found.quotes || s[1] == 0xAB || s[1] == 0xBB
		return 2
	case s[0] == 0xE2 && len(s) > 2 && s[1] == 0x80: // dashes, ellipsis, “, ” and „
		found.quotes = found.quotes || s[2] >= 0x9C && s[2] <= 0x9E
		return 3
	}
	return 0
}

// note notes the ASCII mark at s[i].
func (g *signs) note(s string, i int) {
	switch s[i] {
	case '@':
		g.at = true
	case '|':
		g.bars = min(g.bars, 254) + 1
	case '"':
		g.quotes = true
	case ':':
		g.address = g.address || strings.HasPrefix(s[i:], "://")
	case '.':
		g.address = g.address || i >= 3 && s[i-3:i] == "www"
	}
}

// vocabulary tells of every long word whether one block has it or several do.
// Words whose hashes fall together are one word to it.
type vocabulary struct {
	slots []int32 // 0: no block; i+1: block i alone; several
	mask  uint32
}

const several = -1

// vocabularyMost bounds the memory of one document's words, 4 bytes each.
const vocabularyMost = 1 << 18

// begin empties v and makes it large enough for n words.
func (v *vocabulary) begin(n int) {
	size := 1 << 8
	for size < 4*n && size < vocabularyMost {
		size *= 2
	}
	v.slots = resize(v.slots, size)
	v.mask = uint32(size - 1)
}

// learn notes that block i has the words. Here and in shared no branch depends on
// a word: nobody can foretell which ones other blocks have.
func (v *vocabulary) learn(i int, words []uint32) {
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

func (w *headlineWords) count(words []uint32) int {
	n := 0
	for _, h := range words {
		n += int(w[h>>28] >> (h >> 22 & 63) & 1)
	}
	return n
}

// wordsOf gives the long words of block i.
func (x *extractor) wordsOf(i int) []uint32 { return x.long[x.longFrom[i]:x.longFrom[i+1]] }

// findKin tells every glance how many of its words the rest of the running text
// and the headline have.
func (x *extractor) findKin(doc *document.Document) {
	x.vocabulary.begin(len(x.long))
	for i := range x.glances {
		if x.glances[i].prose > 0 {
			x.vocabulary.learn(i, x.wordsOf(i))
		}
	}
	var headline headlineWords
	x.headline(doc, &headline)
	for i := range x.glances {
		g, words := &x.glances[i], x.wordsOf(i)
		g.kin = portion(x.vocabulary.shared(i, words), len(words))
		g.titled = logCount(int32(headline.count(words)))
	}
}

// headline gathers the words of the page's title, or of the first block, with
// which most dumps begin.
func (x *extractor) headline(doc *document.Document, set *headlineWords) {
	if title := doc.Hints.Title; title != "" {
		n := len(x.long)
		_, x.long = spell(title, x.long)
		set.add(x.long[n:])
		x.long = x.long[:n]
	}
	if len(doc.Blocks) > 0 {
		set.add(x.wordsOf(0))
	}
}

// census counts equal blocks by the hashes of their words.
type census struct {
	hashes []uint64 // an open hash table
	counts []int32  // of each; 0 where the slot is free
	shift  int      // leaves of a hash as many bits as the table has places
	seed   uint64   // drawn, so that nobody can write lines that fall together
}

// begin empties c and makes it large enough for n blocks.
func (c *census) begin(n int) {
	if c.seed == 0 {
		c.seed = rand.Uint64() | 1
	}
	size := 1 << bits.Len(uint(2*n))
	c.shift = 64 - bits.Len(uint(2*n))
	c.hashes, c.counts = resize(c.hashes, size), resize(c.counts, size)
}

// add counts a block and gives its place.
func (c *census) add(hash uint64) int32 {
	mask := uint64(len(c.counts) - 1)
	at := hash * c.seed >> c.shift
	for c.counts[at] > 0 && c.hashes[at] != hash {
		at = (at + 1) & mask
	}
	c.hashes[at] = hash
	c.counts[at]++
	return int32(at)
}

// count gives how many blocks have their place there.
func (c *census) count(at int32) int32 { return c.counts[at] }
