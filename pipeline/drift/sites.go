package drift

import (
	"cmp"
	"maps"
	"slices"
)

// Sites is what is known of all sites. One goroutine uses it at a time.
type Sites struct {
	of    map[string]*site
	clock uint64 // documents that were put in
	kept  int    // documents that are kept, and siteCost for each site
	most  int
}

// mostKept bounds the documents of all sites together: 64 MB, which is 10,000 sites
// of which all places are taken, and a hundred times as many that have a document a
// week. Beyond it, a part of the sites is forgotten, those first that were not seen for
// longest.
const (
	mostKept    = 64 << 20 / 48
	siteCost    = 4 // of a site itself, in documents
	forgetShare = 16
)

// NewSites returns an empty memory.
func NewSites() *Sites { return &Sites{of: make(map[string]*site), most: mostKept} }

// Len returns how many sites are known.
func (m *Sites) Len() int { return len(m.of) }

// Documents returns how many documents are kept of them.
func (m *Sites) Documents() int { return m.kept - siteCost*len(m.of) }

// Names returns the sites that are known, in order.
func (m *Sites) Names() []string { return slices.Sorted(maps.Keys(m.of)) }

// Add puts a document of a site in. What comes too late, or for a second time, changes
// nothing.
func (m *Sites) Add(name string, d Document) {
	s := m.of[name]
	if s == nil {
		s = new(site)
		m.of[name] = s
		m.kept += siteCost
	}
	m.clock++
	s.seen = m.clock
	before := len(s.documents)
	s.add(d)
	m.kept += len(s.documents) - before
	if m.kept > m.most {
		m.forget()
	}
}

// forget drops the sites that were not seen for longest.
func (m *Sites) forget() {
	names := slices.SortedFunc(maps.Keys(m.of), func(a, b string) int { return cmp.Compare(m.of[a].seen, m.of[b].seen) })
	for _, name := range names {
		if m.kept <= m.most-m.most/forgetShare {
			return
		}
		m.kept -= len(m.of[name].documents) + siteCost
		delete(m.of, name)
	}
}

// Look reports whether a site has left its range, and what is to be said then. It
// changes nothing: Settle does, once that is said.
func (m *Sites) Look(name string) (Alarm, bool) {
	s := m.of[name]
	if s == nil {
		return Alarm{}, false
	}
	changes := s.look()
	if len(changes) == 0 {
		return Alarm{}, false
	}
	return s.alarm(name, changes), true
}

// Settle takes note that a site is another since a time: what came before counts no
// longer, and nothing is said until there is a new range.
func (m *Sites) Settle(name string, since int64) {
	s := m.of[name]
	if s == nil {
		return
	}
	before := len(s.documents)
	s.cut(since + learnSeconds)
	m.kept += len(s.documents) - before
}
