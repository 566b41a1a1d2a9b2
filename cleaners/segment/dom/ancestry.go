package dom

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Ancestry is what an element and those around it say of what is inside, by their
// tags, ARIA roles, classes and ids. The zero value is that of a page's root.
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
