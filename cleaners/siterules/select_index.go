package siterules

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// index finds, for an element, the chains that may select it: a list has tens of
// thousands, and a page thousands of elements. Each chain is found by one thing that
// its last link needs: an id, a class, what an attribute has or, for want of those, a
// tag.
type index struct {
	byID, byClass, byTag lookup
	attrs                marks // of byAttr
	byAttr               map[string]*attrIndex
	any                  []int32
}

// lookup is a map that is asked for what it does not have, mostly: it tells so without
// hashing where it is small.
type lookup struct {
	marks marks
	at    map[string][]int32
}

// marks has a bit for each of some strings.
type marks uint64

// mark returns the bit of s.
func mark(s string) marks {
	if s == "" {
		return 1
	}
	return 1 << ((uint(len(s)) + 7*uint(s[0]) + 13*uint(s[len(s)-1])) & 63)
}

func (l *lookup) put(key string, number int32) {
	if l.at == nil {
		l.at = map[string][]int32{}
	}
	l.marks |= mark(key)
	l.at[key] = append(l.at[key], number)
}

func (l *lookup) get(key string) []int32 {
	if l.marks&mark(key) == 0 {
		return nil
	}
	return l.at[key]
}

// attrIndex finds chains by what one attribute has.
type attrIndex struct {
	equal, begin lookup
	lengths      []int // of what begin has, each once
	pairs        *pairIndex
	any          []int32
}

// longestBegin is how much of the beginning of a value is looked up.
const longestBegin = 16

// pairIndex finds chains by the first two bytes of what an attribute contains.
type pairIndex struct {
	first [1 << 10]uint64 // which pairs there are, a bit each
	at    map[uint16][]contained
}

type contained struct {
	value string
	chain int32
}

// add adds a chain by its number.
func (ix *index) add(c chain, number int32) {
	last := &c[len(c)-1]
	need, ok := bestNeed(last.tests)
	switch {
	case !ok && last.tag == "":
		ix.any = append(ix.any, number)
	case !ok:
		ix.byTag.put(last.tag, number)
	case need.name == "id" && need.how == valueIs:
		ix.byID.put(need.value, number)
	case need.name == "class" && need.how == hasWord:
		ix.byClass.put(need.value, number)
	default:
		a := ix.byAttr[need.name]
		if a == nil {
			a = &attrIndex{}
			if ix.byAttr == nil {
				ix.byAttr = map[string]*attrIndex{}
			}
			ix.byAttr[need.name] = a
			ix.attrs |= mark(need.name)
		}
		a.add(need, number)
	}
}

// bestNeed returns what of tests that must all hold is best looked up.
func bestNeed(tests []test) (best attrTest, ok bool) {
	for _, t := range tests {
		switch t := t.(type) {
		case attrTest:
			if !ok || worth(t) > worth(best) {
				best, ok = t, true
			}
		case allTest:
			if inner, found := bestNeed(t); found && (!ok || worth(inner) > worth(best)) {
				best, ok = inner, true
			}
		}
	}
	return best, ok
}

// worth is how few elements have what t needs, as a rule.
func worth(t attrTest) int {
	switch {
	case t.how == hasValue || t.how == valueIsNot:
		return 0
	case t.name == "id" && t.how == valueIs:
		return 5
	case t.how == valueIs || t.how == hasWord && t.name == "class":
		return 4
	case t.how == valueBegins:
		return 3
	}
	return 2
}

func (a *attrIndex) add(need attrTest, number int32) {
	switch need.how {
	case valueIs:
		a.equal.put(need.value, number)
		return
	case valueBegins:
		if need.value != "" {
			key := need.value[:min(len(need.value), longestBegin)]
			if !slices.Contains(a.lengths, len(key)) {
				a.lengths = append(a.lengths, len(key))
			}
			a.begin.put(key, number)
			return
		}
	case valueHas, hasWord:
		if len(need.value) > 1 {
			if a.pairs == nil {
				a.pairs = &pairIndex{at: map[uint16][]contained{}}
			}
			a.pairs.add(need.value, number)
			return
		}
	}
	a.any = append(a.any, number)
}

func (p *pairIndex) add(value string, number int32) {
	pair := uint16(value[0])<<8 | uint16(value[1])
	p.first[pair>>6] |= 1 << (pair & 63)
	p.at[pair] = append(p.at[pair], contained{value, number})
}

// misses has values of class by which nothing was found: elements repeat them.
type misses [64]string

func (m *misses) slot(value string) *string {
	n := uint(len(value))
	return &m[(n*5+uint(value[0])+uint(value[n/2])*3+uint(value[n-1])*7)%uint(len(m))]
}

// find appends the chains that may select n, some of them more than once.
func (ix *index) find(n *html.Node, found []int32, missed *misses) []int32 {
	if ix.any != nil {
		found = append(found, ix.any...)
	}
	if by := ix.byTag.get(n.Data); by != nil {
		found = append(found, by...)
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Key != "class" || a.Val == "" {
			found = ix.attribute(a, found)
			continue
		}
		slot := missed.slot(a.Val)
		if *slot == a.Val {
			continue
		}
		before := len(found)
		if ix.byClass.at != nil {
			found = ix.classes(a.Val, found)
		}
		if found = ix.attribute(a, found); len(found) == before {
			*slot = a.Val
		}
	}
	return found
}

func (ix *index) attribute(a *html.Attribute, found []int32) []int32 {
	if a.Key == "id" {
		if by := ix.byID.get(a.Val); by != nil {
			found = append(found, by...)
		}
	}
	if ix.attrs&mark(a.Key) != 0 {
		if by := ix.byAttr[a.Key]; by != nil {
			return by.find(a.Val, found)
		}
	}
	return found
}

func (ix *index) classes(value string, found []int32) []int32 {
	from := 0
	for i := 0; i <= len(value); i++ {
		if i < len(value) && value[i] > ' ' {
			continue
		}
		if i > from {
			if by := ix.byClass.get(value[from:i]); by != nil {
				found = append(found, by...)
			}
		}
		from = i + 1
	}
	return found
}

func (a *attrIndex) find(value string, found []int32) []int32 {
	if a.any != nil {
		found = append(found, a.any...)
	}
	if by := a.equal.get(value); by != nil {
		found = append(found, by...)
	}
	for _, n := range a.lengths {
		if n <= len(value) {
			found = append(found, a.begin.get(value[:n])...)
		}
	}
	if a.pairs != nil {
		found = a.pairs.find(value, found)
	}
	return found
}

func (p *pairIndex) find(value string, found []int32) []int32 {
	for i := 0; i+1 < len(value); i++ {
		pair := uint16(value[i])<<8 | uint16(value[i+1])
		if p.first[pair>>6]&(1<<(pair&63)) == 0 {
			continue
		}
		for _, c := range p.at[pair] {
			if strings.HasPrefix(value[i:], c.value) {
				found = append(found, c.chain)
			}
		}
	}
	return found
}
