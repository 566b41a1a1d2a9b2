package lexicon

import (
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// automaton is the one of Aho and Corasick ("Efficient string matching: an aid
// to bibliographic search", CACM 18(6), 1975), with two changes. Its alphabet
// is folded characters, not bytes, so that the text is never copied to lower
// case. And a failure link leads only to a suffix that begins where a word may
// begin: a phrase that starts inside a word could not be reported, so it is not
// followed, and most words are left after a letter or two.
//
// States are numbered in breadth-first order, so that the children of a state
// are neighbours and the whole is a few flat arrays. State 0 is the root, which
// is no state's child: as a target, 0 means that there is none.
type automaton struct {
	*alphabet
	start []uint32 // the root's child, by symbol
	first []uint32 // the children of state s are first[s] up to first[s+1]
	by    []letter // the letter that leads to each state, ascending among siblings
	fail  []uint32
	told  []uint32 // the nearest state from each along fail, itself included, where a phrase ends
	ends  []uint32 // the phrases that end at state s are says[ends[s]] up to says[ends[s+1]]
	says  []saying
}

// saying is a phrase that ends at a state.
type saying struct {
	class  document.CueClass
	length uint8 // in symbols
}

// compile builds the automaton. Entries that are alike become one.
func compile(entries []entry) (*automaton, error) {
	letters, err := newAlphabet(entries)
	if err != nil {
		return nil, err
	}
	a := &automaton{alphabet: letters}
	a.grow(a.spell(entries))
	a.link()
	return a, nil
}

// spelled is an entry in letters.
type spelled struct {
	letters []letter
	class   document.CueClass
}

// spell puts the entries into letters, sorted, each once.
func (a *automaton) spell(entries []entry) []spelled {
	words := make([]spelled, 0, len(entries))
	for _, e := range entries {
		w := spelled{letters: make([]letter, 0, len(e.phrase)), class: e.class}
		for _, r := range e.phrase {
			w.letters = append(w.letters, *a.slot(r))
		}
		words = append(words, w)
	}
	compare := func(x, y spelled) int {
		if order := slices.Compare(x.letters, y.letters); order != 0 {
			return order
		}
		return int(x.class) - int(y.class)
	}
	slices.SortFunc(words, compare)
	return slices.CompactFunc(words, func(x, y spelled) bool { return compare(x, y) == 0 })
}

// grow makes the states. A state is a prefix that a range of the sorted words
// share: its children are that range cut by the next letter.
func (a *automaton) grow(words []spelled) {
	type shared struct{ from, to, depth int }
	states := []shared{{0, len(words), 0}}
	a.by = []letter{0}
	a.start = make([]uint32, int(symbols)+1)
	for s := 0; s < len(states); s++ {
		prefix := states[s]
		a.first = append(a.first, uint32(len(states)))
		a.ends = append(a.ends, uint32(len(a.says)))
		i := prefix.from
		for ; i < prefix.to && len(words[i].letters) == prefix.depth; i++ {
			a.says = append(a.says, saying{words[i].class, uint8(prefix.depth)})
		}
		for i < prefix.to {
			next, from := words[i].letters[prefix.depth], i
			for i < prefix.to && words[i].letters[prefix.depth] == next {
				i++
			}
			if s == 0 {
				a.start[next&symbols] = uint32(len(states))
			}
			states = append(states, shared{from, i, prefix.depth + 1})
			a.by = append(a.by, next)
		}
	}
	a.first = append(a.first, uint32(len(states)))
	a.ends = append(a.ends, uint32(len(a.says)))
}

// link sets the failure links, parents before children.
func (a *automaton) link() {
	a.fail = make([]uint32, len(a.by))
	a.told = make([]uint32, len(a.by))
	for s := range uint32(len(a.by)) {
		for t := a.first[s]; t < a.first[s+1]; t++ {
			if s != 0 {
				a.fail[t] = a.next(a.fail[s], a.by[s], a.by[t])
			}
			a.told[t] = t
			if a.ends[t] == a.ends[t+1] {
				a.told[t] = a.told[a.fail[t]]
			}
		}
	}
}

// next gives the state that letter c leads to from state s, following failure
// links until one has a way on; before is the letter ahead of c. 0 is the root:
// no phrase is under way.
func (a *automaton) next(s uint32, before, c letter) uint32 {
	for s != 0 {
		if t := a.child(s, c); t != 0 {
			return t
		}
		s = a.fail[s]
	}
	if joined(before, c) {
		return 0
	}
	return a.start[c&symbols]
}

// fewChildren is up to how many children a plain scan finds one sooner than
// halving does.
const fewChildren = 8

// child gives the state that letter c leads to from s, or 0.
func (a *automaton) child(s uint32, c letter) uint32 {
	from, to := a.first[s], a.first[s+1]
	for to-from > fewChildren {
		middle := (from + to) / 2
		if a.by[middle] <= c {
			from = middle
		} else {
			to = middle
		}
	}
	for ; from < to; from++ {
		if a.by[from] == c {
			return from
		}
	}
	return 0
}

// trail remembers where the last symbols of the text began, so that a find's
// length in symbols gives its start in bytes. Its size is a power of two.
type trail [maxSymbols]int

// find appends all that ends at some place of text and is not joined to what
// follows, in order of the ends.
func (a *automaton) find(text string, cues []document.Cue) []document.Cue {
	var (
		state  uint32
		before letter
		starts trail
		read   uint // symbols read; the last began at starts[(read-1)%maxSymbols]
	)
	for i := 0; i < len(text); {
		c, size := a.at(text, i)
		if c&skipBit != 0 {
			i += size
			continue
		}
		began := i
		i += size
		if c&spaceBit != 0 {
			i = a.pastSpace(text, i)
		}
		state = a.next(state, before, c)
		before = c
		if state == 0 {
			if c&wordBit != 0 {
				i = a.pastWord(text, i)
			}
			continue
		}
		starts[read%maxSymbols] = began
		read++
		if a.told[state] == 0 || joined(c, a.after(text, i)) {
			continue
		}
		for s := a.told[state]; s != 0; s = a.told[a.fail[s]] {
			for _, says := range a.says[a.ends[s]:a.ends[s+1]] {
				start := starts[(read-uint(says.length))%maxSymbols]
				cues = append(cues, document.Cue{Span: document.Span{Start: start, End: i}, Class: says.class})
			}
		}
	}
	return cues
}

// pastSpace gives the first place from i on that is not white space or to be
// skipped. Nothing is found that ends in white space.
func (a *automaton) pastSpace(text string, i int) int {
	for i < len(text) {
		c, size := a.at(text, i)
		if c&(spaceBit|skipBit) == 0 {
			break
		}
		i += size
	}
	return i
}

// pastWord gives the first place from i on where the word may be over. It
// stops short at what is not ASCII.
func (a *automaton) pastWord(text string, i int) int {
	for i < len(text) && text[i] < 0x80 && a.ascii[text[i]]&wordBit != 0 {
		i++
	}
	return i
}
