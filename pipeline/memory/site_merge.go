package memory

import (
	"maps"
	"slices"
)

// changeMerge is the change that takes in what another memory knows of a site: its
// snapshot form, without what occurred once there.
const changeMerge = 'm'

// deltaMerging is the version of a delta with such a change, which earlier
// versions of winnow do not know.
const deltaMerging = 3

// Merge takes in what another memory knows of a site, as far as a memory of the
// default Options keeps it: its last generations, and of those the paragraphs that
// occurred again. What occurred once there is left out: it is by far the most,
// and has no fingerprint any more by which it could be added up. It reports
// whether there was anything.
//
// What is merged is what Saw would have come to: sets of documents are united, so
// that a document which both memories have counts once, and merging twice changes
// nothing. What an operator said stays, and what the other's says is not taken.
func (d *Delta) Merge(site string, from *Sites) bool {
	from.mu.RLock()
	defer from.mu.RUnlock()
	s := from.of[site]
	if s == nil {
		return false
	}
	part := mergeable(s)
	if len(part.generations) == 0 {
		return false
	}
	d.begin(site, changeMerge)
	d.bytes[0] = deltaMerging
	d.bytes = part.append(d.bytes)
	return true
}

// mergeable returns what Merge takes of a site.
func mergeable(s *site) *site {
	part := &site{latest: s.latest, generations: make(map[int32]*generation)}
	for number, g := range s.generations {
		if number >= s.oldest(defaultGenerations) && len(g.recurrences) > 0 {
			part.generations[number] = &generation{documents: g.documents, leads: g.leads, recurrences: g.recurrences}
		}
	}
	return part
}

// merge takes in what another memory knows of a site. The caller holds the lock.
func (m *Sites) merge(name string, other *site) {
	s := m.site(name)
	for _, d := range other.latest {
		s.addLatest(d)
	}
	m.expire(s)
	for _, number := range slices.Sorted(maps.Keys(other.generations)) {
		if number < s.oldest(m.options.Generations) {
			continue
		}
		g := s.generations[number]
		if g == nil {
			g = &generation{}
			s.generations[number] = g
		}
		m.evicted.Paragraphs += g.merge(other.generations[number])
	}
}

// merge takes in another generation of the same time, but for what occurred once
// there. It returns how many recurrences were forgotten to make room.
func (g *generation) merge(other *generation) (evicted int) {
	for _, d := range other.documents {
		g.documents = addRef(g.documents, d, keptDocuments)
	}
	for _, l := range other.leads {
		g.addLead(l.document, l.LeadNames)
	}
	for _, print := range slices.Sorted(maps.Keys(other.recurrences)) { // in an order that is everybody's: it tells what is forgotten
		theirs := other.recurrences[print]
		if theirs.n == 0 {
			continue
		}
		ours := g.recurrences[print]
		known := ours != nil
		if !known {
			ours = new(recurrence)
			if once := g.doorkeeper.find(uint32(print)); once != nil {
				*ours = once.recurrence()
				g.doorkeeper.remove(uint32(print))
			}
		}
		for _, d := range theirs.refs() {
			ours.add(d, theirs.days, theirs.least, theirs.greatest)
		}
		if ours.names == (Names{}) {
			ours.names = theirs.names
		}
		if !known {
			evicted += g.keep(print, ours)
		}
	}
	return evicted
}
