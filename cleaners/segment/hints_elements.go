package segment

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Where the fields of other articles stand, and of readers' comments.
const (
	elsewhereNames = document.NamedComments | document.NamedRelated | document.NamedSidebar | document.NamedNewsletter |
		document.NamedAd | document.NamedFooter | document.NamedPromo | document.NamedWidget
	elsewhere = document.InNav | document.InAside | document.InFooter | document.InForm | document.InDialog
)

// ofArticle reports whether a find may speak of the article. What holds the
// title, too, tells nothing: a whole page may be called "with-sidebar".
func (f find) ofArticle(title find) bool {
	return !(f.names &^ title.names).Has(elsewhereNames) && !(f.ancestors &^ title.ancestors).Has(elsewhere)
}

// readElements reads what the page's elements state: microdata, microformats,
// links to authors, and elements whose names say what they hold.
func (c *claims) readElements(f *finds, title find) {
	for i, found := range f.bylines {
		if found.ofArticle(title) {
			c.offerByline(found.sureness(), bylineIn(f.bylines[i:]))
		}
	}
	for _, found := range f.dates {
		if found.ofArticle(title) {
			field := &c.published
			if found.isModified() {
				field = &c.modified
			}
			offerDate(field, found.from, stated(found.node, longestDate))
		}
	}
	for _, found := range f.tags {
		if found.ofArticle(title) {
			c.offerTags(found.from, stated(found.node, longestTag))
		}
	}
	for _, found := range f.others {
		if found.ofArticle(title) {
			c.readProperty(found)
		}
	}
}

func (c *claims) readProperty(found find) {
	switch attr(found.node, "itemprop") {
	case "articleSection":
		c.section.offer(found.from, stated(found.node, longestTag))
	case "inLanguage":
		c.language.offer(found.from, stated(found.node, longestTag))
	case "image":
		for _, key := range [...]string{"content", "src", "href"} {
			c.offerAddress(&c.image, found.from, attr(found.node, key))
		}
	}
}

// sureness is the find's source; the box about an author may be about another.
func (f find) sureness() source {
	if f.names.Has(document.NamedBio) {
		return f.from | doubted
	}
	return f.from
}

// isModified reports whether a date is that of a change.
func (f find) isModified() bool {
	if attr(f.node, "itemprop") == "dateModified" {
		return true
	}
	class := strings.ToLower(attr(f.node, "class") + " " + attr(f.node, "id"))
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
		if v := attr(n, key); v != "" {
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

// spacedText gives the text in an element, white space folded and a space
// between what different elements hold, or nothing when that is longer than
// limit bytes.
func spacedText(n *html.Node, limit int) string {
	var b strings.Builder
	if !appendText(&b, n, limit, true) {
		return ""
	}
	return fold(b.String())
}

// headingText is spacedText with spaces between blocks and lines only, as the
// blocks of the document have it.
func headingText(n *html.Node, limit int) string {
	var b strings.Builder
	if !appendText(&b, n, limit, false) {
		return ""
	}
	return fold(b.String())
}

// appendText writes n's text to b until limit is passed; apart parts elements
// that stand in one line, too.
func appendText(b *strings.Builder, n *html.Node, limit int, apart bool) bool {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return strings.TrimSpace(n.Data) == "" || b.Len() <= limit
	case n.Type == html.ElementNode && skipped(n):
		return true
	}
	apartHere := n.Type == html.ElementNode && (apart || n.DataAtom == atom.Br || isBlockElement(n.DataAtom))
	if apartHere {
		b.WriteByte(' ')
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if !appendText(b, child, limit, apart) {
			return false
		}
	}
	if apartHere {
		b.WriteByte(' ')
	}
	return true
}
