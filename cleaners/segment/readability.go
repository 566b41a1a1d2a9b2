package segment

import (
	"net/url"
	"strconv"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// readability is all that winnow asks of a readability library: the part of a
// parsed page that the library takes for the article, as a tree whose elements
// have the attributes that they have in the page, or nil where it finds none. It
// must leave page itself as it is. address is the page's own, or nil.
//
// goreadability.go implements it, and is the only file that knows a library.
type readability func(page *html.Node, address *url.URL) (article *html.Node, err error)

// blockAttr is an attribute that numbers the elements which hold blocks while
// the library reads the page: the numbers in what it returns tell what it kept.
const blockAttr = "data-winnow-block"

// A larger page is not asked about.
const (
	// maxAskedDepths bounds the depths of the page's elements together: the
	// library goes through all that is in an element again and again, for every
	// element around it. So much takes half a second, and is many times what the
	// largest news pages have.
	maxAskedDepths = 4_000_000
	// maxAskedElements bounds the page's elements: the library's copies of the
	// page take a kilobyte for each.
	maxAskedElements = 40_000
)

// AskReadability asks go-readability which of the elements it would keep and
// writes its answers into the blocks of doc, which Segment has made of the page
// at root. The page is changed while the library reads it, and is then as it was.
// The answer stays Unasked for a page that is too large or that the library finds
// no article in. Asking costs several times what Segment does, so the caller asks
// only where the answer may change something.
func AskReadability(doc *document.Document, root *html.Node) {
	(&Scratch{}).AskReadability(doc, root)
}

// AskReadability is the function of that name for a document that was segmented with
// this scratch: it does not walk over the page once more.
func (s *Scratch) AskReadability(doc *document.Document, root *html.Node) {
	s.askReadability(doc, root, goReadability)
}

func (s *Scratch) askReadability(doc *document.Document, root *html.Node, library readability) {
	w := &s.walker
	if w.root != root {
		w = &pageWalker{}
		w.reset(nil)
		w.page(root)
	}
	if len(w.nodes) == 0 || w.depths > maxAskedDepths || w.tags > maxAskedElements {
		return
	}
	kept := keptBy(library, doc.URL, root, w.nodes)
	for i := range doc.Blocks {
		if e := doc.Blocks[i].Element; e.Data == document.Shown && len(kept) > 0 {
			e.Readability = document.No
			if kept[0] {
				e.Readability = document.Yes
			}
			kept = kept[1:]
		}
	}
}

// keptBy reports for each of the elements that hold blocks whether the library
// keeps it. It returns nil where the library finds no article.
func keptBy(library readability, pageURL string, root *html.Node, elements []*html.Node) []bool {
	numbers, numbered := number(elements)
	defer unnumberElements(numbered)
	address, err := url.Parse(pageURL)
	if err != nil {
		address = nil // it only serves to resolve links, which nobody reads here
	}
	article, err := library(root, address)
	if err != nil || article == nil {
		return nil
	}
	found := make([]bool, len(numbered))
	findNumbers(article, found)
	kept := make([]bool, len(elements))
	for i := range kept {
		kept[i] = found[numbers[i]]
	}
	return kept
}

// number numbers the elements, of which some are the same, by an attribute. It
// returns each one's number, and the elements by number.
func number(elements []*html.Node) (numbers []int, numbered []*html.Node) {
	known := make(map[*html.Node]int, len(elements))
	numbers = make([]int, len(elements))
	for i, n := range elements {
		k, ok := known[n]
		if !ok {
			k = len(numbered)
			known[n] = k
			numbered = append(numbered, n)
			n.Attr = append(n.Attr, html.Attribute{Key: blockAttr, Val: strconv.Itoa(k)})
		}
		numbers[i] = k
	}
	return numbers, numbered
}

// unnumberElements undoes number.
func unnumberElements(numbered []*html.Node) {
	for _, n := range numbered {
		n.Attr = n.Attr[:len(n.Attr)-1]
	}
}

// findNumbers notes the numbers of the elements in n.
func findNumbers(n *html.Node, found []bool) {
	if n.Type == html.ElementNode {
		if value := dom.Attr(n, blockAttr); value != "" { // most have none, and an error takes memory
			if k, err := strconv.Atoi(value); err == nil && k >= 0 && k < len(found) {
				found[k] = true
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		findNumbers(c, found)
	}
}
