package review

import (
	"bytes"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// A correction says which bytes it is about, of the text that the document had then. A
// document that was fetched again has another text, and other words at those bytes.

// placed returns corrections with the places where their words are now, and how many
// there are whose words are not there any more, or in several places.
func placed(doc *catalog.Document, said []corrections.Correction) (there []corrections.Correction, lost int) {
	if len(said) == 0 {
		return nil, 0
	}
	text := laidOut(doc)
	for i := range said {
		c := said[i]
		place, found := placeOf(text, doc, &c)
		if !found {
			lost++
			continue
		}
		c.Start, c.End = place.Start, place.End
		there = append(there, c)
	}
	return there, lost
}

// laidOut returns the text that the offsets of a document's pieces point into, as far as
// it is known: with nothing but zeros where it is not.
func laidOut(doc *catalog.Document) string {
	end := 0
	for i := range doc.Pieces {
		end = max(end, doc.Pieces[i].End)
	}
	text := bytes.Repeat([]byte{0}, end)
	if doc.Judged != nil {
		copy(text, doc.Judged.Source)
	}
	for i := range doc.Pieces {
		if p := &doc.Pieces[i]; p.Start >= 0 && p.End-p.Start == len(p.Text) {
			copy(text[p.Start:], p.Text)
		}
	}
	return string(text)
}

// placeOf returns where a correction's words are in a document. A piece that is known
// only as it was published, with other white space, has them where it says.
func placeOf(text string, doc *catalog.Document, c *corrections.Correction) (document.Span, bool) {
	if place, found := c.Place(text); found {
		return place, true
	}
	words := onLine(c.Text)
	for i := range doc.Pieces {
		p := &doc.Pieces[i]
		if p.End-p.Start != len(p.Text) && c.Start < p.End && p.Start < c.End && words != "" && strings.Contains(onLine(p.Text), words) {
			return document.Span{Start: c.Start, End: c.End}, true
		}
	}
	return document.Span{}, false
}

func onLine(text string) string { return strings.Join(strings.Fields(text), " ") }
