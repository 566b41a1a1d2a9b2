package extras

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// authors returns the people of the byline, in its order.
func (c *collector) authors() []document.Author {
	authors := []document.Author{}
	for name := range strings.SplitSeq(c.clean.Byline, ", ") { // no name has a comma
		if name == "" {
			continue
		}
		author := document.Author{Name: name, Address: c.addressOf(name)}
		if span, ok := c.nameSpan(name); ok {
			place := c.place(span)
			author.Place = &place
		}
		authors = append(authors, author)
	}
	return authors
}

func (c *collector) addressOf(name string) string {
	for _, known := range c.attached.Authors {
		if evidence.SameWords(known.Name, name) {
			return known.Address
		}
	}
	for i := range c.clean.Ledger {
		if e := &c.clean.Ledger[i]; e.Fate == document.Removed && e.Kind == document.Metadata {
			for _, link := range c.linksIn(e.Span) {
				if evidence.SameWords(c.text(link.Span), name) {
					return link.Address
				}
			}
		}
	}
	return ""
}

// nameSpan returns where a byline that was removed has a name.
func (c *collector) nameSpan(name string) (document.Span, bool) {
	for i := range c.clean.Ledger {
		e := &c.clean.Ledger[i]
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
