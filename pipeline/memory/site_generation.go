package memory

import (
	"cmp"
	"math/bits"
	"slices"
)

// generationDays is how many days one generation covers. The days of a trace
// are a bit each.
const generationDays = 28

// The bounds of a generation of one site.
const (
	keptWitnesses = 8   // documents that a trace names; enough to be sure of, and to estimate a share by
	keptDocuments = 64  // of the site, by which its size is estimated
	keptLeads     = 16  // of documents, by which is told what the site writes about anyway
	mostTraces    = 256 // paragraphs that were seen again; a site has a few dozen of them
)

// generation is what one site showed in one stretch of generationDays. The
// memory of a site is that of its last two: what a site no longer shows is
// forgotten with its generation, whole, so that it makes no difference in which
// order the rest came.
type generation struct {
	documents []witness
	leads     []introduced // of the documents with the smallest hashes
	door      door
	traces    map[uint64]trace
}

// trace is what is remembered of a paragraph that was seen again.
type trace struct {
	from  [keptWitnesses]witness
	n     uint8
	days  uint32 // a bit for each day of the generation
	first place  // the least of every number of its places
	last  place  // the greatest
	names Names
}

// introduced is the lead of one document.
type introduced struct {
	document uint32
	Leads
}

// introduce keeps the lead of a document, if it is one of those that are kept.
func (g *generation) introduce(document uint32, names Leads) {
	at, found := slices.BinarySearchFunc(g.leads, document, func(a introduced, b uint32) int { return cmp.Compare(a.document, b) })
	switch {
	case found:
		for i := range names {
			g.leads[at].Leads[i] |= names[i]
		}
		return
	case at == keptLeads:
		return
	case len(g.leads) == keptLeads:
		g.leads = g.leads[:keptLeads-1]
	}
	g.leads = slices.Insert(g.leads, at, introduced{document, names})
}

// place is where in its document a paragraph stood, in paragraphs that are
// long enough to be remembered; both are at most 255.
type place struct {
	Before uint8 // paragraphs before it
	After  uint8 // paragraphs after it
	Path   uint8 // of the place in the page, if hardly another block there has the same; else 0
}

func (t *trace) witnesses() []witness { return t.from[:t.n] }

// add puts a sighting into the trace.
func (t *trace) add(from witness, days uint32, first, last place) {
	if t.n == 0 {
		t.first, t.last = first, last
	}
	t.n = uint8(len(addWitness(t.from[:t.n], from, keptWitnesses)))
	t.days |= days
	t.first = place{min(t.first.Before, first.Before), min(t.first.After, first.After), min(t.first.Path, first.Path)}
	t.last = place{max(t.last.Before, last.Before), max(t.last.After, last.After), max(t.last.Path, last.Path)}
}

func (g glimpse) trace() (t trace) {
	t.add(g.from, 1<<g.day, g.at, g.at)
	return t
}

// learn takes in that a document showed a paragraph on a day. It gives how many
// others were forgotten to make room.
func (g *generation) learn(print uint64, names Names, seen glimpse) (evicted int) {
	if t, ok := g.traces[print]; ok {
		t.add(seen.from, 1<<seen.day, seen.at, seen.at)
		g.traces[print] = t
		return 0
	}
	before := g.door.find(seen.tag)
	if before == nil {
		g.door.put(seen)
		return 0
	}
	if *before == seen {
		return 0
	}
	t := before.trace()
	t.names = names
	g.door.drop(seen.tag)
	t.add(seen.from, 1<<seen.day, seen.at, seen.at)
	return g.keep(print, t)
}

// keep enters a trace, and makes room first where there is none.
func (g *generation) keep(print uint64, t trace) (evicted int) {
	if g.traces == nil {
		g.traces = make(map[uint64]trace)
	}
	if len(g.traces) >= mostTraces {
		evicted = g.thin()
	}
	g.traces[print] = t
	return evicted
}

// thin forgets the quarter of the traces that have the fewest witnesses, of
// those the ones that have not shown up for longest, and gives how many.
func (g *generation) thin() int {
	prints := make([]uint64, 0, len(g.traces))
	for print := range g.traces {
		prints = append(prints, print)
	}
	slices.SortFunc(prints, func(a, b uint64) int {
		s, t := g.traces[a], g.traces[b]
		return cmp.Or(cmp.Compare(s.n, t.n), cmp.Compare(bits.Len32(s.days), bits.Len32(t.days)), cmp.Compare(a, b))
	})
	prints = prints[:len(prints)/4]
	for _, print := range prints {
		delete(g.traces, print)
	}
	return len(prints)
}

// find gives what is known of a paragraph.
func (g *generation) find(print uint64) (trace, bool) {
	if t, ok := g.traces[print]; ok {
		return t, true
	}
	if seen := g.door.find(uint32(print)); seen != nil {
		return seen.trace(), true
	}
	return trace{}, false
}

// forget drops what is known of a paragraph.
func (g *generation) forget(print uint64) {
	delete(g.traces, print)
	g.door.drop(uint32(print))
}
