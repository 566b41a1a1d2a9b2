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

// enterLists notes what element n means for the level and number of what is in it,
// whose scope is p.
func (w *pageWalker) enterLists(n *html.Node, p *scope) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.lists[p.list].begun = true // what is below a heading in an item is no item's beginning
		p.level, p.list, p.number = int8(n.Data[1]-'0'), 0, 0
	case atom.Ul, atom.Ol, atom.Menu, atom.Dl:
		inner := list{depth: min(w.lists[p.list].depth+1, deepestList), begun: true}
		if n.DataAtom == atom.Ol {
			inner.numbered, inner.next = true, firstNumber(n)
		}
		p.list, p.number = int32(len(w.lists)), 0
		w.lists = append(w.lists, inner)
	case atom.Li, atom.Dd, atom.Dt:
		p.number = 0
		if p.list == 0 {
			return
		}
		l := &w.lists[p.list]
		l.begun = false
		if l.numbered {
			p.number = l.next
			l.next++
		}
	case atom.Article, atom.Section, atom.Main, atom.Table, atom.Blockquote:
		p.list, p.number = 0, 0 // a list around these lays out a page
	}
}

// firstNumber is where a numbered list begins.
func firstNumber(n *html.Node) int32 {
	if attr := dom.Attr(n, "start"); attr != "" { // most have none, and an error takes memory
		if start, err := strconv.ParseInt(attr, 10, 32); err == nil && start > 0 {
			return int32(start)
		}
	}
	return 1
}

// beginItem is called where a block begins. The first block in an item is the item,
// whatever element it is in, and has its number; those behind it are paragraphs.
func (w *pageWalker) beginItem(p *scope) {
	if p.list == 0 {
		return
	}
	l := &w.lists[p.list]
	if l.begun {
		p.number = 0
		return
	}
	l.begun = true
	if p.role == document.RoleParagraph && p.element.DataAtom == atom.P {
		p.role = document.RoleListItem
	}
}

// levelOf returns the level of a block that begins in p.
func (w *pageWalker) levelOf(p *scope) int8 {
	switch {
	case p.role == document.RoleHeading:
		return p.level
	case p.role == document.RoleListItem:
		return w.lists[p.list].depth // 0 of none
	}
	return 0
}
