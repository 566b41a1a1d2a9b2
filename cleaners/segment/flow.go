package segment

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// apartness is how an element is set apart from what is before and behind it.
type apartness uint8

const (
	inLine  apartness = iota
	spaced            // by a space at least
	ownLine           // it begins and ends a line
)

// apartnessOf tells by what an element is, by its style or, where the page's scripts
// define it, by its neighbours.
func apartnessOf(n *html.Node) apartness {
	switch {
	case n.Type != html.ElementNode:
		return inLine
	case dom.IsBlock(n.DataAtom), dom.IsShadow(n):
		return ownLine
	case dom.IsCustom(n):
		return apartnessOfCustom(n, nearParents)
	case len(n.Attr) == 0:
		return inLine
	}
	switch n.DataAtom {
	case atom.Span, atom.A, atom.Strong, atom.B, atom.Em, atom.I, atom.Small, atom.Time, atom.Cite:
		switch {
		case !dom.IsStyledBlock(n):
			return inLine
		case inHeading(n):
			return spaced
		}
		return ownLine
	}
	return inLine
}

// What is looked at around a custom element, so that a page of nothing else costs no
// more than its size.
const (
	nearChildren = 64
	nearParents  = 4
)

func apartnessOfCustom(n *html.Node, parents int) apartness {
	switch {
	case hasBlock(n), standsAlone(n, parents):
		return ownLine
	case n.PrevSibling != nil && dom.IsCustom(n.PrevSibling):
		return spaced
	}
	return inLine
}

// inHeading reports an element whose line is a heading's: what it is set apart from
// belongs to the same title.
func inHeading(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return true
		case atom.Span, atom.A, atom.Strong, atom.B, atom.Em, atom.I:
		default:
			return false
		}
	}
	return false
}

func hasBlock(n *html.Node) bool {
	for c, left := n.FirstChild, nearChildren; c != nil && left > 0; c, left = c.NextSibling, left-1 {
		if dom.IsBlock(c.DataAtom) {
			return true
		}
	}
	return false
}

// standsAlone reports a custom element in a block or another such element that has no
// words of its own and no other inline elements: a sentence around it would have some.
func standsAlone(n *html.Node, parents int) bool {
	p := n.Parent
	if p == nil || !holdsBlocks(p.DataAtom) && !(parents > 0 && dom.IsCustom(p) && apartnessOfCustom(p, parents-1) == ownLine) {
		return false
	}
	for c, left := p.FirstChild, nearChildren; c != nil && left > 0; c, left = c.NextSibling, left-1 {
		switch c.Type {
		case html.TextNode:
			for _, r := range c.Data {
				if !shape.IsBlank(r) {
					return false
				}
			}
		case html.ElementNode:
			if !dom.IsBlock(c.DataAtom) && !dom.IsCustom(c) && !dom.IsUnread(c) && c.DataAtom != atom.Slot && c.DataAtom != atom.Img && c.DataAtom != atom.Template {
				return false
			}
		}
	}
	return true
}

// holdsBlocks reports an element whose children are blocks as a rule.
func holdsBlocks(a atom.Atom) bool {
	switch a {
	case atom.Body, atom.Div, atom.Article, atom.Section, atom.Main, atom.Aside, atom.Header, atom.Footer, atom.Nav, atom.Figure, atom.Blockquote, atom.Template, atom.Slot:
		return true
	}
	return false
}
