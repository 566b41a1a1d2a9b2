package memory

import (
	"math/bits"
	"sync"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A wire story's background paragraph is repeated as furniture is: word for
// word, for weeks, at the end of many articles of a site. What it says is the
// difference: the names in it are in the headline and the first paragraphs of
// every article that has it, and no word of a newsletter call is.

// Kin is which long words of a paragraph are in the lead of its document: each
// word has one of 32 bits.
type Kin uint32

// lead is the words of a document's headline and first paragraphs, each with a
// bit for every one of these that it is in.
type lead struct {
	cells  [wordCells]uint8 // few enough words that two seldom share a cell
	blocks []int            // the first paragraphs; bit 0 is the headline's
}

const (
	wordCells = 4096
	// longWord is the letters of a word that says something; shorter ones hold
	// sentences together.
	longWord = 5
	// leadParagraphs of a document tell what it is about: those that are
	// sentences, of more than leadWords words.
	leadParagraphs = 4
	leadWords      = 20
	// beside is how many blocks around one are of its company and tell nothing:
	// furniture stands beside furniture and speaks of the same newsletter.
	beside = 3
)

var leads = sync.Pool{New: func() any { return new(lead) }}

// leadOf reads the lead of a document. The caller must call done.
func leadOf(doc *document.Document) *lead {
	l := leads.Get().(*lead)
	eachWord(doc.Hints.Title, func(word uint64) { l.cells[word%wordCells] |= 1 })
	for i := 0; i < len(doc.Blocks) && len(l.blocks) < leadParagraphs; i++ {
		if b := &doc.Blocks[i]; b.Shape.Words > leadWords && b.Shape.Ends.Sentence() {
			l.blocks = append(l.blocks, i)
			bit := uint8(1) << len(l.blocks)
			eachWord(doc.Of(i), func(word uint64) { l.cells[word%wordCells] |= bit })
		}
	}
	return l
}

func (l *lead) done() {
	l.cells, l.blocks = [wordCells]uint8{}, l.blocks[:0]
	leads.Put(l)
}

// kin gives which words of block i are in the lead.
func (l *lead) kin(doc *document.Document, i int) (kin Kin) {
	telling := uint8(1)
	for n, block := range l.blocks {
		if block < i-beside || block > i+beside {
			telling |= 2 << n
		}
	}
	eachWord(doc.Of(i), func(word uint64) {
		if l.cells[word%wordCells]&telling != 0 {
			kin |= 1 << (word >> 59)
		}
	})
	return kin
}

// When a paragraph belongs to a story: kinWords of its words are each in the
// leads of kinShare of the documents that have it. One alone may be the town
// that a local paper writes about.
const (
	kinWords = 2
	kinShare = 0.6
)

// ofOneStory reports whether the documents that have a paragraph are about what
// it speaks of.
func ofOneStory(from []witness) bool {
	var count [32]int
	for _, w := range from {
		for kin := uint32(w); kin != 0; kin &= kin - 1 {
			count[bits.TrailingZeros32(kin)]++
		}
	}
	words := 0
	for _, n := range count {
		if float64(n) >= kinShare*float64(len(from)) {
			words++
		}
	}
	return words >= kinWords
}

// eachWord gives a hash of every long word of a text: a run of longWord letters
// or more, or two characters of a script that sets no spaces.
func eachWord(text string, give func(word uint64)) {
	h, n := fnvOffset, 0
	end := func() {
		if n >= longWord {
			give(mix(h))
		}
		h, n = fnvOffset, 0
	}
	var before rune
	for _, r := range text {
		switch {
		case r < 0x80 && (r|0x20 < 'a' || r|0x20 > 'z'), r >= 0x80 && !unicode.IsLetter(r):
			end()
			before = 0
		case r >= firstIdeograph:
			end()
			if before != 0 {
				give(mix(uint64(before)<<32 | uint64(r)))
			}
			before = r
		default:
			if r < 0x80 {
				r |= 0x20
			} else {
				r = unicode.ToLower(r)
			}
			h = (h ^ uint64(r)) * fnvPrime
			n++
		}
	}
	end()
}

// firstIdeograph is where the scripts begin that set no spaces: Kana, Han,
// Hangul and the rest of that stretch.
const firstIdeograph = 0x2e80
