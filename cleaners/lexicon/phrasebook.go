package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// phrasebook holds the phrases by their tokens: words, and single characters
// outside of words. A phrase is found by the hash of all its tokens, which grows
// token by token while a filter says that a phrase may go on.
//
// It was an Aho-Corasick automaton once, and is faster so: an automaton takes a
// step for each character and its states don't fit into a cache; this takes a
// step for each word, and reads no character.
type phrasebook struct {
	prefixes [maxFiles][]prefix // by language
	filters  atomic.Pointer[[]*filter]
	slots    []slot // an open hash table: its size is a power of two, and at most half of it is used
	meanings []meaning
}

// meaning is a class that a phrase has, and the languages in which it has it.
type meaning struct {
	of    LanguageSet
	class document.CueClass
}

// slot is one phrase; its classes are phrasebook.meanings[from:to].
type slot struct {
	hash     uint64
	from, to uint32 // both 0: the slot is free
}

// compile makes the phrasebook of files. Equal entries become one, of several
// languages. They are brought together by their hashes, which are sorted in a third
// of the time that the phrases take.
func compile(files []file) (*phrasebook, error) {
	b := &phrasebook{}
	b.filters.Store(&[]*filter{})
	phrases, err := b.spell(files)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(phrases, compareSpelled)
	b.meanings = make([]meaning, 1, len(phrases)+1)
	size := 1
	for size <= 2*len(phrases) {
		size *= 2
	}
	b.slots = make([]slot, size)
	for len(phrases) > 0 {
		n := 1
		for n < len(phrases) && phrases[n].hash == phrases[0].hash {
			n++
		}
		if err := b.add(phrases[:n]); err != nil {
			return nil, err
		}
		phrases = phrases[n:]
	}
	return b, nil
}

// add enters one phrase, given once for each of its classes and languages.
func (b *phrasebook) add(same []spelled) error {
	s := b.slotOf(same[0].hash)
	s.hash, s.from = same[0].hash, uint32(len(b.meanings))
	for i, w := range same {
		switch {
		case w.folded != same[0].folded:
			return fmt.Errorf("phrase %q has the hash of %q", w.phrase, same[0].phrase)
		case i > 0 && w.class == same[i-1].class:
			b.meanings[len(b.meanings)-1].of |= w.of
		default:
			b.meanings = append(b.meanings, meaning{w.of, w.class})
		}
	}
	s.to = uint32(len(b.meanings))
	return nil
}

// slotOf returns the slot of a phrase, or the free one for it.
func (b *phrasebook) slotOf(hash uint64) *slot {
	mask := uint64(len(b.slots) - 1)
	at := hash & mask
	for b.slots[at].to > 0 && b.slots[at].hash != hash {
		at = (at + 1) & mask
	}
	return &b.slots[at]
}

// spelled is an entry, folded.
type spelled struct {
	phrase string
	folded string
	hash   uint64 // of all of it
	of     LanguageSet
	class  document.CueClass
}

func compareSpelled(x, y spelled) int {
	switch {
	case x.hash < y.hash:
		return -1
	case x.hash > y.hash:
		return 1
	}
	return int(x.class) - int(y.class)
}

// spell returns the entries folded, and notes how they begin.
func (b *phrasebook) spell(files []file) ([]spelled, error) {
	var all strings.Builder // of all entries: one allocation instead of one an entry
	size, count := 0, 0
	for _, f := range files {
		size += f.size
		count += len(f.entries)
	}
	all.Grow(size)
	phrases := make([]spelled, 0, count)
	var words []document.Word
	for i, f := range files {
		for _, e := range f.entries {
			from := all.Len()
			n := shape.AppendAnyNumber(&all, e.phrase)
			if n == 0 || n > maxSymbols {
				return nil, fmt.Errorf("%s: phrase %q has %d characters, not 1 to %d", f.language, e.phrase, n, maxSymbols)
			}
			_, words = shape.Cut(e.phrase, 0, words[:0])
			hash, err := b.begin(i, e.phrase, words)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.language, err)
			}
			phrases = append(phrases, spelled{e.phrase, all.String()[from:], hash, 1 << i, e.class})
		}
	}
	return phrases, nil
}

// begin notes the prefixes of a phrase of one language, and returns the hash of all of
// it.
func (b *phrasebook) begin(language int, phrase string, words []document.Word) (uint64, error) {
	f := finder{text: phrase}
	c := cursor{text: phrase, words: words}
	first, _ := c.next(&f)
	hash, says := first.hash, uint64(isOne)
	next, ok := c.next(&f)
	for ; ok; next, ok = c.next(&f) {
		b.prefixes[language] = append(b.prefixes[language], prefixOf(hash, says|goesOn))
		hash, says = join(hash, next.hash, next.spaced), 0
	}
	if first.spaced || next.spaced || strings.Contains(phrase, "  ") {
		return 0, fmt.Errorf("phrase %q has a space at an end, or two in a row", phrase)
	}
	b.prefixes[language] = append(b.prefixes[language], prefixOf(hash, says|isPhrase))
	return hash, nil
}
