package memory

import (
	"slices"
	"sync"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A wire story's background paragraph is repeated as furniture is: word for
// word, for weeks, at the end of many articles of a site. What it says is the
// difference: the names in it are in the headlines and first paragraphs of the
// articles that have it, and not of others. Those in a newsletter call are in
// the leads of few articles, or of all.

// Names is which names a paragraph has, of which keptNames are looked at: their
// numbers in a Leads. It is a function of the text.
type Names [keptNames]uint8

// Kin is which of a paragraph's names are in the lead of its document, a bit
// each.
type Kin uint8

// Leads is the names in a document's lead: a bit for each, which about one in
// seven shares with another.
type Leads [4]uint64

func (l *Leads) add(name uint64)     { l[name>>62] |= 1 << (name >> 56 & 63) }
func (l *Leads) has(name uint8) bool { return l[name>>6]>>(name&63)&1 != 0 }

const (
	// keptNames of a paragraph are looked at, those with the smallest hashes.
	keptNames = 8
	// nameLetters is the fewest letters of a name. A name is a word that begins
	// with an upper-case letter, the first of a sentence among them, or any word
	// in a script without case: they tell one story from another, where common
	// words are in every document.
	nameLetters = 4
	nameCells   = 4096 // few enough names that two of a document seldom share a cell
	// leadParagraphs of a document tell what it is about: those that are
	// sentences, of more than leadWords words.
	leadParagraphs = 4
	leadWords      = 20
	// beside is how many blocks around one are of its company and tell nothing
	// of it: furniture stands beside furniture and names the same newsletter.
	beside = 3
)

// lead is the names in a document's headline and first paragraphs, each with a
// bit for every one of these that it is in.
type lead struct {
	Leads
	cells  [nameCells]uint8
	blocks []int // the first paragraphs; bit 0 is the headline's
	hashes []uint64
}

var leads = sync.Pool{New: func() any { return new(lead) }}

// leadOf reads the lead of a document. The caller must call done.
func leadOf(doc *document.Document) *lead {
	l := leads.Get().(*lead)
	l.add(doc.Hints.Title, 1)
	for i := 0; i < len(doc.Blocks) && len(l.blocks) < leadParagraphs; i++ {
		if b := &doc.Blocks[i]; b.Shape.Words > leadWords && b.Shape.Ends.Sentence() {
			l.blocks = append(l.blocks, i)
			l.add(doc.Of(i), 1<<len(l.blocks))
		}
	}
	return l
}

func (l *lead) add(text string, bit uint8) {
	eachName(text, func(name uint64) {
		l.cells[name%nameCells] |= bit
		l.Leads.add(name)
	})
}

func (l *lead) done() {
	*l = lead{blocks: l.blocks[:0], hashes: l.hashes[:0]}
	leads.Put(l)
}

// kin gives the names of block i, and which of them are in the lead.
func (l *lead) kin(doc *document.Document, i int) (names Names, kin Kin) {
	telling := uint8(1)
	for n, block := range l.blocks {
		if block < i-beside || block > i+beside {
			telling |= 2 << n
		}
	}
	l.hashes = l.hashes[:0]
	eachName(doc.Of(i), func(name uint64) { l.hashes = append(l.hashes, name) })
	slices.Sort(l.hashes)
	for n, name := range slices.Compact(l.hashes) {
		if n == keptNames {
			break
		}
		names[n] = uint8(name >> 56)
		if l.cells[name%nameCells]&telling != 0 {
			kin |= 1 << n
		}
	}
	return names, kin
}

// When a paragraph belongs to a story: one of its names is in the leads of
// kinShare of the documents that have it, and of at most kinElsewhere times as
// large a share of the site's others. Where more than mostKin of all documents
// have a paragraph there are hardly others, and no story is so large.
const (
	kinShare     = 0.7
	kinElsewhere = 0.5
	mostKin      = 0.6
)

// ofOneStory reports whether the documents that have a paragraph are about what
// it speaks of.
func (e *evidence) ofOneStory(site []introduced) bool {
	if e.share > mostKin || len(site) == 0 {
		return false
	}
	for n, name := range e.names {
		with := 0
		for _, w := range e.witnesses() {
			with += int(w >> n & 1)
		}
		share := float64(with) / float64(e.n)
		if share < kinShare {
			continue
		}
		all := 0
		for i := range site {
			if site[i].has(name) {
				all++
			}
		}
		// All documents are those with the paragraph and the others.
		others := (float64(all)/float64(len(site)) - e.share*share) / (1 - e.share)
		if others <= kinElsewhere*share {
			return true
		}
	}
	return false
}

// eachName gives a hash of every name of a text; in scripts that set no spaces,
// of every two characters.
func eachName(text string, give func(word uint64)) {
	h, n, named := fnvOffset, 0, false
	end := func() {
		if n >= nameLetters && named {
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
			if n == 0 {
				named = !unicode.IsLower(r)
			}
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
