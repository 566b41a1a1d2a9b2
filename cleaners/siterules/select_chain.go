package siterules

import (
	"strings"

	"golang.org/x/net/html"
)

// chain is a selector of either form, for one element: what holds of it, and of the
// elements that it stands in or behind. It is matched from its end: most elements fail
// at the last link.
type chain []link

// link is one part of a chain.
type link struct {
	by    joint  // how it is joined to the link before it or, the first one, to where the chain is asked from
	tag   string // "": any
	tests []test
}

// joint is how an element stands to the one before.
type joint uint8

const (
	within        joint = iota // somewhere inside: "a b", a//b
	directly                   // a > b, a/b
	justBehind                 // directly behind: a + b
	furtherBehind              // somewhere behind: a ~ b
)

// test is what must hold of an element.
type test interface {
	holds(n *html.Node, left *steps) bool
}

// matches reports whether n is what the chain selects. scope is the element from which
// the first link is asked; nil is the document.
func (c chain) matches(n, scope *html.Node, left *steps) bool {
	last := len(c) - 1
	if !c[last].holds(n, left) {
		return false
	}
	before := c[:last]
	switch c[last].by {
	case directly:
		return before.joins(n.Parent, scope, left)
	case justBehind:
		return before.joins(elementBefore(n, left), scope, left)
	case furtherBehind:
		for s := elementBefore(n, left); s != nil; s = elementBefore(s, left) {
			if before.joins(s, scope, left) {
				return true
			}
		}
		return false
	}
	if last == 0 && scope == nil {
		return true
	}
	for p := n.Parent; p != nil && left.take(1); p = p.Parent {
		if before.joins(p, scope, left) {
			return true
		}
		if p == scope {
			return false
		}
	}
	return false
}

// joins reports whether n may stand where the links of c end: it is selected by them or,
// where there are none, it is the scope.
func (c chain) joins(n, scope *html.Node, left *steps) bool {
	switch {
	case n == nil:
		return false
	case len(c) == 0 && scope == nil:
		return n.Type == html.DocumentNode
	case len(c) == 0:
		return n == scope
	}
	return n.Type == html.ElementNode && n != scope && c.matches(n, scope, left)
}

func (l *link) holds(n *html.Node, left *steps) bool {
	if l.tag != "" && l.tag != n.Data || !left.take(1) {
		return false
	}
	for _, t := range l.tests {
		if !t.holds(n, left) {
			return false
		}
	}
	return true
}

func elementBefore(n *html.Node, left *steps) *html.Node {
	for n = n.PrevSibling; n != nil && left.take(1); n = n.PrevSibling {
		if n.Type == html.ElementNode {
			return n
		}
	}
	return nil
}

func elementAfter(n *html.Node, left *steps) *html.Node {
	for n = n.NextSibling; n != nil && left.take(1); n = n.NextSibling {
		if n.Type == html.ElementNode {
			return n
		}
	}
	return nil
}

// hasTest holds of an element from which one of some chains leads to another.
type hasTest struct{ any []chain }

func (t hasTest) holds(n *html.Node, left *steps) bool {
	for _, c := range t.any {
		if c.leadsFrom(n, left) {
			return true
		}
	}
	return false
}

// leadsFrom reports whether c selects something, asked from n.
func (c chain) leadsFrom(n *html.Node, left *steps) bool {
	if c[0].by == justBehind || c[0].by == furtherBehind {
		for s := elementAfter(n, left); s != nil; s = elementAfter(s, left) {
			if c.selectsIn(s, n, left) {
				return true
			}
		}
		return false
	}
	for d := n.FirstChild; d != nil; d = nodeBehind(d, n) {
		if c.selectsIn(d, n, left) {
			return true
		}
	}
	return false
}

// selectsIn reports whether c selects top or something in it, asked from scope.
func (c chain) selectsIn(top, scope *html.Node, left *steps) bool {
	for d := top; d != nil && left.take(1); d = nextNode(d, top) {
		if d.Type == html.ElementNode && c.matches(d, scope, left) {
			return true
		}
	}
	return false
}

// notTest holds of an element of which another test does not.
type notTest struct{ of test }

func (t notTest) holds(n *html.Node, left *steps) bool { return !t.of.holds(n, left) && !left.out }

// anyTest holds where one of some does, allTest where all do.
type anyTest []test

func (t anyTest) holds(n *html.Node, left *steps) bool {
	for _, o := range t {
		if o.holds(n, left) {
			return true
		}
	}
	return false
}

type allTest []test

func (t allTest) holds(n *html.Node, left *steps) bool {
	for _, o := range t {
		if !o.holds(n, left) {
			return false
		}
	}
	return true
}

// isTest holds of an element that one of some chains selects.
type isTest struct{ any []chain }

func (t isTest) holds(n *html.Node, left *steps) bool {
	for _, c := range t.any {
		if c.matches(n, nil, left) {
			return true
		}
	}
	return false
}

// nthTest holds of the nth of an element's siblings that have its tag and hold tests.
type nthTest struct {
	tag   string // "": any
	tests []test
	nth   int // from 1
}

func (t nthTest) holds(n *html.Node, left *steps) bool {
	l := link{tag: t.tag, tests: t.tests}
	before := 0
	for s := elementBefore(n, left); s != nil; s = elementBefore(s, left) {
		if l.holds(s, left) {
			if before++; before >= t.nth {
				return false
			}
		}
	}
	return before == t.nth-1 && !left.out
}

// attrTest is about one attribute.
type attrTest struct {
	name, value string
	how         comparison
}

// comparison is how a value is compared with what a rule has.
type comparison uint8

const (
	hasValue comparison = iota
	valueIs
	valueIsNot
	valueBegins
	valueHas
	hasWord // among words
)

func (t attrTest) holds(n *html.Node, _ *steps) bool {
	value, ok := attribute(n, t.name)
	return ok && t.how.compare(value, t.value)
}

func (c comparison) compare(have, want string) bool {
	switch c {
	case hasValue:
		return true
	case valueIs:
		return have == want
	case valueIsNot:
		return have != want
	case valueBegins:
		return strings.HasPrefix(have, want)
	case valueHas:
		return strings.Contains(have, want)
	}
	return containsWord(have, want)
}

// attribute returns the value of an attribute, and whether there is one.
func attribute(n *html.Node, name string) (string, bool) {
	for i := range n.Attr {
		if a := &n.Attr[i]; a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// blanks are what separates words in an attribute.
const blanks = " \t\n\f\r"

// containsWord reports whether word is among the words of s.
func containsWord(s, word string) bool {
	for from := 0; ; {
		at := strings.Index(s[from:], word)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(word)
		if (at == 0 || strings.IndexByte(blanks, s[at-1]) >= 0) && (end == len(s) || strings.IndexByte(blanks, s[end]) >= 0) {
			return true
		}
		from = at + 1
	}
}
