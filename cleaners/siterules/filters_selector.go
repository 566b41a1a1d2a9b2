package siterules

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// filterSelector is one selector of a filter.
type filterSelector struct {
	text  string // as exceptions name it
	chain chain
	up    int // levels above what the chain selects
}

// parseSelectors reads the selectors of a filter. Its error says what is wrong, or is an
// unsupportedError.
func parseSelectors(text string) (found []filterSelector, err error) {
	if len(text) > longestSelector {
		return nil, fmt.Errorf("its selector has %d bytes: at most %d can be", len(text), longestSelector)
	}
	p := cssParser{rest: text}
	for {
		p.space()
		whole, up := p.rest, 0
		c, err := p.complex(within, &up)
		if err != nil {
			return nil, err
		}
		found = append(found, filterSelector{strings.TrimSpace(whole[:len(whole)-len(p.rest)]), c, up})
		if p.rest == "" {
			return found, nil
		}
		p.rest = p.rest[1:] // a comma
	}
}

// cssParser reads selectors: of CSS, and what filter lists have beside it. What an
// element is called and what its attributes are becomes tests of ours, which the index
// knows; what else CSS has is left to cascadia, one simple selector at a time, so that
// none of it looks further than at an element's siblings.
type cssParser struct {
	rest  string
	depth int
}

func (p *cssParser) space() bool {
	rest := strings.TrimLeft(p.rest, blanks)
	moved := len(rest) < len(p.rest)
	p.rest = rest
	return moved
}

// list reads selectors up to the bracket that closes them. relative ones may begin with
// how they are joined.
func (p *cssParser) list(relative bool) (all []chain, err error) {
	if p.depth++; p.depth > deepest {
		return nil, fmt.Errorf("brackets nest deeper than %d", deepest)
	}
	defer func() { p.depth-- }()
	for {
		by := within
		p.space()
		if relative {
			by, _ = p.joint()
		}
		c, err := p.complex(by, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		if p.rest == "" {
			return nil, errors.New("a bracket is not closed")
		}
		last := p.rest[0]
		if p.rest = p.rest[1:]; last == ')' {
			return all, nil
		}
	}
}

// joint reads ">", "+" or "~"; without one, elements are inside each other.
func (p *cssParser) joint() (by joint, ok bool) {
	p.space()
	if p.rest == "" {
		return within, false
	}
	switch p.rest[0] {
	case '>':
		by = directly
	case '+':
		by = justBehind
	case '~':
		by = furtherBehind
	default:
		return within, false
	}
	p.rest = p.rest[1:]
	p.space()
	return by, true
}

// complex reads a selector up to a comma, a closing bracket or the end. up is nil where
// it can't be about an element above.
func (p *cssParser) complex(by joint, up *int) (c chain, err error) {
	for {
		l, err := p.compound(by, up)
		if err != nil {
			return nil, err
		}
		c = append(c, l)
		spaced := p.space()
		if p.rest == "" || p.rest[0] == ',' || p.rest[0] == ')' {
			return c, nil
		}
		if up != nil && *up > 0 {
			return nil, unsupportedError(":upward() before the end")
		}
		var joined bool
		if by, joined = p.joint(); !joined && !spaced {
			return nil, fmt.Errorf("%s is no part of a selector", firstOf(p.rest))
		}
	}
}

func firstOf(s string) string { return strconv.QuoteRune([]rune(s)[0]) }

// compound reads what stands together: "a.b[c]".
func (p *cssParser) compound(by joint, up *int) (l link, err error) {
	l.by = by
	before := p.rest
	if strings.HasPrefix(p.rest, "*") {
		p.rest = p.rest[1:]
	} else if name := p.ident(); name != "" {
		l.tag = strings.ToLower(name)
	}
	for p.rest != "" {
		var t test
		switch p.rest[0] {
		case '#':
			t, err = p.named("id", valueIs)
		case '.':
			t, err = p.named("class", hasWord)
		case '[':
			t, err = p.attribute()
		case ':':
			t, err = p.pseudo(up)
		default:
			if p.rest == before {
				return l, fmt.Errorf("%s begins no selector", firstOf(p.rest))
			}
			return l, nil
		}
		if err != nil {
			return l, err
		}
		if t != nil {
			l.tests = append(l.tests, t)
		}
	}
	if p.rest == before {
		return l, errors.New("a selector is empty")
	}
	return l, nil
}

// ident reads a name without escapes, "" where there is none.
func (p *cssParser) ident() string {
	n := identEnd(p.rest)
	if n < len(p.rest) && p.rest[n] == '\\' {
		return ""
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	return name
}

func identEnd(s string) int {
	n := 0
	for n < len(s) && (isNamePart(s[n]) && s[n] != '.' || s[n] >= 0x80) {
		n++
	}
	return n
}

// named reads "#a" or ".a".
func (p *cssParser) named(attr string, how comparison) (test, error) {
	sign := p.rest[:1]
	p.rest = p.rest[1:]
	before := p.rest
	if name := p.ident(); name != "" && (name[0] < '0' || name[0] > '9') {
		return attrTest{attr, name, how}, nil
	}
	p.rest = before
	n := escapedEnd(p.rest)
	text := sign + p.rest[:n]
	p.rest = p.rest[n:]
	return byCascadia(text)
}

// escapedEnd returns where a name with escapes ends.
func escapedEnd(s string) (n int) {
	for n < len(s) {
		if end := identEnd(s[n:]); end > 0 {
			n += end
			continue
		}
		if s[n] != '\\' || n+1 == len(s) {
			return n
		}
		n++
		hex := n
		for n < len(s) && n < hex+6 && strings.IndexByte("0123456789abcdefABCDEF", s[n]) >= 0 {
			n++
		}
		if n == hex || n < len(s) && strings.IndexByte(blanks, s[n]) >= 0 {
			n++
		}
	}
	return n
}

// attribute reads "[a]" or "[a^="b"]".
func (p *cssParser) attribute() (test, error) {
	end, err := closeOf(p.rest)
	if err != nil {
		return nil, err
	}
	text := p.rest[:end+1]
	p.rest = p.rest[end+1:]
	inner := cssParser{rest: strings.Trim(text[1:end], blanks)}
	name := strings.ToLower(inner.ident())
	inner.space()
	if name == "" {
		return byCascadia(text)
	}
	if inner.rest == "" {
		return attrTest{name: name}, nil
	}
	if strings.HasPrefix(inner.rest, "#") { // a regular expression, to cascadia alone
		return nil, fmt.Errorf("%s compares with nothing that CSS has", text)
	}
	for _, c := range comparisons {
		value, ok := strings.CutPrefix(inner.rest, c.sign)
		if !ok {
			continue
		}
		value = strings.Trim(value, blanks)
		quoted := len(value) > 1 && (value[0] == '"' || value[0] == '\'') && strings.IndexByte(value[1:], value[0]) == len(value)-2
		if quoted {
			value = value[1 : len(value)-1]
		} else if identEnd(value) < len(value) {
			break
		}
		how := c.how
		if value == "" && how != valueIs || strings.Contains(value, "\\") || how == hasWord && strings.ContainsAny(value, blanks) {
			break
		}
		return attrTest{name, value, how}, nil
	}
	return byCascadia(text)
}

// comparisons is what is looked up of those that CSS has.
var comparisons = [...]struct {
	sign string
	how  comparison
}{{"=", valueIs}, {"^=", valueBegins}, {"*=", valueHas}, {"~=", hasWord}}
