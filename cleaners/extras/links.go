package extras

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// linksIn returns the parts of the attached links that lie in span.
func (c *collector) linksIn(span document.Span) (links []document.AttachedLink) {
	all := c.attached.Links
	from := sort.Search(len(all), func(i int) bool { return all[i].Span.End > span.Start })
	for _, link := range all[from:] {
		if link.Span.Start >= span.End {
			break
		}
		link.Span.Start, link.Span.End = max(link.Span.Start, span.Start), min(link.Span.End, span.End)
		links = append(links, link)
	}
	return links
}

// links returns the links of the kept text.
func (c *collector) links() (links []document.Link) {
	if len(c.attached.Links) == 0 {
		return nil
	}
	entry := 0
	for i := range c.clean.Paragraphs {
		var of aligned
		for ; entry < c.clean.Ledger.Len() && c.clean.Ledger.SpanAt(entry).End <= c.clean.Paragraphs[i].End; entry++ {
			if c.clean.Ledger.FateAt(entry) != document.Kept {
				continue
			}
			for _, link := range c.linksIn(c.clean.Ledger.SpanAt(entry)) {
				if of.offsets == nil {
					of = c.align(i, entry)
				}
				at, end := of.at(link.Span.Start), of.end(link.Span.End)
				if at >= end {
					continue
				}
				links = append(links, document.Link{
					Place: document.Place{Start: link.Span.Start, End: link.Span.End, Paragraph: i},
					At:    at, Text: c.clean.Paragraphs[i].Text[at:end], Address: link.Address,
				})
			}
		}
	}
	return links
}

// aligned says where the visible characters of a paragraph's text are in the
// document's.
type aligned struct {
	offsets []int // of each visible character, its byte in the document's text
	places  []int // and in the paragraph's; both grow
	widths  []int
}

// at returns the byte in the paragraph's text at which the text from byte p of the
// document on begins, and end the one at which the text up to it ends.
func (a *aligned) at(p int) int {
	i := sort.SearchInts(a.offsets, p)
	if i == len(a.offsets) {
		return 0
	}
	return a.places[i]
}

func (a *aligned) end(p int) int {
	i := sort.SearchInts(a.offsets, p)
	if i == 0 {
		return 0
	}
	return a.places[i-1] + a.widths[i-1]
}

// align goes over paragraph i and the kept entries that it is of, the ledger's from
// entry back and on, character by character. What segmenting blanked and white space
// that was folded is in one of them only.
func (c *collector) align(i, entry int) (a aligned) {
	p := &c.clean.Paragraphs[i]
	for entry > 0 && c.clean.Ledger.SpanAt(entry-1).Start >= p.Start {
		entry--
	}
	place := 0
	for ; entry < c.clean.Ledger.Len() && c.clean.Ledger.SpanAt(entry).End <= p.End; entry++ {
		if c.clean.Ledger.FateAt(entry) != document.Kept {
			continue
		}
		span := c.clean.Ledger.SpanAt(entry)
		for at := span.Start; at < span.End; {
			r, n := utf8.DecodeRuneInString(c.Source[at:span.End])
			if c.Text[at:at+n] == c.Source[at:at+n] && !unicode.IsSpace(r) {
				for place < len(p.Text) && p.Text[place] != c.Source[at] && isSpaceAt(p.Text, place) {
					_, width := utf8.DecodeRuneInString(p.Text[place:])
					place += width
				}
				if place+n > len(p.Text) || p.Text[place:place+n] != c.Source[at:at+n] {
					return aligned{offsets: []int{}} // not to be expected
				}
				a.offsets, a.places, a.widths = append(a.offsets, at), append(a.places, place), append(a.widths, n)
				place += n
			}
			at += n
		}
	}
	return a
}

func isSpaceAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsSpace(r)
}
