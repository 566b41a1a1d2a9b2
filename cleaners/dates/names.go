package dates

import (
	"slices"
	"strings"
	"sync"
)

// nameKind is what a name is of, and how it is known. Where a word is known by several,
// the higher kind counts, and in one kind the longer name.
type nameKind uint8

const (
	noName      nameKind = iota
	weekdayName          // the word is the name of a weekday
	monthStem            // the word begins as the name of a month does
	monthName            // the word is the name of a month
	jalaliName           // the word is the name of a month of the Persian calendar
)

// name is what words are known by.
type name struct {
	text   string
	is     nameKind
	number uint8 // of the month, from 1; of the weekday, as in time.Weekday
}

func (n name) names(word []byte) bool {
	switch {
	case n.is != monthStem:
		return string(word) == n.text
	case len(word) < len(n.text):
		return false
	}
	return string(word[:len(n.text)]) == n.text
}

// nameTable has the names by the first two bytes of their texts. Nearly all words begin
// otherwise, and are compared with none.
type nameTable struct {
	names  []name // by the hash of their first two bytes
	starts [nameHashes + 1]uint16
}

const nameHashes = 1 << 10

func nameHash(first, second byte) int { return (int(first)<<5 + int(second)) % nameHashes }

// names is the table of all names. The first text makes it.
var names = sync.OnceValue(func() *nameTable {
	t := &nameTable{names: allNames()}
	hash := func(n name) int { return nameHash(n.text[0], n.text[1]) }
	slices.SortStableFunc(t.names, func(a, b name) int { return hash(a) - hash(b) })
	for _, n := range t.names {
		t.starts[hash(n)+1]++
	}
	for i := range nameHashes {
		t.starts[i+1] += t.starts[i]
	}
	return t
})

// allNames lists the names of month.go and weekday.go.
func allNames() []name {
	const about = 512
	all := make([]name, 0, about)
	for month, stems := range monthStems {
		for _, stem := range stems {
			all = append(all, name{stem, monthStem, uint8(month + 1)})
		}
	}
	all = append(all, monthNames[:]...)
	for month, text := range jalaliMonths {
		all = append(all, name{text, jalaliName, uint8(month + 1)})
	}
	for day, words := range weekdayWords {
		for word := range strings.FieldsSeq(words) {
			all = append(all, name{word, weekdayName, uint8(day)})
		}
	}
	return all
}

// of returns the name that a word is known by, which is in lower case. Its kind is
// noName where it is known by none.
func (t *nameTable) of(word []byte) (known name) {
	if len(word) < 2 {
		return name{}
	}
	hash := nameHash(word[0], word[1])
	for _, n := range t.names[t.starts[hash]:t.starts[hash+1]] {
		if (n.is > known.is || n.is == known.is && len(n.text) > len(known.text)) && n.names(word) {
			known = n
		}
	}
	return known
}
