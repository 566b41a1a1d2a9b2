package replay

import (
	"slices"
	"sort"
)

// The bounds of aligning. Words between two anchors are few: a table of all pairs finds
// the best. Where there are no anchors in much text, or only ever one more, the two have
// nothing to do with each other.
const (
	alignCells = 1 << 20
	alignDepth = 64
)

// align returns which words of a are in b as well, and of b in a, in the same order: a
// long common subsequence. It is found as patience diff does (Bram Cohen): words that
// both have once are anchors, and between two the same is done again; small stretches
// without anchors are aligned by the table of the longest common subsequence.
func align(a, b []word) (inA, inB []bool) {
	l := aligner{a: a, b: b, inA: make([]bool, len(a)), inB: make([]bool, len(b))}
	l.between(0, len(a), 0, len(b), alignDepth)
	return l.inA, l.inB
}

type aligner struct {
	a, b     []word
	inA, inB []bool
}

func (l *aligner) match(i, k int) { l.inA[i], l.inB[k] = true, true }

// between aligns a[fromA:toA] with b[fromB:toB].
func (l *aligner) between(fromA, toA, fromB, toB, depth int) {
	for fromA < toA && fromB < toB && l.a[fromA].is == l.b[fromB].is {
		l.match(fromA, fromB)
		fromA, fromB = fromA+1, fromB+1
	}
	for fromA < toA && fromB < toB && l.a[toA-1].is == l.b[toB-1].is {
		toA, toB = toA-1, toB-1
		l.match(toA, toB)
	}
	if fromA == toA || fromB == toB {
		return
	}
	var anchors [][2]int
	if depth > 0 {
		anchors = l.anchors(fromA, toA, fromB, toB)
	}
	if len(anchors) == 0 {
		if toA-fromA <= alignCells/(toB-fromB) {
			l.table(fromA, toA, fromB, toB)
		}
		return
	}
	for _, at := range append(anchors, [2]int{toA, toB}) {
		l.between(fromA, at[0], fromB, at[1], depth-1)
		fromA, fromB = at[0], at[1]
	}
}

// anchors returns the places of words that both stretches have once, as many as are in
// the same order in both.
func (l *aligner) anchors(fromA, toA, fromB, toB int) [][2]int {
	type places struct{ a, b, timesA, timesB int }
	found := make(map[string]*places, toA-fromA)
	for i := fromA; i < toA; i++ {
		p := found[l.a[i].is]
		if p == nil {
			p = new(places)
			found[l.a[i].is] = p
		}
		p.a, p.timesA = i, p.timesA+1
	}
	for k := fromB; k < toB; k++ {
		if p := found[l.b[k].is]; p != nil {
			p.b, p.timesB = k, p.timesB+1
		}
	}
	var pairs [][2]int
	for _, p := range found {
		if p.timesA == 1 && p.timesB == 1 {
			pairs = append(pairs, [2]int{p.a, p.b})
		}
	}
	slices.SortFunc(pairs, func(x, y [2]int) int { return x[0] - y[0] })
	return rising(pairs)
}

// rising returns a longest subsequence whose second numbers rise.
func rising(pairs [][2]int) [][2]int {
	var ends []int // of a subsequence of each length, the pair that ends lowest
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(ends), func(n int) bool { return pairs[ends[n]][1] >= p[1] })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	all := make([][2]int, len(ends))
	for at, n := ends[len(ends)-1], len(ends)-1; n >= 0; at, n = before[at], n-1 {
		all[n] = pairs[at]
	}
	return all
}

// table aligns by the longest common subsequence.
func (l *aligner) table(fromA, toA, fromB, toB int) {
	n, m := toA-fromA, toB-fromB
	longest := make([]int32, (n+1)*(m+1)) // of what is left behind a place in each
	at := func(i, k int) *int32 { return &longest[i*(m+1)+k] }
	for i := n - 1; i >= 0; i-- {
		for k := m - 1; k >= 0; k-- {
			if l.a[fromA+i].is == l.b[fromB+k].is {
				*at(i, k) = *at(i+1, k+1) + 1
			} else {
				*at(i, k) = max(*at(i+1, k), *at(i, k+1))
			}
		}
	}
	for i, k := 0, 0; i < n && k < m; {
		switch {
		case l.a[fromA+i].is == l.b[fromB+k].is:
			l.match(fromA+i, fromB+k)
			i, k = i+1, k+1
		case *at(i+1, k) >= *at(i, k+1):
			i++
		default:
			k++
		}
	}
}
