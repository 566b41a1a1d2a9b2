package siterules

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// pageRules is what a part says of pages.
type pageRules interface {
	// selectIn adds what is said of elements of page. It changes nothing of that.
	selectIn(page *html.Node, selected map[*html.Node][]document.Ruled)
}

// Select returns what the rules say of elements of a page, nil when that is nothing.
// It changes nothing.
func (r *Rules) Select(page *html.Node) map[*html.Node][]document.Ruled {
	if r == nil || page == nil {
		return nil
	}
	var selected map[*html.Node][]document.Ruled
	for _, p := range r.parts {
		if p.page == nil {
			continue
		}
		if selected == nil {
			selected = map[*html.Node][]document.Ruled{}
		}
		p.page.selectIn(page, selected)
	}
	return selected
}
