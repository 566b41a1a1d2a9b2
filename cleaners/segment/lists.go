package segment

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// The levels of headings, the depth of lists and the numbers of items: what a
// reader sees of an article's structure and the text alone doesn't show.

// list is a list that the walk is inside of.
type list struct {
	depth    int8
	numbered bool
	next     int32 // the next item's number
	begun    bool  // the innermost item has its first block
}

// deepestList bounds the depth that is recorded.
const deepestList = 9

// enterLists notes what element n means for the level and number of what is in it.
func (p *scope) enterLists(n *html.Node) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if p.list != nil {
			p.list.begun = true // what is below a heading in an item is no item's beginning
		}
		p.level, p.list, p.number = int8(n.Data[1]-'0'), nil, 0
	case atom.Ul, atom.Ol, atom.Menu, atom.Dl:
		depth := int8(1)
		if p.list != nil {
			depth = min(p.list.depth+1, deepestList)
		}
		p.list = &list{depth: depth, numbered: n.DataAtom == atom.Ol, next: firstNumber(n), begun: true}
		p.number = 0
	case atom.Li, atom.Dd, atom.Dt:
		p.number = 0
		if p.list == nil {
			return
		}
		p.list.begun = false
		if p.list.numbered {
			p.number = p.list.next
			p.list.next++
		}
	case atom.Article, atom.Section, atom.Main, atom.Table, atom.Blockquote:
		p.list, p.number = nil, 0 // a list around these lays out a page
	}
}

// firstNumber is where a numbered list begins.
func firstNumber(n *html.Node) int32 {
	if start, err := strconv.ParseInt(dom.Attr(n, "start"), 10, 32); err == nil && start > 0 {
		return int32(start)
	}
	return 1
}

// beginItem is called where a block begins. The first block in an item is the item,
// whatever element it is in, and has its number; those behind it are paragraphs.
func (p *scope) beginItem() {
	if p.list == nil {
		return
	}
	if p.list.begun {
		p.number = 0
		return
	}
	p.list.begun = true
	if p.role == document.RoleParagraph && p.element.DataAtom == atom.P {
		p.role = document.RoleListItem
	}
}

// levelOf returns the level of a block that begins here.
func (p *scope) levelOf() int8 {
	switch {
	case p.role == document.RoleHeading:
		return p.level
	case p.role == document.RoleListItem && p.list != nil:
		return p.list.depth
	}
	return 0
}
