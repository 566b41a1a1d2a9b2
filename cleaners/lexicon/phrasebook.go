package lexicon

import (
	"sync"
	"sync/atomic"
)

// phrasebook holds the phrases by their tokens: words, and single characters
// outside of words. A phrase is found by the hash of all its tokens, which grows
// token by token while a filter says that a phrase may go on.
//
// It was an Aho-Corasick automaton once, and is faster so: an automaton takes a
// step for each character and its states don't fit into a cache; this takes a
// step for each word, and reads no character.
type phrasebook struct {
	phrases   table  // by the hash of all their tokens, once for each class and language
	languages []byte // of each in phrases
	classes   []byte // ascending in a phrase
	prefixes  [maxFiles]numbers32
	filters   atomic.Pointer[[]*filter]
	rooms     sync.Pool // *[]document.Word
}

// readPhrasebook reads a phrasebook of so many languages. The filter of all of them
// comes with it: short texts, whose language is unknown, ask for it.
func readPhrasebook(s *sections, languages int) *phrasebook {
	b := &phrasebook{phrases: readTable(s), languages: s.next(), classes: s.next()}
	for i := range languages {
		b.prefixes[i] = s.next()
	}
	all := &filter{among: allLanguages, one: bitPairsOf(s.next()), several: bitPairsOf(s.next())}
	all.noteQuiet()
	b.filters.Store(&[]*filter{all})
	return b
}
