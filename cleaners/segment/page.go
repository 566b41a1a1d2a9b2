package segment

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/metadata"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// layOutPage fills doc's source, text, blocks and hints from a parsed page: each
// visible line is a block. It walks over the tree once; what may state metadata is
// noted on the way, and so are links and images where attached collects them; it is
// nil when nobody asked. So is where the text of selected elements stands.
func layOutPage(doc *document.Document, root *html.Node, attached *attacher, selected Selected) {
	w := &pageWalker{attached: attached, selected: selected, marks: selected.marks()}
	if attached != nil {
		w.metadata.AskAuthors()
	}
	w.page(root)
	var body string
	doc.Hints, body = w.metadata.Read(doc.URL, doc.Hints)
	doc.Source = w.text.String()
	doc.Blocks = w.blocks
	doc.Insets, doc.Ruled = w.insets, w.ruled
	doc.Text = blankInsets(doc)
	site := siteOf(doc.URL, doc.Hints.Canonical)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		b.Element = &w.elements[i]
		b.Element.Siblings = w.samePath[b.Element.Path]
		b.Element.Link = w.hrefs[i].lead(site)
		b.Shape = shape.Measure(readPart(doc, i))
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

// walkPage walks over the page at root.
func walkPage(root *html.Node) *pageWalker {
	w := &pageWalker{}
	w.page(root)
	return w
}

func (w *pageWalker) page(root *html.Node) {
	w.walk(root, scope{path: fnvOffset})
	w.flush()
}

// pageWalker builds the text and its blocks. The open block has the bytes of text
// from open on; flush closes it.
type pageWalker struct {
	text     strings.Builder
	blocks   []document.Block
	elements []document.Element
	nodes    []*html.Node    // the element that holds each block
	hrefs    []blockLinks    // and where its links lead
	metadata metadata.Finder // what may state the page's metadata
	attached *attacher       // links, images and embeds; nil when nobody asked
	samePath map[uint64]int32
	depths   int   // of all elements together
	tags     int   // how many elements there are
	common   int32 // the depth of the innermost element around all since the last block began
	images   int32 // since the last block began
	articles int32 // how many <article> elements there are

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

func (w *pageWalker) walk(n *html.Node, p scope) {
	takenOut := false
	switch n.Type {
	case html.TextNode:
		from := w.text.Len()
		w.write(n.Data, p)
		if w.selected != nil {
			w.rule(n, from)
		}
		return
	case html.ElementNode:
		w.tags++
		if dom.IsUnread(n) {
			if n.DataAtom == atom.Math {
				from := w.text.Len()
				w.formula(n, p)
				if w.selected != nil {
					w.rule(n, from)
				}
			}
			w.metadata.Skip(n)
			if w.attached != nil && !w.isTakenOut(n) {
				w.attached.skip(n, p.Ancestry, w.text.Len())
			}
			return
		}
		if n.DataAtom == atom.Br {
			w.lineBreak(p)
			return
		}
		if w.attached != nil {
			if takenOut = w.isTakenOut(n); takenOut {
				w.attached.takenOut++
			}
			w.attached.enter(n, p.Ancestry, w.text.Len())
		}
		p = w.inside(p, n)
		w.depths += int(p.depth)
		w.metadata.Enter(n, p.Ancestry)
	}
	from := w.text.Len()
	block := n.Type == html.ElementNode && p.apart == ownLine
	switch {
	case block:
		w.flush()
	case n.Type == html.ElementNode && p.apart == spaced:
		w.wantSpace = w.wantSpace || w.begun
	}
	if n.DataAtom != atom.Slot || !w.fill(n, p) {
		w.children(n, p)
	}
	if w.selected != nil {
		w.rule(n, from)
	}
	if n.Type == html.ElementNode {
		w.common = min(w.common, p.depth-1)
		if w.attached != nil {
			w.attached.leave(w.text.String())
		}
		if takenOut {
			w.attached.takenOut--
		}
	}
	switch {
	case block:
		w.flush()
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.wantTab = w.begun
	case n.Type == html.ElementNode:
		w.inset.edge = w.inset.edge || isEdge(n)
		w.wantSpace = w.wantSpace || w.begun && p.apart == spaced
	}
}

func (w *pageWalker) children(n *html.Node, p scope) {
	if tree := shadowOf(n); tree != nil {
		w.shadow(n, tree, p)
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, p)
	}
}

// write adds a text node to the open block, white space folded unless it is
// preformatted.
func (w *pageWalker) write(s string, p scope) {
	if p.verbatim {
		w.verbatim(s, p)
		return
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if shape.IsBlank(r) {
			w.wantSpace = w.wantSpace || w.begun && !shape.IsInvisible(r)
			i += n
			continue
		}
		end := i + n
		for end < len(s) {
			r, n = utf8.DecodeRuneInString(s[end:])
			if shape.IsBlank(r) {
				break
			}
			end += n
		}
		w.word(s[i:end], p)
		i = end
	}
}

func (w *pageWalker) verbatim(s string, p scope) {
	if !w.begun && strings.TrimFunc(s, shape.IsBlank) == "" {
		return
	}
	if !w.begun {
		s = strings.TrimLeftFunc(s, shape.IsBlank)
	}
	w.word(s, p)
}

func (w *pageWalker) word(s string, p scope) {
	before := w.text.Len()
	switch {
	case !w.begun:
		w.begin(p)
	case w.breaks > 0:
		w.text.WriteByte('\n')
	case w.wantTab:
		w.text.WriteByte('\t')
	case w.wantSpace, w.inset.edge && !p.Ancestors.Has(document.InCode) && sentencesMeet(w.text.String(), s):
		w.text.WriteByte(' ')
	}
	w.breaks, w.wantSpace, w.wantTab, w.inset.edge = 0, false, false, false
	w.noteInset(before, len(s), p)
	w.text.WriteString(s)
	if p.inLink {
		w.linkBytes += int32(len(s))
		w.links.note(p.href)
		if w.attached != nil {
			w.attached.word(w.open, w.text.Len()-len(s), w.text.Len())
		}
	}
}

func (w *pageWalker) begin(p scope) {
	if w.text.Len() > 0 {
		w.text.WriteByte('\n')
	}
	p.beginItem()
	w.open, w.at, w.begun, w.linkBytes, w.links = w.text.Len(), p, true, 0, blockLinks{}
	w.seen, w.inset.found = false, w.inset.found[:0]
	w.at.common, w.common = min(w.common, p.depth), p.depth
	w.at.images, w.images = w.images, 0
}

// lineBreak takes a <br>. Two of them, or one after a sentence's end, separate
// paragraphs; any other is a line's end inside one, as in verse or an address.
func (w *pageWalker) lineBreak(p scope) {
	if p.verbatim {
		w.verbatim("\n", p)
		return
	}
	if !w.begun || p.flowing {
		w.wantSpace = w.begun
		return
	}
	w.breaks++
	if _, ends := shape.Ending(w.text.String()[w.open:]); w.breaks > 1 || ends.Sentence() {
		w.flush()
	}
}

// flush closes the open block.
func (w *pageWalker) flush() {
	w.breaks, w.wantSpace, w.wantTab = 0, false, false
	if !w.begun {
		return
	}
	w.begun = false
	text := w.text.String()
	span := trim(text, document.Span{Start: w.open, End: len(text)})
	if span.Len() == 0 {
		return
	}
	w.settleInsets(span)
	line := int32(len(w.blocks)) + 1
	w.blocks = append(w.blocks, document.Block{Span: span, Line: line, Lines: 1, Role: w.at.role, Level: w.at.levelOf(), Number: w.at.number})
	w.elements = append(w.elements, document.Element{
		Tag: tagOf(w.at.element), Path: w.at.path, Depth: w.at.depth, CommonDepth: w.at.common, LinkBytes: w.linkBytes,
		Ancestors: w.at.Ancestors, Names: w.at.Names, Near: w.at.Near, Images: w.at.images, Article: w.at.article,
	})
	w.hrefs = append(w.hrefs, w.links)
	w.nodes = append(w.nodes, w.at.element)
	if w.samePath == nil {
		w.samePath = make(map[uint64]int32)
	}
	w.samePath[w.at.path]++
}

func tagOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	return n.Data
}
