package segment

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// scope is what a node inherits from the elements around it.
type scope struct {
	path   uint64
	depth  int32
	common int32 // Element.CommonDepth of a block that begins here
	images int32 // and its Element.Images
	dom.Ancestry
	role     document.Role
	level    int8  // of the heading that is around
	list     int32 // the innermost list, of pageWalker.lists; 0 for none
	number   int32 // of the innermost item, where its list is numbered
	inLink   bool
	href     string // of the link
	article  int32  // Element.Article
	verbatim bool   // the text is preformatted: <pre>
	element  *html.Node
	apart    apartness // of the innermost element
	inset    insetKind
	flowing  bool         // what is hidden here stands in a sentence: its blocks are no lines
	around   dom.Ancestry // of what is around the inset
}

// enter makes p, which is a copy of outside, the scope of what is inside element n.
func (w *pageWalker) enter(n *html.Node, outside, p *scope) {
	attrs := dom.AttrsOf(n)
	p.depth++
	p.Ancestry = outside.Enter(n, &attrs)
	p.path = pathHash(p.path, n.Data, attrs.Class)
	p.role = dom.Role(n.DataAtom, p.role)
	w.enterLists(n, p)
	switch n.DataAtom {
	case atom.A:
		p.inLink, p.href = true, attrs.Href
	case atom.Img, atom.Picture:
		w.images++
	case atom.Article:
		w.articles++
		p.article = w.articles
	case atom.Pre:
		p.verbatim = true
	}
	p.apart = apartnessOf(n)
	if p.apart == ownLine || p.element == nil {
		p.element = n
	}
	w.enterInset(n, &attrs, outside, p)
	if p.flowing && p.apart == ownLine {
		p.apart = spaced
	}
	w.metadata.Enter(n, p.Ancestry, &attrs)
}
