package segment

import (
	"net/url"
	"strconv"

	readability "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// stampAttr marks each block's element while go-readability reads the page; the
// stamps in what it returns tell what it kept.
const stampAttr = "data-winnow-block"

// deepestAsked bounds the page that go-readability is asked about, by the depths
// of its elements together: it goes through all that is in an element again and
// again, for every element around it. The largest of two thousand annotated pages
// has a twentieth of this; so much takes half a second.
const deepestAsked = 4_000_000

// mostAsked bounds that page by its elements: the library's copies of it take a
// kilobyte for each, four fifths of what a small page that is all tags takes. The
// annotated pages have less than half as many.
const mostAsked = 40_000

// AskReadability asks go-readability which of the elements it would keep and
// writes its answers into the blocks of doc, which Segment has made of the page
// at root. The library works on a copy that it makes itself, so the page is
// stamped in place and the stamps are taken off again. A page that it gives up
// on, or that is too large or too deep, leaves the question unasked. It costs
// several times what Segment does, so whoever judges asks only where that is worth
// it. This file is the only one that knows the library: it is archived, and a
// successor takes its place here.
func AskReadability(doc *document.Document, root *html.Node) {
	w := pageWalker{}
	w.walk(root, place{path: fnvOffset})
	w.flush()
	if len(w.nodes) == 0 || w.depths > deepestAsked || w.tags > mostAsked {
		return
	}
	kept := keptByReadability(doc.URL, root, w.nodes)
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

func keptByReadability(pageURL string, root *html.Node, nodes []*html.Node) []bool {
	of, stamped := stamp(nodes)
	defer unstamp(stamped)
	base, err := url.Parse(pageURL)
	if err != nil {
		base = nil // it only serves to resolve links, which nobody reads here
	}
	parser := readability.NewParser()
	article, err := parser.ParseDocument(root, base)
	if err != nil || article.Node == nil {
		return nil
	}
	survived := make([]bool, len(stamped))
	collectStamps(article.Node, survived)
	kept := make([]bool, len(nodes))
	for i := range kept {
		kept[i] = survived[of[i]]
	}
	return kept
}

// stamp numbers the elements that hold blocks. It gives each block's number,
// and the elements by number.
func stamp(nodes []*html.Node) (of []int, stamped []*html.Node) {
	numbers := make(map[*html.Node]int, len(nodes))
	of = make([]int, len(nodes))
	for i, n := range nodes {
		s, ok := numbers[n]
		if !ok {
			s = len(stamped)
			numbers[n] = s
			stamped = append(stamped, n)
			n.Attr = append(n.Attr, html.Attribute{Key: stampAttr, Val: strconv.Itoa(s)})
		}
		of[i] = s
	}
	return of, stamped
}

func unstamp(stamped []*html.Node) {
	for _, n := range stamped {
		n.Attr = n.Attr[:len(n.Attr)-1]
	}
}

func collectStamps(n *html.Node, survived []bool) {
	if n.Type == html.ElementNode {
		if number := dom.Attr(n, stampAttr); number != "" { // most have none, and an error takes memory
			if s, err := strconv.Atoi(number); err == nil && s >= 0 && s < len(survived) {
				survived[s] = true
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		collectStamps(c, survived)
	}
}
