package siterules

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// pageRules is what a part says of pages.
type pageRules struct {
	rules   []pageRule
	picks   []pick // the chains of rules
	index   index  // of picks
	exprs   []int32
	edits   []edit
	spare   map[string]bool // selectors of filters, and places of some, that don't count for the part's sites
	alone   bool            // rules for all sites of the same form don't count beside these
	isPlain bool            // is a site config: what alone is about
}

// pageRule is one rule about a page's elements.
type pageRule struct {
	where    string
	does     deed
	kind     document.Kind // of what is taken out
	selector string        // of a filter, as exceptions name it
	expr     *expression   // what chains can't say; nil: picks do
	up       int           // the element so many levels above is meant
	costly   bool          // a chain of it looks at more than one element
}

// deed is what a rule is for.
type deed uint8

const (
	takesOut deed = iota
	isBody
	isTitle
	isAuthor
	isDate
)

// pick is one chain, and the rule that it belongs to.
type pick struct {
	selector
	rule int32
}

// addRule adds a rule, whose paths are those of an expression or filter.
func (p *pageRules) addRule(r pageRule, paths []selector) {
	number := int32(len(p.rules))
	if r.expr != nil {
		p.exprs = append(p.exprs, number)
	}
	for _, one := range paths {
		p.index.add(one.chain, int32(len(p.picks)))
		p.picks = append(p.picks, pick{one, number})
		r.costly = r.costly || isCostly(one.chain)
	}
	p.rules = append(p.rules, r)
}

func isCostly(c chain) bool {
	if len(c) > 1 {
		return true
	}
	for _, t := range c[0].tests {
		if isCostlyTest(t) {
			return true
		}
	}
	return false
}

func isCostlyTest(t test) bool {
	switch t := t.(type) {
	case attrTest, ownTest:
		return false
	case allTest:
		for _, o := range t {
			if isCostlyTest(o) {
				return true
			}
		}
		return false
	case anyTest:
		return isCostlyTest(allTest(t))
	case notTest:
		return isCostlyTest(t.of)
	}
	return true
}

// onPage is what the rules make of one page beside what they select.
type onPage struct {
	bodies []string               // the rules about the body that select something, in order
	fields map[string][]candidate // by rule, in order
	notes  Problems
}

// Notes returns what rules could not do on the page or source they were asked about.
func (r *Rules) Notes() Problems {
	if r == nil {
		return nil
	}
	return r.notes
}

func (r *onPage) note(where, text string) {
	n := strings.LastIndexByte(where, ':')
	line, _ := strconv.Atoi(where[n+1:])
	r.notes = append(r.notes, Problem{where[:n], line, text})
}

// Select returns what the rules say of elements of a page, nil when that is nothing.
// It changes nothing of the page. Settle finishes what it says.
func (r *Rules) Select(page *html.Node) map[*html.Node][]document.Ruled {
	if r == nil || page == nil {
		return nil
	}
	s := selecting{page: page, found: r}
	any := false
	for _, p := range r.pageParts() {
		s.parts = append(s.parts, selected{pageRules: p})
		any = any || len(p.rules) > 0
		for selector := range p.spare {
			if s.spare == nil {
				s.spare = map[string]bool{}
			}
			s.spare[selector] = true
		}
	}
	if !any {
		return nil
	}
	s.perRule = leastSteps
	s.left.page = allRules * leastSteps
	s.walk()
	s.evaluate()
	return s.settle()
}

// Selects reports whether there are rules that select elements of a page, by any of
// their attributes.
func (r *Rules) Selects() bool {
	if r == nil {
		return false
	}
	for _, p := range r.pageParts() {
		if len(p.rules) > 0 {
			return true
		}
	}
	return false
}

// pageParts returns the parts that say something of pages, without those for all sites
// beside which another stands alone.
func (r *Rules) pageParts() (parts []*pageRules) {
	alone := false
	for _, p := range r.parts {
		if p.page == nil || alone && p.page.isPlain && len(p.sites) == 0 {
			continue
		}
		alone = alone || p.page.alone
		parts = append(parts, p.page)
	}
	return parts
}

// selecting is selecting in one page.
type selecting struct {
	page     *html.Node
	parts    []selected
	spare    map[string]bool
	found    *Rules
	left     steps
	perRule  int
	rest     map[*pageRule]int // what costly rules may still take
	dropped  map[*pageRule]bool
	counted  bool // a rule needed more steps than any page has, and the page's nodes were counted for its own
	overflow bool // all rules together took too many steps
	hits     int  // of all parts
	places   []int32
}

// selected is what the rules of one part select.
type selected struct {
	*pageRules
	hits []picked
	misses
	seen map[int32]int // how many elements a pick with a number has selected
}

// picked is one thing that a rule selects: an element, or a value.
type picked struct {
	rule  int32
	node  *html.Node // nil: the value alone
	value string
}

// walk walks over the page once for all chains.
func (s *selecting) walk() {
	for n := s.page; n != nil; n = nextNode(n, s.page) {
		if n.Type != html.ElementNode {
			continue
		}
		for i := range s.parts {
			p := &s.parts[i]
			s.places = p.index.find(n, s.places[:0], &p.misses)
			before := len(p.hits)
			for _, k := range s.places {
				if s.try(p, k, n, before); s.overflow {
					return
				}
			}
		}
	}
}

// try tries whether pick k selects n. What was selected from before on is n.
func (s *selecting) try(p *selected, k int32, n *html.Node, before int) {
	one := &p.picks[k]
	rule := &p.rules[one.rule]
	if s.dropped[rule] || !s.matches(rule, one.chain, n) {
		return
	}
	if one.nth > 0 {
		if p.seen == nil {
			p.seen = map[int32]int{}
		}
		if p.seen[k]++; p.seen[k] != one.nth {
			return
		}
	}
	h := picked{rule: one.rule, node: n}
	if one.attr != "" {
		value, ok := attribute(n, one.attr)
		if !ok {
			return
		}
		h.node, h.value = nil, value
	}
	for _, o := range p.hits[before:] {
		if o == h {
			return
		}
	}
	if s.spare != nil && (s.spare[rule.selector] || s.spare[rule.where]) {
		return
	}
	if p.hits = append(p.hits, h); s.tooMany(rule, 1) {
		p.hits = nil
	}
}

// tooMany counts what a rule selects, and reports whether all rules together select too
// much by now: none of them counts then.
func (s *selecting) tooMany(rule *pageRule, more int) bool {
	if s.hits += more; s.hits > mostHits && !s.overflow {
		s.overflow = true
		s.found.note(rule.where, fmt.Sprintf("all rules together select more than %d elements on this page: none that is about elements counts", mostHits))
	}
	return s.overflow
}

// matches is chain.matches within what rule may take.
func (s *selecting) matches(rule *pageRule, c chain, n *html.Node) bool {
	s.left.rule, s.left.out = s.perRule, false
	if rule.costly && s.rest != nil {
		if rest, ok := s.rest[rule]; ok {
			s.left.rule = rest
		}
	}
	before := s.left.rule
	ok := c.matches(n, nil, &s.left)
	if s.left.out && s.more() {
		before = s.left.rule
		ok = c.matches(n, nil, &s.left)
	}
	if before-s.left.rule > lightSteps {
		if s.rest == nil {
			s.rest = map[*pageRule]int{}
		}
		s.rest[rule] = s.left.rule
	}
	if s.left.out {
		s.spent(rule)
		return false
	}
	return ok
}

// more allows more steps on a large page, false where that was done before.
func (s *selecting) more() bool {
	if s.counted {
		return false
	}
	nodes := countNodes(s.page)
	s.counted, s.perRule = true, stepsFor(nodes)
	s.left.page += allRules * nodeSteps * nodes
	s.left.rule, s.left.out = s.perRule, false
	return true
}

// spent notes that a rule took too many steps: it selects nothing on this page. Where
// the page has no more for any rule, none does.
func (s *selecting) spent(rule *pageRule) {
	if s.left.page < 0 {
		s.overflow = true
		s.found.note(rule.where, "all rules together take too many steps on this page: none that is about elements counts")
		return
	}
	if s.dropped == nil {
		s.dropped = map[*pageRule]bool{}
	}
	s.dropped[rule] = true
	s.found.note(rule.where, fmt.Sprintf("takes more than %d steps on this page: it selects nothing", s.perRule))
}

// evaluate evaluates the expressions that are no chains.
func (s *selecting) evaluate() {
	for i := range s.parts {
		p := &s.parts[i]
		for _, k := range p.exprs {
			if s.overflow {
				return
			}
			rule := &p.rules[k]
			s.left.rule, s.left.out = s.perRule, false
			nodes, values, err := rule.expr.evaluate(s.page, &s.left)
			if s.left.out && s.more() {
				nodes, values, err = rule.expr.evaluate(s.page, &s.left)
			}
			switch {
			case s.left.out:
				s.spent(rule)
				continue
			case err != nil:
				s.found.note(rule.where, err.Error())
			}
			if s.tooMany(rule, len(nodes)+len(values)) {
				return
			}
			for _, n := range nodes {
				p.hits = append(p.hits, picked{rule: k, node: n})
			}
			for _, v := range values {
				p.hits = append(p.hits, picked{rule: k, value: v})
			}
		}
	}
}
