package segment

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// What a reader sees of an article's structure, and the text alone doesn't
// show: the level of a heading, how deep a list is nested, an item's number.

// itemList is a list that the walk is in.
type itemList struct {
	depth    int8
	numbered bool
	next     int32 // the next item's number
	told     bool  // the innermost item has begun: its mark is taken
}

// deepestList bounds the depth that is told: no reader follows further.
const deepestList = 9

// arrange notes what element n does to the structure of what is in it.
func (p *place) arrange(n *html.Node) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if p.list != nil {
			p.list.told = true // what is below a heading in an item is no item's beginning
		}
		p.level, p.list, p.number = int8(n.Data[1]-'0'), nil, 0
	case atom.Ul, atom.Ol, atom.Menu, atom.Dl:
		depth := int8(1)
		if p.list != nil {
			depth = min(p.list.depth+1, deepestList)
		}
		p.list = &itemList{depth: depth, numbered: n.DataAtom == atom.Ol, next: firstNumber(n), told: true}
		p.number = 0
	case atom.Li, atom.Dd, atom.Dt:
		p.number = 0
		if p.list == nil {
			return
		}
		p.list.told = false
		if p.list.numbered {
			p.number = p.list.next
			p.list.next++
		}
	case atom.Article, atom.Section, atom.Main, atom.Table, atom.Blockquote:
		p.list, p.number = nil, 0 // such a list lays out a page
	}
}

// firstNumber is where a numbered list begins.
func firstNumber(n *html.Node) int32 {
	if start, err := strconv.ParseInt(dom.Attr(n, "start"), 10, 32); err == nil && start > 0 {
		return int32(start)
	}
	return 1
}

// settle is called where a block begins. The first one of an item is the item,
// in whatever element it is, and has its number; paragraphs behind it are
// paragraphs.
func (p *place) settle() {
	if p.list == nil {
		return
	}
	if p.list.told {
		p.number = 0
		return
	}
	p.list.told = true
	if p.role == document.RoleParagraph && p.element.DataAtom == atom.P {
		p.role = document.RoleListItem
	}
}

// levelOf gives the level of a block that begins here.
func (p *place) levelOf() int8 {
	switch {
	case p.role == document.RoleHeading:
		return p.level
	case p.role == document.RoleListItem && p.list != nil:
		return p.list.depth
	}
	return 0
}
