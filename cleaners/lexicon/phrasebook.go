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
	of       [maxFiles]numbers64 // the phrases of each language, as the cells have them
	prefixes [maxFiles]numbers32 // how they begin
	tables   atomic.Pointer[[]*phraseTable]
	rooms    sync.Pool // *[]document.Word
}

// phraseTable finds the phrases of some languages. One language's fits into the nearest
// caches; that of all does not.
type phraseTable struct {
	filter
	among   LanguageSet
	phrases cells // their classes, by the hash of all their tokens
}

// readPhrasebook reads a phrasebook of so many languages, with the tables that come with
// it.
func readPhrasebook(s *sections, languages int, tables ...LanguageSet) *phrasebook {
	b := &phrasebook{}
	for i := range languages {
		b.of[i], b.prefixes[i] = s.next(), s.next()
	}
	known := make([]*phraseTable, len(tables))
	for i, among := range tables {
		known[i] = &phraseTable{among: among, phrases: cellsOf(s.next())}
		known[i].filter = filterOf(bitPairsOf(s.next()), bitPairsOf(s.next()))
	}
	b.tables.Store(&known)
	return b
}

// mostTables bounds how many tables are kept. A document's languages are its own and the
// stated one, so that there are few more sets than languages.
const mostTables = 64

// tableOf returns the table of some languages. Those asked for before are kept.
func (b *phrasebook) tableOf(among LanguageSet) *phraseTable {
	kept := *b.tables.Load()
	for _, t := range kept {
		if t.among == among {
			return t
		}
	}
	t := b.newTable(among)
	if len(kept) >= mostTables {
		kept = nil
	}
	grown := append(kept[:len(kept):len(kept)], t)
	b.tables.Store(&grown) // two at once lose one of them, which is made again
	return t
}

func (b *phrasebook) newTable(among LanguageSet) *phraseTable {
	n := 0
	for i := range b.of {
		if among>>i&1 != 0 {
			n += b.of[i].len()
		}
	}
	t := &phraseTable{among: among, phrases: newCells(n), filter: b.newFilter(among)}
	for i, of := range b.of {
		if among>>i&1 == 0 {
			continue
		}
		for k := range of.len() {
			t.phrases.add(of.at(k))
		}
	}
	return t
}
