package memory

import (
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Sighting is what one document shows of its site: which paragraphs it has and
// where. Nothing else of the document is remembered.
type Sighting struct {
	Site       string // the subject token under which the document came in
	Document   uint32 // NameHash
	Day        int32  // since 1970-01-01, by the document's own time: see Day
	Fetched    int32  // the day on which its page was fetched, 0 when that is not known
	LeadNames  LeadNames
	Paragraphs []Paragraph
}

// Paragraph is one paragraph of a document that is long enough to be
// recognized.
type Paragraph struct {
	Print uint64 // Fingerprint of its text
	position
	Names       Names
	LeadOverlap LeadOverlap
}

// position is where in its document a paragraph was.
type position struct {
	Before uint8 // rememberable paragraphs before it, at most 255
	After  uint8 // rememberable paragraphs after it, at most 255
	Path   uint8 // a hash of the page element's path, if hardly another block of the page has the same; else 0
}

// least returns the smaller of each coordinate.
func (p position) least(q position) position {
	return position{min(p.Before, q.Before), min(p.After, q.After), min(p.Path, q.Path)}
}

// greatest returns the greater of each coordinate.
func (p position) greatest(q position) position {
	return position{max(p.Before, q.Before), max(p.After, q.After), max(p.Path, q.Path)}
}

// View is a document as the memory of its site sees it: the sighting, and from
// which blocks it was taken.
type View struct {
	Sighting
	doc      *document.Document
	blocks   [][]int // blocks[i] has the text of Paragraphs[i]: one, or short lines in a row
	repeats  []repeat
	headline LeadNames // the names in the headline alone
}

// repeat is blocks with the text of an earlier paragraph of their document.
type repeat struct {
	blocks    []int
	paragraph int
}

// Which paragraphs are rememberable. Shorter ones are headings, names and
// answers, which many articles share by chance: they count in runs alone. Longer
// ones are no boilerplate.
const (
	leastWords   = 4
	leastLetters = 16
	mostWords    = 160
	// mostParagraphs of a document are remembered, half of them from each end:
	// that is where a longer document has its boilerplate.
	mostParagraphs = 192
)

// NewView returns the view of a document. The site is the subject token under
// which it came in. The sighting has no days yet: see Day. The view holds on to
// the document.
func NewView(site string, doc *document.Document) *View {
	v := &View{Sighting: Sighting{Site: site, Document: NameHash(doc.Hints.Canonical, doc.URL, doc.ID)}, doc: doc}
	eligible := rememberable(doc)
	lead := newLeadIndex(doc)
	defer lead.release()
	v.LeadNames, v.headline = lead.LeadNames, lead.headline
	v.Paragraphs = make([]Paragraph, 0, min(len(eligible), mostParagraphs))
	v.blocks = eligible[:0] // what is kept of it is never behind what is read
	for n, blocks := range eligible {
		left := len(eligible) - 1 - n
		if n >= mostParagraphs/2 && left >= mostParagraphs/2 {
			continue
		}
		print, names, overlap := lead.read(doc, blocks)
		if p := lead.firsts.find(print, v.Paragraphs); p >= 0 {
			v.repeats = append(v.repeats, repeat{blocks, p})
			continue
		}
		lead.firsts.add(print, len(v.Paragraphs))
		v.blocks = append(v.blocks, blocks)
		v.Paragraphs = append(v.Paragraphs, Paragraph{
			Print: print, Names: names, LeadOverlap: overlap,
			position: position{Before: uint8(min(n, 255)), After: uint8(min(left, 255)), Path: pathOf(&doc.Blocks[blocks[0]])},
		})
	}
	return v
}

// firstPrints is a table from the fingerprints of a document's paragraphs to their
// index: open addressing, at most three eighths full.
type firstPrints [firstCells]uint8

const firstCells = 512

// find returns the index of the paragraph with a fingerprint, or -1.
func (f *firstPrints) find(print uint64, all []Paragraph) int {
	for at := print % firstCells; f[at] != 0; at = (at + 1) % firstCells {
		if i := int(f[at] - 1); all[i].Print == print {
			return i
		}
	}
	return -1
}

// add enters a paragraph that is not there, of at most mostParagraphs.
func (f *firstPrints) add(print uint64, index int) {
	at := print % firstCells
	for f[at] != 0 {
		at = (at + 1) % firstCells
	}
	f[at] = uint8(index + 1)
}

// mostSiblings is how many blocks of a page may have one path for the path to
// identify a paragraph: those of the article all have the same.
const mostSiblings = 2

// pathOf folds the hash of a block's path into a byte; 0 when the path does not
// identify the block.
func pathOf(b *document.Block) uint8 {
	if b.Element == nil || b.Element.Siblings > mostSiblings {
		return 0
	}
	return uint8(mix(b.Element.Path)) | 1
}

// clockSlack is how many days a site's clock may be ahead of ours: time zones.
const clockSlack = 1

// Day returns a document's own day, in days since 1970-01-01: the day on which
// it was published, if it states one that is not after it was stored; else that
// on which it was fetched; else that on which it was stored. The times are RFC
// 3339, days alone, or empty; stored may be zero. 0 when nothing is known.
func Day(published, fetched string, stored time.Time) int32 {
	known := day(stored)
	if d := parseDay(fetched); d > 0 && (known == 0 || d <= known+clockSlack) {
		known = d
	}
	if d := parseDay(published); d > 0 && (known == 0 || d <= known+clockSlack) {
		return d
	}
	return known
}

// parseDay returns 0 for what it can't read.
func parseDay(s string) int32 {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return day(t)
		}
	}
	return 0
}

// day returns the days since 1970-01-01 in UTC, 0 for times before.
func day(t time.Time) int32 {
	return int32(max(0, t.Unix()/int64(24*time.Hour/time.Second)))
}

// dayString is the inverse of parseDay.
func dayString(d int32) string {
	return time.Unix(int64(d)*int64(24*time.Hour/time.Second), 0).UTC().Format(time.DateOnly)
}
