package memory

import (
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The background paragraph of a running story is repeated as boilerplate is:
// word for word, for weeks, at the end of many articles of a site. What sets it
// apart is its names: they are in the leads of the articles that have it, and
// not in others. Those of a newsletter call are in the leads of few articles,
// or of all. A lead is a document's headline and its first paragraphs.

// LeadNames is the set of names in a document's lead: a Bloom filter of 256
// bits with one hash. About one name in seven shares its bit with another.
type LeadNames [4]uint64

func (l *LeadNames) add(name uint64)     { l[name>>62] |= 1 << (name >> 56 & 63) }
func (l *LeadNames) has(name uint8) bool { return l[name>>6]>>(name&63)&1 != 0 }

// Names is up to keptNames names of a paragraph, each by its bit in LeadNames.
// It is a function of the text.
type Names [keptNames]uint8

// LeadOverlap is which of a paragraph's Names are also in the lead of its own
// document: bit i is for Names[i].
type LeadOverlap uint8

const (
	// keptNames of a paragraph are compared, those with the smallest hashes.
	keptNames = 8
	// nameLetters is the fewest letters of a name. A name is a word that begins
	// with an upper-case letter, the first of a sentence included, or any word
	// in a script without case: names tell one story from another, where common
	// words are in every document.
	nameLetters = 4
	// nameCells is large enough that two names of a document seldom share a cell.
	nameCells = 4096
	// A lead has the first leadParagraphs of a document: blocks that end as
	// sentences do and have more than leadWords words.
	leadParagraphs = 4
	leadWords      = 20
	// neighbours is how many blocks on each side of a paragraph are not compared
	// with it: boilerplate is next to boilerplate that names the same newsletter.
	neighbours = 3
)

// leadIndex finds the names of one document's lead.
type leadIndex struct {
	LeadNames
	cells  [nameCells]uint8 // by the hash of a name, which parts of the lead have it: bit 0 the headline, bit n+1 blocks[n]
	blocks []int            // the first paragraphs
	names  []uint64         // scratch

	headline LeadNames   // of the headline alone
	firsts   firstPrints // NewView's, which has no need of it longer than of the rest
}

// leadIndexes are kept, since each is some 4 KB and needed for a moment.
var leadIndexes = sync.Pool{New: func() any { return new(leadIndex) }}

// newLeadIndex reads the lead of a document. The caller must call release.
func newLeadIndex(doc *document.Document) *leadIndex {
	l := leadIndexes.Get().(*leadIndex)
	l.add(doc.Hints.Title, 1)
	l.headline = l.LeadNames
	for i := 0; i < len(doc.Blocks) && len(l.blocks) < leadParagraphs; i++ {
		if b := &doc.Blocks[i]; b.Shape.Words > leadWords && b.Shape.Ends.Sentence() {
			l.blocks = append(l.blocks, i)
			l.add(doc.Of(i), 1<<len(l.blocks))
		}
	}
	return l
}

// add enters the names of one part of the lead, which has a bit.
func (l *leadIndex) add(text string, bit uint8) {
	_, l.names = readText(l.names[:0], text)
	for _, name := range l.names {
		l.cells[name%nameCells] |= bit
		l.LeadNames.add(name)
	}
}

func (l *leadIndex) release() {
	*l = leadIndex{blocks: l.blocks[:0], names: l.names[:0]}
	leadIndexes.Put(l)
}

// read returns the fingerprint of a paragraph, which is block i and perhaps some after
// it, the names of block i, and which of them are in the lead, neighbours of the block left
// out.
func (l *leadIndex) read(doc *document.Document, blocks []int) (print uint64, names Names, overlap LeadOverlap) {
	i := blocks[0]
	print, l.names = readText(l.names[:0], doc.Of(i))
	if len(blocks) > 1 {
		print = joinPrints(doc, print, blocks[1:])
	}
	compared := uint8(1) // parts of the lead
	for n, block := range l.blocks {
		if block < i-neighbours || block > i+neighbours {
			compared |= 2 << n
		}
	}
	kept := smallest(l.names, keptNames)
	for n, name := range kept {
		names[n] = uint8(name >> 56)
		if l.cells[name%nameCells]&compared != 0 {
			overlap |= 1 << n
		}
	}
	return print, names, overlap
}
