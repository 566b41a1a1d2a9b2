package memory

import (
	"cmp"
	"slices"
)

// This file keeps the memory of sites within its bounds: in time, by the days
// that its documents state, and in bytes.

// headDocuments is how many documents must be of a day, or later, before a site
// has come that far: one page with a wrong date must not make it forget.
const headDocuments = 3

// Size is how much a memory holds.
type Size struct {
	Sites      int
	Documents  int // that were counted; beyond keptDocuments in a site's generation an estimate
	Paragraphs int // that occurred more than once
	DoorBytes  int // of the paragraphs that occurred once
}

// Size counts what is there. It goes through all sites.
func (m *Sites) Size() Size {
	m.mu.RLock()
	defer m.mu.RUnlock()
	size := Size{Sites: len(m.of), DoorBytes: m.doorkeeperBytes}
	for _, s := range m.of {
		for _, g := range s.generations {
			size.Documents += countDocuments(g.documents, keptDocuments)
			size.Paragraphs += len(g.recurrences)
		}
	}
	return size
}

// Evicted counts what was forgotten for want of room. What was forgotten
// because its time is over is not in it.
type Evicted struct {
	Sites      int
	Paragraphs int // of sites that repeat too many
	Doors      int // doorkeepers: the paragraphs that occurred once, of one generation of a site
}

// TakeEvicted returns what was forgotten since the last call.
func (m *Sites) TakeEvicted() Evicted {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := m.evicted
	m.evicted = Evicted{}
	return taken
}

// addLatest keeps the latest headDocuments documents. Adding is commutative and
// idempotent, and the day of the last of them never goes back.
func (s *site) addLatest(d datedDocument) {
	later := func(a, b datedDocument) int {
		return cmp.Or(cmp.Compare(b.day, a.day), cmp.Compare(a.from, b.from))
	}
	for i, other := range s.latest {
		if other.from == d.from { // of a document with two days, the later counts
			if other.day >= d.day {
				return
			}
			s.latest = slices.Delete(s.latest, i, i+1)
			break
		}
	}
	at, _ := slices.BinarySearchFunc(s.latest, d, later)
	if at == headDocuments {
		return
	}
	if len(s.latest) == headDocuments {
		s.latest = s.latest[:headDocuments-1]
	}
	s.latest = slices.Insert(s.latest, at, d)
}

// current returns the number of the generation that the site has come to; false
// when it has too few documents to say.
func (s *site) current() (number int32, ok bool) {
	if len(s.latest) < headDocuments {
		return 0, false
	}
	return s.latest[headDocuments-1].day / generationDays, true
}

// oldest returns the number of the oldest generation that is kept of so many.
func (s *site) oldest(kept int) int32 {
	current, ok := s.current()
	if !ok {
		return 0
	}
	return max(0, current-int32(kept)+1)
}

// lastDay is the day of the site's latest document, 0 when there is none.
func (s *site) lastDay() int32 {
	if len(s.latest) == 0 {
		return 0
	}
	return s.latest[0].day
}

// expire forgets the generations whose time is over.
func (m *Sites) expire(s *site) {
	oldest := s.oldest(m.options.Generations)
	for number, g := range s.generations {
		if number < oldest {
			m.doorkeeperBytes -= g.doorkeeper.bytes()
			delete(s.generations, number)
		}
	}
}

// evictTo is the share of DoorBytes that is left after an eviction, so that the
// next one is far.
const evictTo = 0.75

// evictDoorkeepers forgets paragraphs that occurred once, those of the oldest
// generations first.
func (m *Sites) evictDoorkeepers() {
	type candidate struct {
		number int32
		day    int32
		name   string
	}
	var all []candidate
	for name, s := range m.of {
		for number := range s.generations {
			all = append(all, candidate{number, s.lastDay(), name})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.day, b.day), cmp.Compare(a.name, b.name))
	})
	for _, c := range all {
		if float64(m.doorkeeperBytes) <= evictTo*float64(m.options.DoorBytes) {
			return
		}
		g := m.of[c.name].generations[c.number]
		if g.doorkeeper.bytes() > 0 {
			m.evicted.Doors++
		}
		m.doorkeeperBytes -= g.doorkeeper.bytes()
		g.doorkeeper = doorkeeper{}
	}
}

// evictSites forgets a quarter of the sites, those that were not seen for
// longest.
func (m *Sites) evictSites() {
	names := make([]string, 0, len(m.of))
	for name, s := range m.of {
		if len(s.pins) == 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(m.of[a].lastDay(), m.of[b].lastDay()), cmp.Compare(a, b))
	})
	names = names[:(len(names)+3)/4]
	m.evicted.Sites += len(names)
	for _, name := range names {
		for _, g := range m.of[name].generations {
			m.doorkeeperBytes -= g.doorkeeper.bytes()
		}
		delete(m.of, name)
	}
}
