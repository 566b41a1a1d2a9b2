// Package dom says what the elements of a page are to a reader: which ones begin a
// line or have no text to read (elements.go), which are hidden (hidden.go), and what
// their tags, ARIA roles, classes and ids say of what is inside (ancestry.go,
// names.go). segment lays out a page by it, and segment/metadata reads one.
package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Ancestry is what an element and those around it say of what is inside. The zero
// value is that of a page's root.
type Ancestry struct {
	Ancestors document.AncestorSet
	Names     document.NameSet // of all the elements around
	Near      document.NameSet // of the innermost and its parent
	Own       document.NameSet // of the innermost alone
}

// Enter returns the ancestry of what is inside element n of these attributes, which
// itself has a. The classes inside code are its highlighter's.
func (a Ancestry) Enter(n *html.Node, attrs *Attrs) Ancestry {
	names, ancestor := attrs.names, ancestorOf(n.DataAtom, attrs.role)
	switch {
	case a.Ancestors.Has(document.InCode), n.DataAtom == atom.Code:
		names &= document.NamedHidden
	case ancestor == document.InFigure && isQuotation(n):
		ancestor = document.InQuote
	case a.Ancestors.Has(document.InQuote) && isAttribution(n):
		ancestor, names = 0, names&^(document.NamedFooter|document.NamedCaption)
	}
	a.Near = a.Own | names
	a.Own = names
	a.Names |= names
	a.Ancestors |= ancestor
	if attrs.hidden {
		a.Ancestors |= document.InHidden
	}
	return a
}

// isAttribution reports what names who is quoted, inside a quotation.
func isAttribution(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Footer, atom.Figcaption, atom.Cite:
		return true
	}
	return false
}

// isQuotation reports a figure that holds a quotation, and neither a picture nor a
// post from elsewhere.
func isQuotation(figure *html.Node) bool {
	quotes := false
	for n := range figure.Descendants() {
		switch n.DataAtom {
		case atom.Blockquote:
			if isPost(Attr(n, "class")) {
				return false
			}
			quotes = true
		case atom.Img, atom.Picture, atom.Video, atom.Iframe, atom.Canvas, atom.Object:
			return false
		}
	}
	return quotes
}

// isPost reports the class of a quotation in which a network has its post.
func isPost(class string) bool {
	for _, word := range [...]string{"twitter", "instagram", "tiktok", "embed"} {
		if strings.Contains(class, word) {
			return true
		}
	}
	return false
}
