package segment

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// rule notes where the text of element n stands, which began at a byte of the text,
// when the site's rules say something of it.
func (w *pageWalker) rule(n *html.Node, from int) {
	for _, r := range w.selected[n] {
		r.Span = trim(w.text.String(), document.Span{Start: from, End: w.text.Len()})
		if r.Span.Len() > 0 || r.Value != "" {
			w.ruled = append(w.ruled, r)
		}
	}
}
