package metadata

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// A breadcrumb trail leads from the front page to the article: the step before
// the article is its section. Pages have it in their JSON-LD, as a list, or in an
// element.

const (
	longestCrumb = 60 // bytes of a section's name
	mostCrumbs   = 12
)

// notInCrumbs are signs that a section's name has not: those of addresses, of
// templates, and of headlines that ask.
const notInCrumbs = "{}<>?/"

// crumbsOf gives the names in a BreadcrumbList, in order.
func crumbsOf(t thing) (names []string) {
	list, _ := t["itemListElement"].([]any)
	for _, one := range list[:min(len(list), mostCrumbs)] {
		entry, _ := one.(thing)
		name := textOf(entry)
		if name == "" {
			name = textOf(entry["item"])
		}
		names = append(names, unescaped(name))
	}
	return names
}

// isCrumbs reports an element that is a breadcrumb trail.
func isCrumbs(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "aria-label", "itemtype":
			if strings.Contains(strings.ToLower(a.Val), "breadcrumb") {
				return true
			}
		}
	}
	return false
}

// crumbsIn gives the names in a trail's element: of its items, else of its
// links. What is neither, such as a separator, is no name.
func crumbsIn(trail *html.Node) []string {
	if names := textsOfAll(trail, atom.Li, nil); len(names) > 0 {
		return names
	}
	return textsOfAll(trail, atom.A, nil)
}

// textsOfAll appends the texts of the outermost elements a in n.
func textsOfAll(n *html.Node, a atom.Atom, texts []string) []string {
	for c := n.FirstChild; c != nil && len(texts) < mostCrumbs; c = c.NextSibling {
		if c.DataAtom == a {
			texts = append(texts, strings.Trim(spacedText(c, longestTitle), "/›»>|· "))
			continue
		}
		texts = textsOfAll(c, a, texts)
	}
	return texts
}

// offerCrumbs lets the last step before the article take the section.
func (c *claims) offerCrumbs(from source, names []string, title string) {
	for _, name := range slices.Backward(names) {
		name = shape.Fold(name)
		if name == "" || title != "" && agree(name, title) >= agreement {
			continue // the article itself
		}
		if len(name) <= longestCrumb && !strings.ContainsAny(name, notInCrumbs) && !c.isSite(name) && !isHome(name) {
			c.section.offer(from, name)
		}
		return
	}
}

// isHome reports the name of the front page in a trail: a word of every site's
// frame.
func isHome(name string) bool {
	for _, cue := range lexicon.Default().Find(name, nil) {
		if cue.Class == document.CueNavigation && cue.Span.Len() == len(name) {
			return true
		}
	}
	return false
}
