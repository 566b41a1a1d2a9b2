package segment

import (
	"slices"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// rule notes where the text of node n stands, which began at a byte of the text, when
// the site's rules say something of it.
func (w *pageWalker) rule(n *html.Node, from int) {
	if w.marks&markOf(n) == 0 {
		return
	}
	for _, r := range w.selected[n] {
		r.Span = trim(w.text, document.Span{Start: from, End: len(w.text)})
		if r.Span.Len() > 0 || r.Value != "" {
			w.ruled = append(w.ruled, r)
		}
	}
}

// markOf returns a bit for nodes that are alike. Asking a map about every node takes as
// long as segmenting a few of them.
func markOf(n *html.Node) uint64 {
	return 1 << ((uint(n.DataAtom)*31 + uint(len(n.Attr))*7 + uint(n.Type)) & 63)
}

func (s Selected) marks() (all uint64) {
	for n := range s {
		all |= markOf(n)
	}
	return all
}

// isTakenOut reports an element that the site's rules take out: what it has beside its
// text is not the article's either.
func (w *pageWalker) isTakenOut(n *html.Node) bool {
	return w.marks&markOf(n) != 0 && slices.ContainsFunc(w.selected[n], func(r document.Ruled) bool { return r.Kind.Removable() && r.Value == "" })
}

// moveRuled moves what stands behind a byte of the text on by some bytes, which were
// inserted there. A stretch around that byte is two from then on: what was inserted is
// in none.
func moveRuled(doc *document.Document, from, by int) {
	for i := range doc.Ruled {
		r := &doc.Ruled[i]
		switch {
		case r.Span.Len() == 0 || r.Span.End <= from:
			continue
		case r.Span.Start < from:
			behind := *r
			behind.Span = trim(doc.Source, document.Span{Start: from + by, End: r.Span.End + by})
			r.Span = trim(doc.Source, document.Span{Start: r.Span.Start, End: from})
			if behind.Span.Len() > 0 {
				doc.Ruled = append(doc.Ruled, behind)
			}
			continue
		}
		r.Span.Start += by
		r.Span.End += by
	}
}
