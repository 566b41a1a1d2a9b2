package lexicon

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// automaton is the one of Aho and Corasick ("Efficient string matching: an aid
// to bibliographic search", CACM 18(6), 1975), with two changes. Its alphabet
// is folded characters, not bytes, so that the text is never copied to lower
// case. And a failure link leads only to a suffix that begins where a word may
// begin: a phrase that starts inside a word could not be reported, so it is not
// followed. While no phrase is under way, words that begin none are leapt over.
//
// States are numbered in breadth-first order, so that the children of a state
// are neighbours and the whole is a few flat arrays. State 0 is the root, which
// is no state's child: as a target, 0 means that there is none.
type automaton struct {
	*alphabet
	start []uint32 // the root's child, by symbol
	nodes []node   // by state, and one more that ends the last one's ranges
	by    []letter // the letter that leads to each state, ascending among siblings
	rows  [][early]uint32
	says  []saying
	leads *leads
}

// node is what a state knows, in one piece for the sake of the cache.
type node struct {
	first uint32 // its children are the states from first up to the next node's first
	ends  uint32 // the phrases that end here are says[ends] up to the next node's ends
	fail  uint32
	told  uint32 // the nearest state along fail, itself included, where a phrase ends
	row   uint32 // of a state with many children: its place in rows, for early symbols
}

const (
	// early is how many symbols the rows cover: symbols are numbered by code
	// point, so that these are the ASCII ones, the only ones in a hurry.
	early = 64
	// fewChildren is up to how many children a plain scan finds one as soon as
	// a row does. A few hundred states have more.
	fewChildren = 8
)

// saying is a phrase that ends at a state.
type saying struct {
	class  document.CueClass
	length uint8 // in symbols
}

// compile builds the automaton. Entries that are alike become one.
func compile(letters *alphabet, files []file) (*automaton, error) {
	a := &automaton{alphabet: letters}
	words, err := a.spell(files)
	if err != nil {
		return nil, err
	}
	a.grow(words)
	a.widen()
	a.link()
	a.leads = newLeads(words)
	return a, nil
}

// spelled is an entry in letters, two bytes each, so that strings compare it.
type spelled struct {
	letters string
	front   uint64 // the first four letters, which settle most comparisons
	class   document.CueClass
}

func newSpelled(letters string, class document.CueClass) spelled {
	w := spelled{letters: letters, class: class}
	for i := range min(w.length(), 4) {
		w.front |= uint64(w.letter(i)) << (48 - 16*i)
	}
	return w
}

func (w spelled) length() int         { return len(w.letters) / 2 }
func (w spelled) letter(i int) letter { return letter(w.letters[2*i])<<8 | letter(w.letters[2*i+1]) }

func compareSpelled(x, y spelled) int {
	if x.front != y.front {
		return cmp.Compare(x.front, y.front)
	}
	if order := strings.Compare(x.letters, y.letters); order != 0 {
		return order
	}
	return cmp.Compare(x.class, y.class)
}

// spell puts the entries into letters, sorted, each once.
func (a *automaton) spell(files []file) ([]spelled, error) {
	var all strings.Builder // of all words: one allocation instead of one a word
	size, count := 0, 0
	for _, f := range files {
		size += 2 * f.size
		count += len(f.entries)
	}
	all.Grow(size)
	words := make([]spelled, 0, count)
	for _, f := range files {
		for _, e := range f.entries {
			from := all.Len()
			a.write(&all, e.phrase)
			w := newSpelled(all.String()[from:], e.class)
			if w.length() == 0 || w.length() > maxSymbols {
				return nil, fmt.Errorf("%s: phrase %q has %d characters, not 1 to %d",
					f.language, e.phrase, w.length(), maxSymbols)
			}
			words = append(words, w)
		}
	}
	slices.SortFunc(words, compareSpelled)
	return slices.CompactFunc(words, func(x, y spelled) bool { return x == y }), nil
}

// write spells one phrase.
func (a *automaton) write(to *strings.Builder, phrase string) {
	for _, r := range phrase {
		if c := *a.slot(r); c&skipBit == 0 {
			to.Write([]byte{byte(c >> 8), byte(c)})
		}
	}
}

// grow makes the states. A state is a prefix that a range of the sorted words
// share: its children are that range cut by the next letter.
func (a *automaton) grow(words []spelled) {
	count := countStates(words)
	type shared struct{ from, to, depth uint32 }
	states := append(make([]shared, 0, count), shared{0, uint32(len(words)), 0})
	a.by = append(make([]letter, 0, count), 0)
	a.nodes = make([]node, 0, count+1)
	a.says = make([]saying, 0, len(words))
	for s := 0; s < len(states); s++ {
		prefix, depth := states[s], int(states[s].depth)
		a.nodes = append(a.nodes, node{first: uint32(len(states)), ends: uint32(len(a.says))})
		i := prefix.from
		for ; i < prefix.to && words[i].length() == depth; i++ {
			a.says = append(a.says, saying{words[i].class, uint8(depth)})
		}
		for i < prefix.to {
			next, from := words[i].letter(depth), i
			for i < prefix.to && words[i].letter(depth) == next {
				i++
			}
			states = append(states, shared{from, i, prefix.depth + 1})
			a.by = append(a.by, next)
		}
	}
	a.nodes = append(a.nodes, node{first: uint32(len(states)), ends: uint32(len(a.says))})
}

// countStates gives the number of different prefixes of the sorted words.
func countStates(words []spelled) int {
	count := 1
	before := spelled{}
	for _, w := range words {
		common := 0
		for common < min(w.length(), before.length()) && w.letter(common) == before.letter(common) {
			common++
		}
		count += w.length() - common
		before = w
	}
	return count
}

// widen makes the tables for the root and for the states with many children.
func (a *automaton) widen() {
	a.start = make([]uint32, int(symbols)+1)
	for t := a.nodes[0].first; t < a.nodes[1].first; t++ {
		a.start[a.by[t]&symbols] = t
	}
	a.rows = make([][early]uint32, 1)
	for s := 1; s < len(a.by); s++ {
		from, to := a.nodes[s].first, a.nodes[s+1].first
		if to-from <= fewChildren {
			continue
		}
		a.nodes[s].row = uint32(len(a.rows))
		var row [early]uint32
		for t := from; t < to; t++ {
			if c := a.by[t] & symbols; c < early {
				row[c] = t
			}
		}
		a.rows = append(a.rows, row)
	}
}

// link sets the failure links, parents before children.
func (a *automaton) link() {
	for s := range uint32(len(a.by)) {
		for t := a.nodes[s].first; t < a.nodes[s+1].first; t++ {
			n := &a.nodes[t]
			if s != 0 {
				n.fail = a.follow(a.nodes[s].fail, a.by[t])
			}
			if s != 0 && n.fail == 0 && !joined(a.by[s], a.by[t]) {
				n.fail = a.start[a.by[t]&symbols]
			}
			n.told = t
			if n.ends == a.nodes[t+1].ends {
				n.told = a.nodes[n.fail].told
			}
		}
	}
}

// follow gives the state that letter c leads to from state s, following
// failure links until one has a way on, or 0.
func (a *automaton) follow(s uint32, c letter) uint32 {
	for s != 0 {
		if t := a.child(s, c); t != 0 {
			return t
		}
		s = a.nodes[s].fail
	}
	return 0
}

// child gives the state that letter c leads to from s, or 0.
func (a *automaton) child(s uint32, c letter) uint32 {
	n := &a.nodes[s]
	if n.row != 0 && c&symbols < early {
		return a.rows[n.row][c&symbols]
	}
	from, to := n.first, a.nodes[s+1].first
	for to-from > fewChildren {
		middle := (from + to) / 2
		if a.by[middle] <= c {
			from = middle
		} else {
			to = middle
		}
	}
	for i, by := range a.by[from:to] {
		if by == c {
			return from + uint32(i)
		}
	}
	return 0
}
