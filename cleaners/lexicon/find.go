package lexicon

import "github.com/winnow-news/winnow/cleaners/document"

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
		if state == 0 {
			if i = a.seek(text, i); i == len(text) {
				break
			}
		}
		c, size := a.bytes[text[i]], 1
		if c == notASCII {
			c, size = a.wide(text, i)
		}
		if c&skipBit != 0 {
			i += size
			continue
		}
		next := a.start[c&symbols]
		if state != 0 {
			next = a.follow(state, c)
			if next == 0 && !joined(before, c) {
				state = 0 // see the same place again, as a beginning
				continue
			}
		}
		starts[read%maxSymbols] = i
		read++
		i += size
		state, before = next, c
		switch {
		case state == 0:
			i = a.pastWord(text, i)
			continue
		case c&spaceBit != 0:
			i = a.pastSpace(text, i)
			continue
		}
		if joined(c, a.after(text, i)) {
			continue // within a word: the state need not be fetched
		}
		if told := a.nodes[state].told; told != 0 {
			cues = a.tell(told, &starts, read, i, cues)
		}
	}
	return cues
}

// tell appends what ends at state s and along its failure links.
func (a *automaton) tell(s uint32, starts *trail, read uint, end int, cues []document.Cue) []document.Cue {
	for s != 0 {
		for _, says := range a.says[a.nodes[s].ends:a.nodes[s+1].ends] {
			start := starts[(read-uint(says.length))%maxSymbols]
			cues = append(cues, document.Cue{Span: document.Span{Start: start, End: end}, Class: says.class})
		}
		s = a.nodes[a.nodes[s].fail].told
	}
	return cues
}

// pastWord gives the first place from i on where the word before i is over.
func (a *automaton) pastWord(text string, i int) int {
	return a.past(text, i, wordBit|skipBit)
}

// pastSpace gives the first place from i on that is not white space or to be
// skipped.
func (a *automaton) pastSpace(text string, i int) int {
	return a.past(text, i, spaceBit|skipBit)
}

func (a *automaton) past(text string, i int, natures letter) int {
	for i < len(text) {
		c, size := a.bytes[text[i]], 1
		if c == notASCII {
			c, size = a.wide(text, i)
		}
		if c&natures == 0 {
			break
		}
		i += size
	}
	return i
}
