package siterules

import (
	"strings"

	"golang.org/x/net/html"
)

// contentTest is about the text in an element.
type contentTest struct {
	value string
	how   comparison
	which whichText
	fold  bool // white space is folded
	lower bool // in whatever case: value is in lower case
}

// whichText is whose text is compared.
type whichText uint8

const (
	allText  whichText = iota // of all that is inside
	firstOwn                  // the first text that is directly inside
	anyOwn                    // any that is
)

func (t contentTest) holds(n *html.Node, left *steps) bool {
	if t.which == allText {
		text, ok := textOf(n, left)
		return ok && t.compare(text)
	}
	for c := n.FirstChild; c != nil && left.take(1); c = c.NextSibling {
		if c.Type != html.TextNode {
			continue
		}
		if !left.take(len(c.Data) / textStep) {
			return false
		}
		if t.compare(c.Data) {
			return true
		}
		if t.which == firstOwn {
			return false
		}
	}
	return false
}

func (t contentTest) compare(text string) bool {
	if t.fold {
		text = foldSpace(text)
	}
	if t.lower {
		text = strings.ToLower(text)
	}
	return t.how.compare(text, t.value)
}

// textStep is how many bytes of text count as one step.
const textStep = 16

// textOf returns all text inside n, false where reading it takes too long.
func textOf(n *html.Node, left *steps) (string, bool) {
	if n.Type == html.TextNode {
		return n.Data, left.take(1 + len(n.Data)/textStep)
	}
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return c.Data, left.take(1 + len(c.Data)/textStep)
	}
	var b strings.Builder
	for d := nextNode(n, n); d != nil; d = nextNode(d, n) {
		if !left.take(1) {
			return "", false
		}
		if d.Type == html.TextNode {
			if !left.take(len(d.Data) / textStep) {
				return "", false
			}
			b.WriteString(d.Data)
		}
	}
	return b.String(), true
}

// foldSpace is s with each run of white space as one space, and none at its ends.
func foldSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
