package extras

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// authors returns the people of the byline, in its order.
func (c *collector) authors() []document.Author {
	authors := []document.Author{}
	for name := range strings.SplitSeq(c.clean.Byline, ", ") { // no name has a comma
		if name != "" {
			authors = append(authors, document.Author{Name: name})
		}
	}
	known := append(slices.Clip(c.attached.Authors), c.linkedAuthors(authors)...)
	for i := range authors {
		author := &authors[i]
		author.Address = addressOf(author.Name, known)
		if span, ok := c.nameSpan(author.Name); ok {
			place := c.place(span)
			author.Place = &place
		}
	}
	return authors
}

// linkedAuthors returns the addresses that the bylines which were removed link the
// authors to.
func (c *collector) linkedAuthors(authors []document.Author) (found []document.AuthorAddress) {
	for _, e := range c.clean.Ledger.All() {
		if e.Fate != document.Removed || e.Kind != document.Metadata {
			continue
		}
		for _, link := range c.linksIn(e.Span) {
			text := c.text(link.Span)
			if slices.ContainsFunc(authors, func(a document.Author) bool { return evidence.SameWords(a.Name, text) }) {
				found = append(found, document.AuthorAddress{Name: text, Address: link.Address})
			}
		}
	}
	return found
}

// addressOf returns the first known address of a name which nobody else has: one that
// several have is that of a list of all.
func addressOf(name string, known []document.AuthorAddress) string {
	for _, k := range known {
		if !evidence.SameWords(k.Name, name) {
			continue
		}
		shared := slices.ContainsFunc(known, func(other document.AuthorAddress) bool {
			return other.Address == k.Address && !evidence.SameWords(other.Name, k.Name)
		})
		if !shared {
			return k.Address
		}
	}
	return ""
}

// nameSpan returns where a byline that was removed has a name.
func (c *collector) nameSpan(name string) (document.Span, bool) {
	for _, e := range c.clean.Ledger.All() {
		if e.Fate != document.Removed || e.Kind != document.Metadata {
			continue
		}
		if at := indexFold(c.Text[e.Span.Start:e.Span.End], name); at >= 0 {
			start := e.Span.Start + at
			return document.Span{Start: start, End: start + len(name)}, true
		}
	}
	return document.Span{}, false
}

// indexFold returns where s has name, in whatever case, or -1. A letter whose cases
// differ in length is only found in the same case.
func indexFold(s, name string) int {
	if at := strings.Index(s, name); at >= 0 {
		return at
	}
	for at := range s {
		if at+len(name) > len(s) {
			break
		}
		if strings.EqualFold(s[at:at+len(name)], name) {
			return at
		}
	}
	return -1
}
