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

// Breadcrumbs lead from the front page to the article: the step before the article
// is its section. Pages have them in their JSON-LD or in an element.

const (
	longestBreadcrumb = 60 // bytes of a section's name
	mostBreadcrumbs   = 12
)

// notInBreadcrumbs are signs that no section's name has: those of addresses, of
// templates, and of questions.
const notInBreadcrumbs = "{}<>?/"

// breadcrumbsOf returns the names in a BreadcrumbList, in order.
func breadcrumbsOf(t thing) (names []string) {
	list, _ := t["itemListElement"].([]any)
	for _, one := range list[:min(len(list), mostBreadcrumbs)] {
		entry, _ := one.(thing)
		name := textOf(entry)
		if name == "" {
			name = textOf(entry["item"])
		}
		names = append(names, unescaped(name))
	}
	return names
}

// isBreadcrumbs reports an element that holds breadcrumbs.
func isBreadcrumbs(n *html.Node) bool {
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

// breadcrumbsIn returns the names in an element: of its items, else of its links.
// What is neither, such as a separator, is no name.
func breadcrumbsIn(list *html.Node) []string {
	if names := outermostTexts(list, atom.Li, nil); len(names) > 0 {
		return names
	}
	return outermostTexts(list, atom.A, nil)
}

// outermostTexts appends the texts of the outermost elements a in n.
func outermostTexts(n *html.Node, a atom.Atom, texts []string) []string {
	for c := n.FirstChild; c != nil && len(texts) < mostBreadcrumbs; c = c.NextSibling {
		if c.DataAtom == a {
			texts = append(texts, strings.Trim(spacedText(c, longestTitle), "/›»>|· "))
			continue
		}
		texts = outermostTexts(c, a, texts)
	}
	return texts
}

// offerBreadcrumbs lets the last step before the article take the section.
func (c *claims) offerBreadcrumbs(from source, names []string, title string) {
	for _, name := range slices.Backward(names) {
		name = shape.Fold(name)
		if name == "" || title != "" && similarity(name, title) >= leastSimilarity {
			continue // the article itself
		}
		if len(name) <= longestBreadcrumb && !strings.ContainsAny(name, notInBreadcrumbs) && !c.isSite(name) && !isHome(name) {
			c.section.offer(from, name)
		}
		return
	}
}

// isHome reports the name of the front page, which the lexicons have among the
// words of navigation.
func isHome(name string) bool {
	for _, cue := range lexicon.Default().Find(name, nil) {
		if cue.Class == document.CueNavigation && cue.Span.Len() == len(name) {
			return true
		}
	}
	return false
}
