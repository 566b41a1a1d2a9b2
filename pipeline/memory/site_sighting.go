package memory

import (
	"strings"
	"time"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Sighting is what one document shows of its site: which paragraphs it has and
// where. It is all of the document that is ever remembered.
type Sighting struct {
	Site       string // the token under which the document came in
	Document   uint32 // a hash of the document's name
	Day        int32  // since 1970-01-01, by the document's own time
	Leads      Leads
	Paragraphs []Paragraph
}

// Paragraph is one paragraph of a document that is long enough to be known
// again.
type Paragraph struct {
	Print uint64 // Fingerprint of its text
	place
	Names Names
	Kin   Kin
}

// Reading is a document as memory sees it.
type Reading struct {
	Sighting
	doc    *document.Document
	blocks []int // of Paragraphs, the blocks that have the text, the first of them
	again  []copied
}

// copied is a block that repeats an earlier paragraph of the document.
type copied struct{ block, paragraph int }

// The paragraphs that can be remembered. Shorter ones are headings, names and
// answers, which many articles share by chance; longer ones are not furniture.
const (
	leastWords   = 4
	leastLetters = 16
	mostWords    = 160
	// mostParagraphs of a document are remembered, half of them from each end:
	// furniture of a longer document stands there.
	mostParagraphs = 96
)

// Read finds the paragraphs of a document that can be remembered. The site is
// the token under which it came in. The reading has no day yet: see Day.
func Read(site string, doc *document.Document) *Reading {
	r := &Reading{Sighting: Sighting{Site: site, Document: NameHash(doc.Hints.Canonical, doc.URL, doc.ID)}, doc: doc}
	eligible := make([]int, 0, len(doc.Blocks))
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.Shape.Words >= leastWords && b.Shape.Letters >= leastLetters && b.Shape.Words <= mostWords && b.Role != document.RoleCode {
			eligible = append(eligible, i)
		}
	}
	lead := leadOf(doc)
	defer lead.done()
	r.Leads = lead.Leads
	first := make(map[uint64]int, min(len(eligible), mostParagraphs))
	for n, i := range eligible {
		if left := len(eligible) - 1 - n; n >= mostParagraphs/2 && left >= mostParagraphs/2 {
			continue
		}
		print := Fingerprint(doc.Of(i))
		if p, seen := first[print]; seen {
			r.again = append(r.again, copied{i, p})
			continue
		}
		first[print] = len(r.Paragraphs)
		names, kin := lead.kin(doc, i)
		r.blocks = append(r.blocks, i)
		r.Paragraphs = append(r.Paragraphs, Paragraph{
			Print: print, Names: names, Kin: kin,
			place: place{Before: uint8(min(n, 255)), After: uint8(min(len(eligible)-1-n, 255)), Path: pathOf(&doc.Blocks[i])},
		})
	}
	return r
}

// telling is how many blocks of a page at most stand in a place that tells
// something: the paragraphs of the article share one.
const telling = 2

// pathOf folds the hash of a telling place into a byte, 0 for none.
func pathOf(b *document.Block) uint8 {
	if b.Element == nil || b.Element.Siblings > telling {
		return 0
	}
	return uint8(mix(b.Element.Path)) | 1
}

// clockSlack is how far ahead of ours a site's clock may be, in days: zones.
const clockSlack = 1

// Day gives a document's own day, as days since 1970: that on which it was
// published, if it says so and had not been stored before; else the day that it
// was fetched, else stored. The times are RFC 3339, days alone, or empty; stored
// may be zero.
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

func parseDay(s string) int32 {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return day(t)
		}
	}
	return 0
}

// day gives the days since 1970 in UTC, 0 for times before.
func day(t time.Time) int32 {
	return int32(max(0, t.Unix()/int64(24*time.Hour/time.Second)))
}

// dayString is the inverse of parseDay.
func dayString(d int32) string {
	return time.Unix(int64(d)*int64(24*time.Hour/time.Second), 0).UTC().Format(time.DateOnly)
}

// NameHash gives the hash by which a document is counted: of its canonical
// address, else its address, else its id. So an article that was changed, and
// sent in again, is the same witness.
func NameHash(canonical, url, id string) uint32 {
	name := id
	switch {
	case canonical != "":
		name, _, _ = strings.Cut(canonical, "#")
	case url != "":
		name, _, _ = strings.Cut(url, "#")
	}
	h := fnvOffset
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * fnvPrime
	}
	return max(1, uint32(mix(h))) // a witness is never 0
}

// Fingerprint hashes the letters and digits of a paragraph, small: so that it
// is the same however spaces, marks and case were scraped.
func Fingerprint(text string) uint64 {
	h := fnvOffset
	for _, r := range text {
		switch {
		case r < 0x80:
			if r >= 'A' && r <= 'Z' {
				r |= 0x20
			} else if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
				continue
			}
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			continue
		default:
			r = unicode.ToLower(r)
		}
		h = (h ^ uint64(r)) * fnvPrime
	}
	return mix(h)
}

// FNV-1a (Fowler, Noll, Vo), over runes.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// mix spreads a hash over all bits (the finalizer of SplitMix64, Steele, Lea
// and Flood 2014): small bottom sets need even hashes.
func mix(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}
