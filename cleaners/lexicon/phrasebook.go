package lexicon

import (
	"fmt"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// phrasebook has the phrases by their tokens: words, and single characters that
// are of none. A phrase is found by the hash of all its tokens, which grows token
// by token, and leads tells before each whether a phrase goes on.
//
// (An automaton of Aho and Corasick was here before. It takes a step for each
// character, and its states are too many for a cache; a hash takes one for each
// word, and only where two words or three in a row begin a phrase.)
type phrasebook struct {
	*alphabet
	leads   leads
	slots   []slot // an open hash table: its size is a power of two, and at most half of it is taken
	classes []document.CueClass
}

// slot is one phrase; its classes are phrasebook.classes[from:to].
type slot struct {
	hash     uint64
	from, to uint32 // both 0: the slot is free
}

// compile makes the phrasebook of files. Entries that are alike become one.
func compile(letters *alphabet, files []file) (*phrasebook, error) {
	words, err := spell(letters, files)
	if err != nil {
		return nil, err
	}
	b := &phrasebook{alphabet: letters, classes: make([]document.CueClass, 1, len(words)+1)}
	size := 1
	for size <= 2*len(words) {
		size *= 2
	}
	b.slots = make([]slot, size)
	for len(words) > 0 {
		n := 1
		for n < len(words) && words[n].letters == words[0].letters {
			n++
		}
		if err := b.add(words[:n]); err != nil {
			return nil, err
		}
		words = words[n:]
	}
	return b, nil
}

// add enters one phrase, which alike has once for each of its classes.
func (b *phrasebook) add(alike []spelled) error {
	hash, err := b.leads.add(alike[0])
	if err != nil {
		return err
	}
	s := b.slotOf(hash)
	if s.to > 0 {
		return fmt.Errorf("phrase %q has the hash of another one", alike[0].phrase)
	}
	s.hash, s.from = hash, uint32(len(b.classes))
	for _, w := range alike {
		b.classes = append(b.classes, w.class)
	}
	s.to = uint32(len(b.classes))
	return nil
}

// slotOf gives the slot of a phrase, or the free one where it would be.
func (b *phrasebook) slotOf(hash uint64) *slot {
	mask := uint64(len(b.slots) - 1)
	at := hash & mask
	for b.slots[at].to > 0 && b.slots[at].hash != hash {
		at = (at + 1) & mask
	}
	return &b.slots[at]
}

// spelled is an entry in letters, two bytes each, so that strings compare it.
type spelled struct {
	phrase  string
	letters string
	class   document.CueClass
}

func (w spelled) length() int         { return len(w.letters) / 2 }
func (w spelled) letter(i int) letter { return letter(w.letters[2*i])<<8 | letter(w.letters[2*i+1]) }

func compareSpelled(x, y spelled) int {
	if order := strings.Compare(x.letters, y.letters); order != 0 {
		return order
	}
	return int(x.class) - int(y.class)
}

// spell puts the entries into letters, sorted, each once.
func spell(a *alphabet, files []file) ([]spelled, error) {
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
			write(a, &all, e.phrase)
			w := spelled{phrase: e.phrase, letters: all.String()[from:], class: e.class}
			if w.length() == 0 || w.length() > maxSymbols {
				return nil, fmt.Errorf("%s: phrase %q has %d characters, not 1 to %d",
					f.language, e.phrase, w.length(), maxSymbols)
			}
			words = append(words, w)
		}
	}
	slices.SortFunc(words, compareSpelled)
	return slices.CompactFunc(words, func(x, y spelled) bool { return compareSpelled(x, y) == 0 }), nil
}

// write spells one phrase.
func write(a *alphabet, to *strings.Builder, phrase string) {
	for _, r := range phrase {
		if c := *a.slot(r); c&skipBit == 0 {
			to.Write([]byte{byte(c >> 8), byte(c)})
		}
	}
}
