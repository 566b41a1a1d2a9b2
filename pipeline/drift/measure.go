package drift

import (
	"fmt"
	"math"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Measure is one thing that is measured of a clean document.
type Measure uint8

// The measures. Behind them comes one for each kind that may be removed: its share of
// the text. Their order is on the wire.
const (
	Removed   Measure = iota // the share of the text that was removed, 0 to 1
	Title                    // there is one: 0 or 1
	Byline                   // there is one: 0 or 1
	Published                // there is a date: 0 or 1
	Article                  // the document is an article, or a live blog: 0 or 1
	Length                   // bytes of what was kept, as a logarithm
	firstKind

	// MeasureCount is how many measures there are.
	MeasureCount = int(firstKind) + document.KindCount - int(document.Metadata)
)

var measureNames = [firstKind]string{"removed", "title", "byline", "published", "article", "length"}

// String returns the measure's name, which is the kind's for a kind.
func (m Measure) String() string {
	switch {
	case m < firstKind:
		return measureNames[m]
	case int(m) < MeasureCount:
		return m.kind().String()
	}
	return fmt.Sprintf("measure(%d)", uint8(m))
}

// Measures lists all measures.
func Measures() []Measure {
	all := make([]Measure, MeasureCount)
	for i := range all {
		all[i] = Measure(i)
	}
	return all
}

// ofKind returns the measure of a kind's share. Removable kinds come in a row.
func ofKind(k document.Kind) Measure { return firstKind + Measure(k-document.Metadata) }

func (m Measure) kind() document.Kind { return document.Metadata + document.Kind(m-firstKind) }

// Values are the measures of one document, each in a byte: in 255ths of one, and the
// length in lengthSteps a doubling.
type Values [MeasureCount]uint8

const (
	whole       = math.MaxUint8
	lengthSteps = 12 // 2 MB are 252
)

// Natural returns a measure's value as it is told: a share or a rate from 0 to 1, and a
// length in bytes.
func (m Measure) Natural(value float64) float64 {
	if m == Length {
		return math.Exp2(value/lengthSteps) - 1
	}
	return value / whole
}

// Of measures a clean document. It takes document.Clean, as the engine returns it, so
// that nothing has to be read again.
func Of(d *document.Clean) (v Values) {
	kept, removed := 0, 0
	var byKind [document.KindCount]int
	for i := range d.Paragraphs {
		kept += len(d.Paragraphs[i].Text)
	}
	for i := range d.Removed {
		n := len(d.Removed[i].Text)
		removed += n
		byKind[d.Removed[i].Kind] += n
	}
	all := kept + removed
	v[Removed] = share(removed, all)
	for k := document.Metadata; int(k) < document.KindCount; k++ {
		v[ofKind(k)] = share(byKind[k], all)
	}
	v[Title], v[Byline], v[Published] = stated(d.Title), stated(d.Byline), stated(d.Published)
	if is := d.Quality.Is; is == document.IsArticle || is == document.IsLive {
		v[Article] = whole
	}
	v[Length] = uint8(min(whole, math.Round(lengthSteps*math.Log2(1+float64(kept)))))
	return v
}

func share(part, all int) uint8 {
	if all == 0 {
		return 0
	}
	return uint8((whole*part + all/2) / all)
}

func stated(field string) uint8 {
	if field == "" {
		return 0
	}
	return whole
}
