package memory

import (
	"cmp"
	"math/bits"
	"slices"
)

// generationDays is how many days one generation covers. The days of a
// recurrence are a bit each.
const generationDays = 28

// The bounds of a generation of one site.
const (
	keptRefs        = 8   // documents of a recurrence; enough to be sure, and to estimate a share
	keptDocuments   = 64  // documents of the site, from which its number of documents is estimated
	keptLeads       = 16  // documents whose leads tell which names are usual on the site
	mostRecurrences = 256 // paragraphs that occurred again; a site has a few dozen of them
)

// generation is what one site showed in generationDays days. A site's memory is
// its last two generations: what it no longer shows is forgotten with its
// generation, whole, so that the order in which the rest came makes no
// difference.
type generation struct {
	documents   []docRef       // a bottom set of the site's documents
	leads       []documentLead // of the documents with the smallest hashes, ascending
	doorkeeper  doorkeeper
	recurrences map[uint64]*recurrence // by fingerprint
}

// recurrence is what is remembered of a paragraph that occurred more than once.
type recurrence struct {
	from     [keptRefs]docRef // a bottom set, of which n are filled
	n        uint8
	days     uint32   // a bit for each day of the generation
	least    position // the least of each coordinate of its positions
	greatest position
	names    Names
}

// documentLead is the names in the lead of one document.
type documentLead struct {
	document uint32
	LeadNames
}

// addLead keeps the lead of a document, if it is one of those that are kept.
func (g *generation) addLead(document uint32, names LeadNames) {
	at, found := slices.BinarySearchFunc(g.leads, document, func(a documentLead, b uint32) int { return cmp.Compare(a.document, b) })
	switch {
	case found:
		for i := range names {
			g.leads[at].LeadNames[i] |= names[i]
		}
		return
	case at == keptLeads:
		return
	case len(g.leads) == keptLeads:
		g.leads = g.leads[:keptLeads-1]
	}
	g.leads = slices.Insert(g.leads, at, documentLead{document, names})
}

func (r *recurrence) refs() []docRef { return r.from[:r.n] }

// add takes in occurrences: a document, days, and the range of its positions.
func (r *recurrence) add(from docRef, days uint32, least, greatest position) {
	if r.n == 0 {
		r.least, r.greatest = least, greatest
	}
	r.n = uint8(len(addRef(r.from[:r.n], from, keptRefs)))
	r.days |= days
	r.least = r.least.least(least)
	r.greatest = r.greatest.greatest(greatest)
}

func (r *recurrence) addOccurrence(o occurrence) { r.add(o.from, 1<<o.day, o.at, o.at) }

// recurrence returns what is known of a paragraph that occurred once.
func (o occurrence) recurrence() (r recurrence) {
	r.addOccurrence(o)
	return r
}

// add takes in one occurrence of a paragraph. It returns how many recurrences
// were forgotten to make room.
func (g *generation) add(print uint64, names Names, o occurrence) (evicted int) {
	if r := g.recurrences[print]; r != nil {
		r.addOccurrence(o)
		return 0
	}
	before := g.doorkeeper.find(o.tag)
	if before == nil {
		g.doorkeeper.put(o)
		return 0
	}
	if *before == o {
		return 0
	}
	r := before.recurrence()
	r.names = names
	g.doorkeeper.remove(o.tag)
	r.addOccurrence(o)
	return g.keep(print, &r)
}

// keep enters a recurrence, and makes room first where there is none.
func (g *generation) keep(print uint64, r *recurrence) (evicted int) {
	if g.recurrences == nil {
		g.recurrences = make(map[uint64]*recurrence)
	}
	if len(g.recurrences) >= mostRecurrences {
		evicted = g.evict()
	}
	g.recurrences[print] = r
	return evicted
}

// evict forgets a quarter of the recurrences: those in the fewest documents, of
// these the ones that have not occurred for longest. It returns how many.
func (g *generation) evict() int {
	prints := make([]uint64, 0, len(g.recurrences))
	for print := range g.recurrences {
		prints = append(prints, print)
	}
	slices.SortFunc(prints, func(a, b uint64) int {
		r, s := g.recurrences[a], g.recurrences[b]
		return cmp.Or(cmp.Compare(r.n, s.n), cmp.Compare(bits.Len32(r.days), bits.Len32(s.days)), cmp.Compare(a, b))
	})
	prints = prints[:len(prints)/4]
	for _, print := range prints {
		delete(g.recurrences, print)
	}
	return len(prints)
}

// find returns what is known of a paragraph, nil for nothing. Of one that occurred once
// it is put into room.
func (g *generation) find(print uint64, room *recurrence) *recurrence {
	if r := g.recurrences[print]; r != nil {
		return r
	}
	o := g.doorkeeper.find(uint32(print))
	if o == nil {
		return nil
	}
	*room = o.recurrence()
	return room
}

// forget drops what is known of a paragraph.
func (g *generation) forget(print uint64) {
	delete(g.recurrences, print)
	g.doorkeeper.remove(uint32(print))
}
