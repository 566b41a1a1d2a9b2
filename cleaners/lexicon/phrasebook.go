package lexicon

import (
	"fmt"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// phrasebook holds the phrases by their tokens: words, and single characters
// outside of words. A phrase is found by the hash of all its tokens, which grows
// token by token while prefixes says that a phrase may go on.
//
// It was an Aho-Corasick automaton once, and is faster so: an automaton takes a
// step for each character and its states don't fit into a cache; this takes a
// step for each word.
type phrasebook struct {
	*alphabet
	prefixes prefixes
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
func compile(alphabet *alphabet, files []file) (*phrasebook, error) {
	words, err := spell(alphabet, files)
	if err != nil {
		return nil, err
	}
	b := &phrasebook{alphabet: alphabet, meanings: make([]meaning, 1, len(words)+1)}
	for i := range words {
		if words[i].hash, err = b.prefixes.add(words[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(words, compareSpelled)
	size := 1
	for size <= 2*len(words) {
		size *= 2
	}
	b.slots = make([]slot, size)
	for len(words) > 0 {
		n := 1
		for n < len(words) && words[n].hash == words[0].hash {
			n++
		}
		if err := b.add(words[:n]); err != nil {
			return nil, err
		}
		words = words[n:]
	}
	return b, nil
}

// add enters one phrase, given once for each of its classes and languages.
func (b *phrasebook) add(same []spelled) error {
	s := b.slotOf(same[0].hash)
	s.hash, s.from = same[0].hash, uint32(len(b.meanings))
	for i, w := range same {
		switch {
		case w.chars != same[0].chars:
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

// spelled is an entry in chars, two bytes each, so that it compares as a string.
type spelled struct {
	phrase string
	chars  string
	hash   uint64 // of all of it
	of     LanguageSet
	class  document.CueClass
}

func (w spelled) length() int     { return len(w.chars) / 2 }
func (w spelled) char(i int) char { return char(w.chars[2*i])<<8 | char(w.chars[2*i+1]) }

func compareSpelled(x, y spelled) int {
	switch {
	case x.hash < y.hash:
		return -1
	case x.hash > y.hash:
		return 1
	}
	return int(x.class) - int(y.class)
}

// spell returns the entries in chars.
func spell(a *alphabet, files []file) ([]spelled, error) {
	var all strings.Builder // of all entries: one allocation instead of one an entry
	size, count := 0, 0
	for _, f := range files {
		size += 2 * f.size
		count += len(f.entries)
	}
	all.Grow(size)
	words := make([]spelled, 0, count)
	for i, f := range files {
		for _, e := range f.entries {
			from := all.Len()
			appendChars(a, &all, e.phrase)
			w := spelled{phrase: e.phrase, chars: all.String()[from:], of: 1 << i, class: e.class}
			if w.length() == 0 || w.length() > maxSymbols {
				return nil, fmt.Errorf("%s: phrase %q has %d characters, not 1 to %d",
					f.language, e.phrase, w.length(), maxSymbols)
			}
			words = append(words, w)
		}
	}
	return words, nil
}

// appendChars appends the chars of one phrase.
func appendChars(a *alphabet, to *strings.Builder, phrase string) {
	for _, r := range phrase {
		if c := *a.cell(r); c&skipBit == 0 {
			to.Write([]byte{byte(c >> 8), byte(c)})
		}
	}
}
