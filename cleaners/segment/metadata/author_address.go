package metadata

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// authorAddresses has what a page says of where its authors are to be found, the more
// reliable first.
type authorAddresses struct{ found []document.AuthorAddress }

// AskAuthors has Read look for the authors' addresses. It is called before Read.
func (f *Finder) AskAuthors() { f.authors = &authorAddresses{} }

// Authors returns the addresses of the authors that Read found, as it was asked.
// An author may be in it several times.
func (f *Finder) Authors() []document.AuthorAddress {
	if f.authors == nil {
		return nil
	}
	return f.authors.found
}

// Absolute resolves a link against the page's base, once Read has read it. It
// returns "" for what doesn't lead to a web page.
func (f *Finder) Absolute(link string) string {
	c := claims{base: f.base}
	return c.absolute(link)
}

// AbsoluteFrom returns Absolute for a text that was found at pageURL, which may be
// empty.
func AbsoluteFrom(pageURL string) func(link string) string {
	f := Finder{}
	if u, err := url.Parse(pageURL); err == nil && u.Host != "" {
		f.base = u
	}
	return f.Absolute
}

// noteThing notes the address that the JSON-LD has of an author.
func (c *claims) noteThing(author any) {
	t, ok := author.(thing)
	if c.authors == nil || !ok {
		return
	}
	c.noteAuthor(textOf(t), textOf(t["url"]))
}

// noteLinks notes the links in an element that states a byline, or around it.
func (c *claims) noteLinks(byline *html.Node) {
	if c.authors == nil {
		return
	}
	for n := byline; n != nil && n.Type == html.ElementNode; n = n.Parent {
		if n.DataAtom == atom.A {
			c.noteAuthor(valueOf(byline, longestByline), dom.Attr(n, "href"))
			return
		}
	}
	for link := range byline.Descendants() {
		if link.Type == html.ElementNode && link.Data == "a" && hasAttr(link, "href") {
			c.noteAuthor(valueOf(link, longestByline), dom.Attr(link, "href"))
		}
	}
}

// noteAuthor notes the address of an author. One that is a place in the page or the
// site's front page, which templates put there, tells nothing of a person.
func (c *claims) noteAuthor(name, link string) {
	names := authorNames(name)
	if len(names) != 1 || strings.HasPrefix(link, "#") || len(c.authors.found) >= mostCandidates {
		return
	}
	address := c.absolute(link)
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return
	}
	c.authors.found = append(c.authors.found, document.AuthorAddress{Name: names[0], Address: address})
}
