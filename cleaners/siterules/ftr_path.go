package siterules

import (
	"strconv"
	"strings"
)

// Nearly all XPath in site configs says what an element is called, what attributes it
// has and what it stands in. Such paths become chains, which are matched for all rules
// in one walk over the page. What else there is (axes, string functions, positions among
// what was selected) is left to a library, see ftr_xpath.go. A test holds both against
// each other.

// selector is one alternative of such an expression: A | B has two.
type selector struct {
	chain chain
	attr  string // what is selected is this attribute; "": the element
	nth   int    // only the nth of what is selected, from 1; 0: all
}

// parsePaths reads an XPath expression, false where it is not only such paths.
func parsePaths(expr string) (paths []selector, ok bool) {
	if len(expr) > longestSelector {
		return nil, false // the library's reader says why
	}
	p := pathParser{rest: expr}
	for {
		one, ok := p.path()
		if !ok {
			return nil, false
		}
		paths = append(paths, one)
		if p.space(); p.rest == "" {
			return paths, true
		}
		if !p.take("|") {
			return nil, false
		}
	}
}

// deepest is how deep brackets nest in a rule.
const deepest = 20

type pathParser struct {
	rest  string
	depth int
}

func (p *pathParser) space() { p.rest = strings.TrimLeft(p.rest, blanks) }

func (p *pathParser) take(token string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = rest
	}
	return ok
}

// word takes a word of XPath's own, such as "and".
func (p *pathParser) word(w string) bool {
	p.space()
	if rest, ok := strings.CutPrefix(p.rest, w); ok && (rest == "" || !isNamePart(rest[0])) {
		p.rest = rest
		return true
	}
	return false
}

// function takes a function's name with its bracket.
func (p *pathParser) function(name string) bool {
	before := p.rest
	if p.take(name) && p.take("(") {
		return true
	}
	p.rest = before
	return false
}

func isNameStart(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

func isNamePart(c byte) bool { return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' }

// name takes a name: of ASCII, and not one of what follows an axis or a prefix.
func (p *pathParser) name() string {
	p.space()
	n := 0
	for n < len(p.rest) && isNamePart(p.rest[n]) {
		n++
	}
	if n == 0 || !isNameStart(p.rest[0]) || n < len(p.rest) && (p.rest[n] >= 0x80 || p.rest[n] == ':') {
		return ""
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	return name
}

func (p *pathParser) path() (selector, bool) {
	if !p.take("(") {
		return p.steps(nil)
	}
	one, ok := p.steps(nil)
	if !ok || !p.take(")") || !p.take("[") {
		return one, false
	}
	one.nth, ok = p.number()
	return one, ok && p.take("]") && !strings.HasPrefix(strings.TrimLeft(p.rest, blanks), "/") && !strings.HasPrefix(strings.TrimLeft(p.rest, blanks), "[")
}

func (p *pathParser) number() (int, bool) {
	p.space()
	n := 0
	for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(p.rest[:n])
	p.rest = p.rest[n:]
	return v, err == nil && v > 0
}

// steps reads what is between slashes. relative is how the first step is joined where
// the path is asked from an element, nil where it is asked from the document.
func (p *pathParser) steps(relative *joint) (one selector, ok bool) {
	by, ok := within, true
	switch {
	case relative != nil:
		by = *relative
	case p.take("//"):
	case p.take("/"):
		by = directly
	default:
		return one, false
	}
	for {
		if p.take("@") {
			if one.attr = strings.Clone(p.name()); one.attr == "" || by != directly || len(one.chain) == 0 {
				return one, false
			}
			return one, true
		}
		l, ok := p.step(by)
		if !ok {
			return one, false
		}
		one.chain = append(one.chain, l)
		switch {
		case p.take("//"):
			by = within
		case p.take("/"):
			by = directly
		default:
			return one, true
		}
	}
}

func (p *pathParser) step(by joint) (l link, ok bool) {
	l.by = by
	if !p.take("*") {
		if l.tag = p.name(); l.tag == "" || strings.HasPrefix(strings.TrimLeft(p.rest, blanks), "(") {
			return l, false
		}
	}
	for p.take("[") {
		if n, ok := p.position(); ok {
			l.tests = append(l.tests, nthTest{tag: l.tag, tests: l.tests[:len(l.tests):len(l.tests)], nth: n})
			continue
		}
		t, ok := p.either()
		if !ok || !p.take("]") {
			return l, false
		}
		l.tests = append(l.tests, t)
	}
	return l, true
}

// position reads "2]".
func (p *pathParser) position() (int, bool) {
	before := p.rest
	n, ok := p.number()
	if ok && p.take("]") {
		return n, true
	}
	p.rest = before
	return 0, false
}

// either reads tests that are joined by "or", all those joined by "and".
func (p *pathParser) either() (test, bool) {
	if p.depth++; p.depth > deepest {
		return nil, false
	}
	defer func() { p.depth-- }()
	var any anyTest
	for {
		t, ok := p.all()
		if !ok {
			return nil, false
		}
		any = append(any, t)
		if !p.word("or") {
			break
		}
	}
	if len(any) == 1 {
		return any[0], true
	}
	return any, true
}

func (p *pathParser) all() (test, bool) {
	var all allTest
	for {
		t, ok := p.one()
		if !ok {
			return nil, false
		}
		all = append(all, t)
		if !p.word("and") {
			break
		}
	}
	if len(all) == 1 {
		return all[0], true
	}
	return all, true
}

func (p *pathParser) one() (test, bool) {
	switch {
	case p.function("not"):
		t, ok := p.either()
		return notTest{t}, ok && p.take(")")
	case p.function("contains"):
		return p.compared(valueHas)
	case p.function("starts-with"):
		return p.compared(valueBegins)
	case p.take("("):
		t, ok := p.either()
		return t, ok && p.take(")")
	}
	if v, ok := p.value(); ok {
		switch {
		case p.take("!="):
			return p.literalFor(v, valueIsNot)
		case p.take("="):
			return p.literalFor(v, valueIs)
		case v.attr != "" && !v.fold:
			return attrTest{name: v.attr}, true
		}
		return nil, false
	}
	return p.has()
}

// has reads a path that must lead somewhere: ".//a", "a/b".
func (p *pathParser) has() (test, bool) {
	by := directly
	if p.take(".//") {
		by = within
	} else {
		p.take("./")
	}
	one, ok := p.steps(&by)
	if !ok || one.attr != "" {
		return nil, false
	}
	return hasTest{[]chain{one.chain}}, p.ends()
}

// ends reports whether what a test of a path says of it is all.
func (p *pathParser) ends() bool {
	p.space()
	return p.rest != "" && (p.rest[0] == ']' || p.rest[0] == ')') || strings.HasPrefix(p.rest, "and") || strings.HasPrefix(p.rest, "or")
}
