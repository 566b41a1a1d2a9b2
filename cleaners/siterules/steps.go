package siterules

import "golang.org/x/net/html"

// A rule that people copied from somewhere can ask for more than a page is worth: a
// count of all elements at each element, a :has in a :has. So evaluation counts its
// steps, and ends where there are too many. Steps are the same on all machines, which a
// clock is not: the same rules select the same.

const (
	// nodeSteps is how many steps a rule may take for each node of the page: a :has at
	// every element of an ordinary page takes as many as pages are deep, which is 20.
	nodeSteps = 100
	// leastSteps is what it may take besides, for small pages.
	leastSteps = 100_000
	// allRules is how many rules may take so many, on one page.
	allRules = 4
	// longestSelector is how many bytes an XPath expression or the selectors of a filter
	// have at most. Reading one of a few megabytes takes many seconds, and matching goes
	// as deep as it is long. The public ones have some hundred.
	longestSelector = 10_000
	// mostHits is how many elements and values all rules select on one page.
	mostHits = 50_000
	// lightSteps is how many steps at one element count for the page and not for the
	// rule, so that a rule without loops needs no counter.
	lightSteps = 64
)

// steps counts what evaluating rules on one page may still take.
type steps struct {
	page int // of all rules
	rule int // of the rule that is evaluated
	out  bool
}

// take takes n steps. It returns false when there are not so many left, and from then
// on until the next rule.
func (s *steps) take(n int) bool {
	if s.out {
		return false
	}
	s.rule -= n
	s.page -= n
	s.out = s.rule < 0 || s.page < 0
	return !s.out
}

// stepsFor returns what a rule may take on a page of so many nodes.
func stepsFor(nodes int) int { return leastSteps + nodeSteps*nodes }

// countNodes returns how many nodes a page has.
func countNodes(page *html.Node) (n int) {
	for c := page; c != nil; c = nextNode(c, page) {
		n++
	}
	return n
}

// nextNode returns the node behind n in the order of the document, nil behind the last
// one below root.
func nextNode(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	return nodeBehind(n, root)
}

// nodeBehind is nextNode without what is in n.
func nodeBehind(n, root *html.Node) *html.Node {
	for ; n != root; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}
