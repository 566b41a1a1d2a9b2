package dom

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Attrs is what the attributes of an element say, read in one go: a walk over a page
// asks each element many questions, and each would search its attributes. Of several
// attributes with one key the first counts, as it does for a browser.
type Attrs struct {
	Class, Href string
	Marked      bool // it has microdata or a relation: itemprop, itemtype or rel

	role   string
	names  document.NameSet // what its class, id and the like say
	hidden bool             // an attribute or a class hides it
}

// hider is what the first attribute says that hides an element.
type hider uint8

const (
	noHider hider = iota
	byHidden
	byOther
)

// AttrsOf reads n's attributes.
func AttrsOf(n *html.Node) (attrs Attrs) {
	if len(n.Attr) == 0 {
		return attrs
	}
	hides, id := noHider, ""
	for i := len(n.Attr) - 1; i >= 0; i-- { // so that the first one is the last to be read
		a := &n.Attr[i]
		switch a.Key {
		case "class":
			attrs.Class = a.Val
			attrs.names |= namesIn(a.Val)
		case "href":
			attrs.Href = a.Val
		case "id":
			id = a.Val
			attrs.names |= namesIn(a.Val)
		case "role":
			attrs.role = a.Val
		case "style":
			if hidingOfStyle(a.Val) != Shown {
				hides = byOther
			}
		case "hidden":
			hides = byHidden
		case "aria-hidden":
			if a.Val == "true" {
				hides = byOther
			}
		case "itemprop":
			attrs.Marked = true
			attrs.names |= namesIn(a.Val)
		case "itemtype", "rel":
			attrs.Marked = true
		case "data-testid", "data-component":
			attrs.names |= namesIn(a.Val)
		}
	}
	// The classes of <body> describe the whole page ("has-sidebar"), not a part.
	if n.Data == "body" || n.Data == "html" {
		attrs.names = 0
	}
	attrs.hidden = hides == byOther || hides == byHidden && !isStreamedID(id) || attrs.names.Has(document.NamedHidden)
	return attrs
}
