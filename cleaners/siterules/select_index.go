package siterules

import (
	"strings"

	"golang.org/x/net/html"
)

// index finds, for an element, the chains that may select it: a list has tens of
// thousands, and a page thousands of elements. Each chain is found by one thing that
// its last link needs: an id, a class, what an attribute has or, for want of those, a
// tag.
type index struct {
	byID, byClass, byTag map[string][]int32
	byAttr               map[string]*attrIndex
	any                  []int32
}

// attrIndex finds chains by what one attribute has.
type attrIndex struct {
	equal, begin map[string][]int32
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
		put(&ix.byTag, last.tag, number)
	case need.name == "id" && need.how == valueIs:
		put(&ix.byID, need.value, number)
	case need.name == "class" && need.how == hasWord:
		put(&ix.byClass, need.value, number)
	default:
		a := ix.byAttr[need.name]
		if a == nil {
			a = &attrIndex{}
			if ix.byAttr == nil {
				ix.byAttr = map[string]*attrIndex{}
			}
			ix.byAttr[need.name] = a
		}
		a.add(need, number)
	}
}

func put(to *map[string][]int32, key string, number int32) {
	if *to == nil {
		*to = map[string][]int32{}
	}
	(*to)[key] = append((*to)[key], number)
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
		put(&a.equal, need.value, number)
		return
	case valueBegins:
		if need.value != "" {
			key := need.value[:min(len(need.value), longestBegin)]
			if a.begin[key] == nil && !hasLength(a.lengths, len(key)) {
				a.lengths = append(a.lengths, len(key))
			}
			put(&a.begin, key, number)
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

func hasLength(lengths []int, n int) bool {
	for _, l := range lengths {
		if l == n {
			return true
		}
	}
	return false
}

func (p *pairIndex) add(value string, number int32) {
	pair := uint16(value[0])<<8 | uint16(value[1])
	p.first[pair>>6] |= 1 << (pair & 63)
	p.at[pair] = append(p.at[pair], contained{value, number})
}

// find appends the chains that may select n, some of them more than once.
func (ix *index) find(n *html.Node, found []int32) []int32 {
	found = append(found, ix.any...)
	if ix.byTag != nil {
		found = append(found, ix.byTag[n.Data]...)
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		switch {
		case a.Key == "class" && ix.byClass != nil:
			found = ix.classes(a.Val, found)
		case a.Key == "id" && ix.byID != nil:
			found = append(found, ix.byID[a.Val]...)
		}
		if ix.byAttr != nil {
			if by := ix.byAttr[a.Key]; by != nil {
				found = by.find(a.Val, found)
			}
		}
	}
	return found
}

func (ix *index) classes(value string, found []int32) []int32 {
	for value != "" {
		n := strings.IndexAny(value, blanks)
		if n < 0 {
			n = len(value)
		}
		if n > 0 {
			found = append(found, ix.byClass[value[:n]]...)
		}
		value = value[min(n+1, len(value)):]
	}
	return found
}

func (a *attrIndex) find(value string, found []int32) []int32 {
	found = append(found, a.any...)
	if a.equal != nil {
		found = append(found, a.equal[value]...)
	}
	for _, n := range a.lengths {
		if n <= len(value) {
			found = append(found, a.begin[value[:n]]...)
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
