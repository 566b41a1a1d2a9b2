package metadata

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// spacedText returns the text in an element, white space folded, with a space
// between what different elements hold, or "" when that is longer than limit bytes.
func spacedText(n *html.Node, limit int) string { return textIn(n, limit, true) }

// headingText is spacedText with spaces between blocks and lines only, as the
// blocks of the document have it.
func headingText(n *html.Node, limit int) string { return textIn(n, limit, false) }

func textIn(n *html.Node, limit int, apart bool) string {
	g := gatherer{limit: limit, apart: apart}
	g.gather(n)
	if g.out.Len() > limit {
		return ""
	}
	return g.out.String()
}

// gatherer writes the text in an element, white space folded, until there is
// more than the limit.
type gatherer struct {
	out   strings.Builder
	limit int
	apart bool // a space also between elements that stand in one line
	space bool // white space was seen since the last word
}

func (g *gatherer) gather(n *html.Node) {
	if n.Type == html.TextNode {
		g.write(n.Data)
		return
	}
	if n.Type != html.ElementNode || dom.IsUnread(n) || g.out.Len() > g.limit {
		return
	}
	apart := g.apart || n.DataAtom == atom.Br || dom.IsBlock(n.DataAtom)
	g.space = g.space || apart
	for child := n.FirstChild; child != nil && g.out.Len() <= g.limit; child = child.NextSibling {
		g.gather(child)
	}
	g.space = g.space || apart
}

func (g *gatherer) write(s string) {
	for _, r := range s {
		if isBreakHint(r) {
			continue
		}
		if shape.IsBlank(r) {
			g.space = true
			continue
		}
		if g.space && g.out.Len() > 0 {
			g.out.WriteByte(' ')
		}
		g.space = false
		g.out.WriteRune(r)
		if g.out.Len() > g.limit {
			return
		}
	}
}

// isBreakHint reports the characters that say where a word may be broken.
func isBreakHint(r rune) bool { return r == '\u00ad' || r == '\u200b' || r == '\u2060' }
