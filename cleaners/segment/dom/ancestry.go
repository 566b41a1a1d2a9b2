// Package dom says what the elements of a page are to a reader: which ones begin a
// line or have no text to read (elements.go), which are hidden (hidden.go), and what
// their tags, ARIA roles, classes and ids say of what is inside (ancestry.go,
// names.go). segment lays out a page by it, and segment/metadata reads one.
package dom

import (
	"golang.org/x/net/html"

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

// Enter returns the ancestry of what is inside element n, which itself has a.
func (a Ancestry) Enter(n *html.Node) Ancestry {
	names, hidden := namesOf(n)
	a.Near = a.Own | names
	a.Own = names
	a.Names |= names
	a.Ancestors |= ancestorOf(n)
	if hidden {
		a.Ancestors |= document.InHidden
	}
	return a
}
