package segment

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/metadata"
)

// layOutPage fills doc's source, text, blocks and hints from a parsed page: each
// visible line is a block. It walks over the tree once; what may state metadata is
// noted on the way, and so are links and images where attached collects them; it is
// nil when nobody asked. So is where the text of selected elements stands. w is
// memory of a walk before, which doc's elements and insets take.
func layOutPage(doc *document.Document, root *html.Node, w *pageWalker, attached *attacher, selected Selected) {
	w.reset(doc.Blocks)
	w.attached, w.selected, w.marks = attached, selected, selected.marks()
	if attached != nil {
		w.metadata.AskAuthors()
	}
	w.page(root)
	var body string
	doc.Hints, body = w.metadata.Read(doc.URL, doc.Hints)
	doc.Source = string(w.text)
	doc.Blocks = w.blocks
	doc.Insets, doc.Ruled = w.insets, w.ruled
	doc.Text = blankInsets(doc, w.text)
	growWords(doc)
	site := siteOf(doc.URL, doc.Hints.Canonical)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		b.Element = &w.elements[i]
		b.Element.Siblings = w.samePath[b.Element.Path]
		b.Element.Link = w.hrefs[i].lead(site)
		measurePart(doc, b)
		if b.Role == document.RoleParagraph && b.Element.Ancestors.Has(document.InQuote) {
			b.Role = document.RoleQuote
		}
	}
	if attached != nil {
		doc.Attached = attached.finish(doc.Source, w.metadata.Absolute)
		doc.Attached.Authors = w.metadata.Authors()
	}
	doc.Forum = isForum(doc)
	dropWideNames(doc, doc.Forum && !w.metadata.HasAnswers() && commentsArePosts(doc))
	w.markNotes()
	readStatedBody(doc, body, &w.metadata)
}

// pageWalker builds the text and its blocks. The open block has the bytes of text
// from open on; flush closes it.
type pageWalker struct {
	root     *html.Node
	text     []byte
	blocks   []document.Block
	elements []document.Element
	nodes    []*html.Node    // the element that holds each block
	hrefs    []blockLinks    // and where its links lead
	metadata metadata.Finder // what may state the page's metadata
	attached *attacher       // links, images and embeds; nil when nobody asked
	samePath map[uint64]int32
	lists    []list // scope.list is an index; the first stands for none
	depths   int    // of all elements together
	tags     int    // how many elements there are
	common   int32  // the depth of the innermost element around all since the last block began
	images   int32  // since the last block began
	articles int32  // how many <article> elements there are

	selected Selected // of what the site's rules say something; nil for nearly all pages
	marks    uint64   // of the nodes in it: those without theirs are not
	ruled    []document.Ruled

	insets []document.Inset
	notes  noteFinder
	slots  *slots // of the shadow tree that the walk is in

	open      int   // where the open block begins
	at        scope // where its first character stood
	begun     bool
	wantSpace bool
	wantTab   bool // a table's cell has ended
	linkBytes int32
	links     blockLinks
	breaks    int  // <br> seen since the last character
	seen      bool // the open block has text that is in no inset
	inset     insetState
}

// page walks over the page at root.
func (w *pageWalker) page(root *html.Node) {
	w.root = root
	w.walk(root, &scope{path: fnvOffset})
	w.flush()
}

func (w *pageWalker) walk(n *html.Node, p *scope) {
	switch {
	case n.Type == html.TextNode:
		from := len(w.text)
		w.write(n.Data, p)
		if w.selected != nil {
			w.rule(n, from)
		}
	case n.Type != html.ElementNode:
		from := len(w.text)
		w.children(n, p)
		if w.selected != nil {
			w.rule(n, from)
		}
	case dom.IsUnread(n):
		w.tags++
		w.unread(n, p)
	case n.DataAtom == atom.Br:
		w.tags++
		w.lineBreak(p)
	default:
		w.tags++
		w.element(n, p)
	}
}

// unread takes an element whose content is not read as text.
func (w *pageWalker) unread(n *html.Node, p *scope) {
	if n.DataAtom == atom.Math {
		from := len(w.text)
		w.formula(n, *p)
		if w.selected != nil {
			w.rule(n, from)
		}
	}
	w.metadata.Skip(n)
	if w.attached != nil && !w.isTakenOut(n) {
		w.attached.skip(n, p.Ancestry, len(w.text))
	}
}

// element takes an element in scope outside, with what is in it.
func (w *pageWalker) element(n *html.Node, outside *scope) {
	takenOut := false
	if w.attached != nil {
		if takenOut = w.isTakenOut(n); takenOut {
			w.attached.takenOut++
		}
		w.attached.enter(n, outside.Ancestry, len(w.text))
	}
	p := *outside
	w.enter(n, outside, &p)
	w.depths += int(p.depth)
	from := len(w.text)
	switch p.apart {
	case ownLine:
		w.flush()
	case spaced:
		w.wantSpace = w.wantSpace || w.begun
	}
	if n.DataAtom != atom.Slot || !w.fill(n, &p) {
		w.children(n, &p)
	}
	if w.selected != nil {
		w.rule(n, from)
	}
	w.common = min(w.common, p.depth-1)
	if w.attached != nil {
		w.attached.leave(w.text)
	}
	if takenOut {
		w.attached.takenOut--
	}
	switch {
	case p.apart == ownLine:
		w.flush()
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.wantTab = w.begun
	default:
		w.inset.edge = w.inset.edge || isEdge(n)
		w.wantSpace = w.wantSpace || w.begun && p.apart == spaced
	}
}

func (w *pageWalker) children(n *html.Node, p *scope) {
	if tree := shadowOf(n); tree != nil {
		w.shadow(n, tree, p)
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, p)
	}
}
