package extras

import (
	"sort"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// removedIndexes returns for each ledger entry its index in clean.Removed, which has
// the removed entries in order, or -1.
func removedIndexes(clean *document.Clean) []int {
	indexes, n := make([]int, clean.Ledger.Len()), 0
	for i := range indexes {
		indexes[i] = -1
		if clean.Ledger.FateAt(i) == document.Removed {
			indexes[i] = n
			n++
		}
	}
	return indexes
}

// entries returns the range of ledger entries that share a byte with span.
func (c *collector) entries(span document.Span) (from, to int) {
	l := &c.clean.Ledger
	from = sort.Search(l.Len(), func(i int) bool { return l.SpanAt(i).End > span.Start })
	to = from
	for to < l.Len() && l.SpanAt(to).Start < span.End {
		to++
	}
	return from, to
}

// place returns the place of a span of the text.
func (c *collector) place(span document.Span) document.Place {
	p := document.Place{Start: span.Start, End: span.End, Paragraph: c.paragraph(span.Start)}
	from, to := c.entries(span)
	for i := from; i < to; i++ {
		if c.removedAt[i] >= 0 {
			p.Removed = append(p.Removed, c.removedAt[i])
		}
	}
	return p
}

// paragraph returns the index of the paragraph that byte at stands in or before.
func (c *collector) paragraph(at int) int {
	all := c.clean.Paragraphs
	return sort.Search(len(all), func(i int) bool { return all[i].End > at })
}

// text returns what a span says, white space folded.
func (c *collector) text(span document.Span) string {
	return evidence.FoldSpace(c.Unmarked(span))
}

// isArticle reports whether entry i is the article's, or the caption of one of its
// images.
func (c *collector) isArticle(i int) bool {
	e := c.clean.Ledger.At(i)
	return e.Fate == document.Kept || e.Fate == document.Lifted || isCaption(&e)
}

// isCaption reports an entry that was marked as a caption, whether or not it left.
func isCaption(e *document.Entry) bool {
	return e.Kind == document.Caption && (e.Fate == document.Removed || e.Fate == document.Kept)
}
