package memory

import (
	"slices"
	"strconv"
	"sync"
)

// known is what is known of a document's paragraphs while it is judged. It is kept for
// the next document: some 30 KB, of which most documents need a part.
type known struct {
	histories []history // of each paragraph, in the period of the document
	whole     bool      // that period is all that the site's memory has
	single    bool      // and is one generation: the histories are all that it knows of who has a paragraph

	others [][]docRef // documents that have each paragraph, the judged one left out
	room   []docRef   // in which others are
	any    bool       // there are some

	recurring []found       // what recurs of the document
	judged    []bool        // of each block, whether something was said of it
	prose     []sharedProse // the document's, and who shares it
	names     []uint32      // in which its others are

	days    writtenDay
	fetched writtenDay
	values  [keptRefs + 1]string // of a day's furniture, by its witnesses; empty: nobody asked since the day is another
}

// writtenDay is a day and how it is written for people: documents in a row have the same.
type writtenDay struct {
	day  int32
	text string
}

// string returns how a day is written.
func (w *writtenDay) string(day int32) string {
	if w.text == "" || w.day != day {
		*w = writtenDay{day, dayString(day)}
	}
	return w.text
}

// onDay says in how many other documents of a day a paragraph is.
func (k *known) onDay(witnesses int, day int32) string {
	if k.fetched.day != day {
		k.values = [keptRefs + 1]string{}
	}
	written := k.fetched.string(day)
	if k.values[witnesses] == "" {
		k.values[witnesses] = "in " + strconv.Itoa(witnesses) + " other documents of the site on " + written
	}
	return k.values[witnesses]
}

var knownPool = sync.Pool{New: func() any { return new(known) }}

// read looks all paragraphs up, around a day.
func (k *known) read(s *site, v *View, day int32) {
	p := s.period(day)
	k.whole = len(p.generations) == len(s.generations)
	k.single = k.whole && len(p.generations) == 1
	if n := len(v.Paragraphs); cap(k.histories) < n {
		k.histories = make([]history, n, mostParagraphs)
	} else {
		k.histories = k.histories[:n]
	}
	for i := range k.histories {
		p.history(&k.histories[i], v.Paragraphs[i].Print, v.Document)
	}
}

// readOthers looks who else has each paragraph, at any time: keptRefs documents at most.
func (k *known) readOthers(s *site, v *View) {
	k.others, k.room, k.any = k.others[:0], k.room[:0], false
	for i := range v.Paragraphs {
		h := &k.histories[i]
		from := len(k.room)
		switch {
		case k.whole && h.n == 0:
		case k.single, k.whole && h.n < keptRefs: // none was left out
			for _, ref := range h.refs() {
				if ref.document() != v.Document {
					k.room = append(k.room, ref)
				}
			}
		default:
			k.room = slices.Grow(k.room, keptRefs)
			k.room = k.room[:from+len(s.others(k.room[from:from], v.Paragraphs[i].Print, v.Document))]
		}
		k.others = append(k.others, k.room[from:len(k.room):len(k.room)])
		k.any = k.any || len(k.room) > from
	}
}

// others puts the documents into an empty set that have a paragraph, the judged one
// left out; keptRefs at most.
func (s *site) others(set []docRef, print uint64, judged uint32) []docRef {
	var room recurrence
	for _, g := range s.generations {
		r := g.find(print, &room)
		if r == nil {
			continue
		}
		for _, ref := range r.refs() {
			if ref.document() != judged {
				set = addRef(set, ref, keptRefs)
			}
		}
	}
	return set
}
