package catalog

import (
	"context"
	"iter"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// SiteDocument is what of a document a rule for its site is tried on.
type SiteDocument struct {
	ID, URL, Site string
	Pieces        []Piece // as it was published
	Raw           func(context.Context) (*document.Raw, error)
}

// SiteDocuments returns the latest documents of a site, at most so many, the latest first,
// as they were published. Nothing is cleaned again. It ends after the first error.
func (m *Memory) SiteDocuments(ctx context.Context, name string, most int) iter.Seq2[SiteDocument, error] {
	return func(yield func(SiteDocument, error) bool) {
		documents := m.latest(name, most)
		for _, h := range documents {
			c, err := h.unpack()
			if err == nil {
				err = ctx.Err()
			}
			var d SiteDocument
			if err == nil {
				d = SiteDocument{ID: h.item.ID, URL: h.item.URL, Site: h.item.Site, Pieces: publishedPieces(c, stretchesOf(c), nil), Raw: h.raw}
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

func (m *Memory) latest(name string, most int) []*held {
	m.lock.Lock()
	defer m.lock.Unlock()
	s := m.sites[name]
	if s == nil {
		return nil
	}
	documents := s.tell().documents
	documents = documents[max(0, len(documents)-most):]
	latest := make([]*held, 0, len(documents))
	for i := range documents {
		latest = append(latest, documents[len(documents)-1-i])
	}
	return latest
}

// Line is a block of a document, with what became of its parts.
type Line struct {
	Text   string
	Pieces []Piece
}

// LinesOf joins the pieces of each block.
func LinesOf(pieces []Piece) (lines []Line) {
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].Block == pieces[0].Block {
			n++
		}
		texts := make([]string, n)
		for i := range texts {
			texts[i] = pieces[i].Text
		}
		lines = append(lines, Line{strings.Join(texts, " "), pieces[:n]})
		pieces = pieces[n:]
	}
	return lines
}
