package record

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file has what HTML and TEI share: a tree of elements, and how it is written.

// node is an element, or the text between elements where it has no name.
type node struct {
	name   string
	attrs  []attribute
	inside []node
	text   string // of a node without a name
	block  bool   // it begins a line
	level  int    // of a heading, from 1, below the title
}

type attribute struct{ name, value string }

func textNode(text string) node { return node{text: text} }

// leaf returns an element with a text in it.
func leaf(name, text string, attrs ...attribute) node {
	return node{name: name, attrs: attrs, inside: []node{textNode(text)}}
}

// element returns an element that begins a line.
func element(name string, inside ...node) node { return node{name: name, inside: inside, block: true} }

// with returns n with an attribute more, unless that has no value.
func (n node) with(name, value string) node {
	if value != "" {
		n.attrs = append(n.attrs, attribute{name, value})
	}
	return n
}

// markupWriter writes nodes.
type markupWriter struct {
	out strings.Builder
	xml bool // empty elements are closed; else only those of HTML that can't hold anything are left open
}

func (w *markupWriter) write(n *node) {
	if n.name == "" {
		w.escape(n.text, false)
		return
	}
	w.out.WriteString("<" + n.name)
	for _, a := range n.attrs {
		w.out.WriteString(" " + a.name + `="`)
		w.escape(a.value, true)
		w.out.WriteByte('"')
	}
	switch {
	case len(n.inside) == 0 && w.xml:
		w.out.WriteString("/>")
		return
	case len(n.inside) == 0 && isVoid(n.name):
		w.out.WriteByte('>')
		return
	}
	w.out.WriteByte('>')
	after := false // a child that has its own lines
	for i := range n.inside {
		if after = n.inside[i].block; after {
			w.out.WriteByte('\n')
		}
		w.write(&n.inside[i])
	}
	if after {
		w.out.WriteByte('\n')
	}
	w.out.WriteString("</" + n.name + ">")
}

// isVoid reports an element of HTML that has no end tag.
func isVoid(name string) bool { return name == "meta" || name == "link" || name == "img" }

// escape writes a text. Characters that XML has no place for, not even escaped, become
// spaces: control characters, and the last two of a plane.
func (w *markupWriter) escape(text string, quoted bool) {
	for i, r := range text {
		switch {
		case r == '&':
			w.out.WriteString("&amp;")
		case r == '<':
			w.out.WriteString("&lt;")
		case r == '>':
			w.out.WriteString("&gt;")
		case r == '"' && quoted:
			w.out.WriteString("&quot;")
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			w.out.WriteRune(utf8.RuneError) // a byte that is not UTF-8
		case r < ' ' && r != '\n' && r != '\t', r >= 0x7f && r < 0xa0, r&0xfffe == 0xfffe:
			w.out.WriteByte(' ')
		default:
			w.out.WriteRune(r)
		}
	}
}

// vocabulary is what a language calls the parts of an article.
type vocabulary struct {
	heading func(level int, inside []node) node
	list    func(numbered bool, items []node) node
	item    func(number, expected int, inside []node) node // number is 0 for a bullet
	quote   string
	table   string
	row     string
	cell    string
	code    func(text string) node
	link    func(address, text string) node
	image   func(image *document.Image) node
}

// markupBlocks makes nodes of the kept blocks.
type markupBlocks struct {
	vocabulary
	paragraphs []document.Paragraph
	linked     linked
	top        int
}

// blocksOf returns the article's blocks, in order, without its title. Links and images
// are those that the document has among its extras.
func blocksOf(doc *document.Clean, words vocabulary) (all []node) {
	b := markupBlocks{vocabulary: words, paragraphs: doc.Paragraphs, top: topLevel(doc.Paragraphs)}
	if doc.Extras != nil {
		b.linked = linked{doc.Extras.Links, inParagraphs(doc.Extras.Images)}
	}
	for k := 0; k < len(doc.Paragraphs); {
		n := 1
		if p := &doc.Paragraphs[k]; p.Role != document.RoleTable || isRow(*p) {
			n = groupLength(doc.Paragraphs[k:])
		}
		all = append(all, b.images(k+n)...)
		all = append(all, b.group(k, n)...)
		k += n
	}
	return append(all, b.images(len(doc.Paragraphs)+1)...)
}

// images returns the images that stand before paragraph k.
func (b *markupBlocks) images(k int) (all []node) {
	for _, image := range b.linked.before(k) {
		all = append(all, b.image(&image))
	}
	return all
}

// group returns n paragraphs that belong together, of which the first has index k.
func (b *markupBlocks) group(k, n int) []node {
	p := &b.paragraphs[k]
	switch {
	case p.Role == document.RoleHeading:
		level := 1
		if p.Level > 0 {
			level += p.Level - b.top
		}
		return []node{b.heading(level, b.inline(k, 0, len(p.Text)))}
	case p.Role == document.RoleListItem:
		return b.lists(k, b.depths(k, n), 1)
	case p.Role == document.RoleQuote:
		return []node{b.quoted(k, n)}
	case p.Role == document.RoleCode:
		return []node{b.code(p.Text)}
	case isRow(*p):
		return []node{b.rows(k, n)}
	}
	return []node{element("p", b.inline(k, 0, len(p.Text))...)}
}

// depths returns how deep each of n items is nested, from 1. None is more than one
// level deeper than the one above.
func (b *markupBlocks) depths(k, n int) []int {
	depths := make([]int, n)
	depth := 0
	for i := range depths {
		depth = min(max(b.paragraphs[k+i].Level, 1), depth+1)
		depths[i] = depth
	}
	return depths
}

// lists returns the items from paragraph k on, which are at least so deep, as lists: a
// bullet behind a number begins another.
func (b *markupBlocks) lists(k int, depths []int, depth int) (all []node) {
	var items []node
	numbered, expected := false, 1
	flush := func() {
		if len(items) > 0 {
			all = append(all, b.list(numbered, items))
		}
		items, expected = nil, 1
	}
	for i := 0; i < len(depths); {
		below := i + 1
		for below < len(depths) && depths[below] > depth {
			below++
		}
		p := &b.paragraphs[k+i]
		mark, text := itemMark(*p)
		number, _ := strconv.Atoi(strings.TrimSuffix(mark, ".")) // 0: a bullet
		if isNumbered := mark != "-"; isNumbered != numbered {
			flush()
			numbered = isNumbered
		}
		inside := b.inline(k+i, len(p.Text)-len(text), len(p.Text))
		inside = append(inside, b.lists(k+i+1, depths[i+1:below], depth+1)...)
		items = append(items, b.item(number, expected, inside))
		expected = number + 1
		i = below
	}
	flush()
	return all
}

func (b *markupBlocks) quoted(k, n int) node {
	var inside []node
	for i := k; i < k+n; i++ {
		text := b.paragraphs[i].Text
		inside = append(inside, element("p", b.inline(i, len(text)-len(strings.TrimPrefix(text, "> ")), len(text))...))
	}
	return element(b.quote, inside...)
}

func (b *markupBlocks) rows(k, n int) node {
	var rows []node
	for i := k; i < k+n; i++ {
		row, at := element(b.row), 0
		for _, text := range b.paragraphs[i].Cells {
			cell := leaf(b.cell, text)
			if found := strings.Index(b.paragraphs[i].Text[at:], text); found >= 0 {
				at += found + len(text)
				cell.inside = b.inline(i, at-len(text), at)
			}
			row.inside = append(row.inside, cell)
		}
		rows = append(rows, row)
	}
	return element(b.table, rows...)
}

// inline returns the text of paragraph k from byte from up to byte to, with its links.
func (b *markupBlocks) inline(k, from, to int) (all []node) {
	text := b.paragraphs[k].Text
	for _, link := range b.linked.of(k, from, to) {
		if link.At > from {
			all = append(all, textNode(text[from:link.At]))
		}
		from = link.At + len(link.Text)
		all = append(all, b.link(link.Address, link.Text))
	}
	return append(all, textNode(text[from:to]))
}
