package segment

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// longestAside is how much text, in bytes, may be hidden inside a sentence: a card of a
// person with headlines has less.
const longestAside = 2000

// isInSentence reports a hidden element in whose place a sentence goes on: it began in
// this block, did not end, and what follows does not begin with a capital.
func (w *pageWalker) isInSentence(n *html.Node) bool {
	if !w.begun || !w.seen || w.breaks > 0 {
		return false
	}
	if _, ends := shape.Ending(w.text[w.open:]); ends.Sentence() {
		return false
	}
	next := textBehind(n)
	return next != 0 && !unicode.IsUpper(next) && textBytes(n, longestAside+1) <= longestAside
}

// mostBehind bounds how many nodes are looked at for what follows an element.
const mostBehind = 64

// textBehind returns the first visible character behind n in its line, or 0.
func textBehind(n *html.Node) rune {
	left := mostBehind
	for ; n != nil && left > 0; n = n.Parent {
		for s := n.NextSibling; s != nil && left > 0; s = s.NextSibling {
			if s.Type == html.ElementNode && (apartnessOf(s) == ownLine || s.DataAtom == atom.Br) {
				return 0
			}
			if r := firstVisible(s, &left); r != 0 {
				return r
			}
		}
		if n.Parent == nil || apartnessOf(n.Parent) == ownLine {
			return 0
		}
	}
	return 0
}

// firstVisible returns the first visible character in n, or 0 where none is among the
// next left nodes.
func firstVisible(n *html.Node, left *int) rune {
	*left--
	switch n.Type {
	case html.TextNode:
		for _, r := range n.Data {
			if !shape.IsBlank(r) {
				return r
			}
		}
	case html.ElementNode:
		if dom.IsUnread(n) || dom.HidingOf(n) >= dom.ForNow {
			return 0
		}
		for c := n.FirstChild; c != nil && *left > 0; c = c.NextSibling {
			if r := firstVisible(c, left); r != 0 {
				return r
			}
		}
	}
	return 0
}

// textBytes returns how much text is in n, in bytes, up to about enough.
func textBytes(n *html.Node, enough int) (bytes int) {
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			if bytes += len(strings.TrimSpace(c.Data)); bytes >= enough {
				break
			}
		}
	}
	return bytes
}
