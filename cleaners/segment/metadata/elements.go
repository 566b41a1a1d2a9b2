package metadata

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// Where the fields of other articles and of readers' comments stand, and where
// fields are less often the article's own than another's.
const (
	elsewhereNames = document.NamedComments | document.NamedRelated | document.NamedNavigation
	elsewhere      = document.InNav | document.InDialog
	asideNames     = document.NamedSidebar | document.NamedNewsletter | document.NamedAd | document.NamedFooter |
		document.NamedPromo | document.NamedWidget | document.NamedBio
	aside = document.InAside | document.InFooter | document.InForm
)

// rank returns a candidate's source, doubted where it stands aside, and whether it
// may be about the article at all. An ancestor that also holds the title is no
// evidence: a whole page may be called "with-sidebar".
func (f candidate) rank(title candidate) (from source, ok bool) {
	names, ancestors := f.names&^title.names, f.ancestors&^title.ancestors
	if names.Has(elsewhereNames) || ancestors.Has(elsewhere) {
		return 0, false
	}
	if names.Has(asideNames) || ancestors.Has(aside) {
		return f.from | doubted, true
	}
	return f.from, true
}

// readElements reads what the elements of the body state: microdata, microformats,
// links to authors, and elements whose class or id names a field.
func (c *claims) readElements(f *Finder, title candidate) {
	c.claimElements(f, title)
	c.kind.offer(fromMarkup, f.forum)
	for _, found := range f.dates {
		c.readDate(found, title)
	}
	for _, found := range f.tags {
		if from, ok := found.rank(title); ok {
			c.offerTags(from, valueOf(found.node, longestTag))
		}
	}
	for _, found := range f.others {
		if from, ok := found.rank(title); ok {
			c.readProperty(found.node, from)
		}
	}
}

func (c *claims) readProperty(n *html.Node, from source) {
	switch dom.Attr(n, "itemprop") {
	case "articleSection":
		c.section.offer(from, valueOf(n, longestTag))
	case "inLanguage":
		c.offerLanguage(from, valueOf(n, longestTag))
	case "image":
		for _, key := range [...]string{"content", "src", "href"} {
			c.offerAddress(&c.image, from, dom.Attr(n, key))
		}
	}
}

// Bounds on the text of an element that states a field, in bytes: a longer text
// is more than the field.
const (
	longestDate   = 100
	longestByline = 200
)

// valueOf returns what an element states: the value for programs where it has one,
// else its text, or "" when that is longer than limit bytes.
func valueOf(n *html.Node, limit int) string {
	for _, key := range [...]string{"content", "datetime"} {
		if v := dom.Attr(n, key); v != "" {
			return v
		}
	}
	return spacedText(n, limit)
}
