package segment

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// shadowOf returns the template that is the shadow tree of n, or nil.
func shadowOf(n *html.Node) *html.Node {
	if n.Type != html.ElementNode {
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Template && dom.IsShadow(c) {
			return c
		}
	}
	return nil
}

// shadow walks over host as it is shown: its shadow tree, with the host's children in
// the slots. Children that no slot takes come behind it.
func (w *pageWalker) shadow(host, tree *html.Node, p *scope) {
	outer := w.slots
	w.slots = &slots{host: host, tree: tree, taken: map[*html.Node]bool{}, outer: outer}
	w.walk(tree, p)
	inner := w.slots
	w.slots = outer
	for c := host.FirstChild; c != nil; c = c.NextSibling {
		if c != tree && !inner.taken[c] {
			w.walk(c, p)
		}
	}
}

// slots is the element whose shadow tree is walked over, and which of its children
// were shown.
type slots struct {
	host, tree *html.Node
	taken      map[*html.Node]bool
	outer      *slots
	filled     int // how many slots were asked
}

// mostSlots bounds how many slots of one tree are filled.
const mostSlots = 64

// fill walks over the children of the host that slot shows. It returns false where
// there are none, and the slot shows its own content.
func (w *pageWalker) fill(slot *html.Node, p *scope) (filled bool) {
	s := w.slots
	if s == nil || s.filled == mostSlots {
		return false
	}
	s.filled++
	name := dom.Attr(slot, "name")
	w.slots = s.outer // the host's children are not in its shadow
	for c := s.host.FirstChild; c != nil; c = c.NextSibling {
		if c == s.tree || s.taken[c] || dom.Attr(c, "slot") != name {
			continue
		}
		s.taken[c] = true
		w.walk(c, p)
		filled = filled || c.Type == html.ElementNode || strings.TrimFunc(c.Data, shape.IsBlank) != ""
	}
	w.slots = s
	return filled
}
