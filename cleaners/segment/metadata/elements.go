package metadata

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// Where the fields of other articles stand, and of readers' comments; and where
// the article's own stand less often than others'.
const (
	elsewhereNames = document.NamedComments | document.NamedRelated | document.NamedNavigation
	elsewhere      = document.InNav | document.InDialog
	asideNames     = document.NamedSidebar | document.NamedNewsletter | document.NamedAd | document.NamedFooter |
		document.NamedPromo | document.NamedWidget | document.NamedBio
	aside = document.InAside | document.InFooter | document.InForm
)

// sureness tells whether a find may speak of the article, and gives its source,
// doubted where it stands aside. What holds the title, too, tells nothing: a
// whole page may be called "with-sidebar".
func (f find) sureness(title find) (from source, ok bool) {
	names, ancestors := f.names&^title.names, f.ancestors&^title.ancestors
	if names.Has(elsewhereNames) || ancestors.Has(elsewhere) {
		return 0, false
	}
	if names.Has(asideNames) || ancestors.Has(aside) {
		return f.from | doubted, true
	}
	return f.from, true
}

// readElements reads what the page's elements state: microdata, microformats,
// links to authors, and elements whose names say what they hold.
func (c *claims) readElements(f *Finder, title find) {
	for i, found := range f.bylines {
		if from, ok := found.sureness(title); ok {
			c.offerByline(from, bylineIn(f.bylines[i:]))
		}
	}
	for _, found := range f.dates {
		if from, ok := found.sureness(title); ok {
			field := &c.published
			if found.isModified() {
				field = &c.modified
			}
			c.offerDate(field, from, dateIn(found.node))
		}
	}
	for _, found := range f.tags {
		if from, ok := found.sureness(title); ok {
			c.offerTags(from, stated(found.node, longestTag))
		}
	}
	for _, found := range f.others {
		if from, ok := found.sureness(title); ok {
			c.readProperty(found.node, from)
		}
	}
}

func (c *claims) readProperty(n *html.Node, from source) {
	switch dom.Attr(n, "itemprop") {
	case "articleSection":
		c.section.offer(from, stated(n, longestTag))
	case "inLanguage":
		c.language.offer(from, stated(n, longestTag))
	case "image":
		for _, key := range [...]string{"content", "src", "href"} {
			c.offerAddress(&c.image, from, dom.Attr(n, key))
		}
	}
}

// isModified reports whether a date is that of a change.
func (f find) isModified() bool {
	if dom.Attr(f.node, "itemprop") == "dateModified" {
		return true
	}
	class := strings.ToLower(dom.Attr(f.node, "class") + " " + dom.Attr(f.node, "id"))
	return strings.Contains(class, "modified") || strings.Contains(class, "updated")
}

// Bounds on the text of an element that states a field, in bytes: a longer one
// holds more than the field.
const (
	longestDate   = 100
	longestByline = 200
)

// stated gives what an element states: to machines where it does, else its
// text, or nothing when that is longer than limit bytes.
func stated(n *html.Node, limit int) string {
	for _, key := range [...]string{"content", "datetime"} {
		if v := dom.Attr(n, key); v != "" {
			return v
		}
	}
	return spacedText(n, limit)
}

// nameMatcher finds the name in an element about an author.
var nameMatcher = goquery.Single(`[itemprop="name"], .p-name, .fn, [rel~="author"]`)

// bylineIn gives the names in the first of the finds, with those of its
// siblings that are found for the same reason.
func bylineIn(finds []find) string {
	first := finds[0]
	names := authorName(first.node)
	if first.from != fromMarkup || names == "" {
		return names
	}
	for _, next := range finds[1:] {
		if next.from == fromMarkup && isBesides(first.node, next.node) {
			if name := authorName(next.node); name != "" && !strings.Contains(names, name) {
				names += "; " + name
			}
		}
	}
	return names
}

// isBesides reports whether two elements are siblings or cousins.
func isBesides(a, b *html.Node) bool {
	if a.Parent == nil || b.Parent == nil {
		return false
	}
	return a.Parent == b.Parent || a.Parent.Parent == b.Parent.Parent && a.Parent.Data == b.Parent.Data && a.Parent.DataAtom != atom.Div
}

func authorName(n *html.Node) string {
	if name := goquery.NewDocumentFromNode(n).FindMatcher(nameMatcher); name.Length() > 0 {
		return stated(name.Nodes[0], longestByline)
	}
	return stated(n, longestByline)
}

// dateMatcher finds the date in an element that is named after it.
var dateMatcher = goquery.Single(`time[datetime]`)

func dateIn(n *html.Node) string {
	if date := goquery.NewDocumentFromNode(n).FindMatcher(dateMatcher); date.Length() > 0 {
		n = date.Nodes[0]
	}
	return stated(n, longestDate)
}
