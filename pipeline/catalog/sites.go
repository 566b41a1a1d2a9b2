package catalog

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// site is the documents of one site, and what was found out about them together. The
// catalog's lock guards all but what a ranking took out.
type site struct {
	name      string
	documents map[*held]struct{}
	changed   bool // since it was told
	told      *toldSite
}

// toldSite is a site as it was at one time. Nothing in it changes.
type toldSite struct {
	documents []*held // in order of time
	usual     usual
	changes   []change
	site      Site
}

func (s *site) add(h *held) {
	s.documents[h] = struct{}{}
	s.changed = true
}

func (s *site) remove(h *held) {
	delete(s.documents, h)
	s.changed = true
}

// tell returns the site as it is now. The lock is held.
func (s *site) tell() *toldSite {
	if s.told != nil && !s.changed {
		return s.told
	}
	documents := slices.Collect(maps.Keys(s.documents))
	slices.SortFunc(documents, func(a, b *held) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.order, b.order), cmp.Compare(a.key, b.key))
	})
	s.told = &toldSite{documents: documents, usual: usualOf(documents), changes: changesOf(documents), site: siteOf(s.name, documents)}
	s.changed = false
	return s.told
}

// siteOf adds a site's documents up. They are in order of time.
func siteOf(name string, documents []*held) Site {
	s := Site{
		Name: name, Documents: len(documents), Kinds: make(map[document.Kind]int),
		Qualities: make(map[document.PageType]int), Languages: make(map[string]int),
	}
	rules := make(map[string]RuleCount)
	for _, h := range documents {
		s.Kept, s.Removed = s.Kept+h.item.Kept, s.Removed+h.item.Removed
		addKinds(s.Kinds, h.item.Kinds)
		s.Qualities[h.item.Quality]++
		s.Languages[h.item.Language]++
		for i := range h.rules {
			r := &h.rules[i]
			sum := rules[r.rule]
			rules[r.rule] = RuleCount{r.rule, sum.Removals + r.removals, sum.Letters + r.letters}
		}
		if !h.at.IsZero() {
			s.Days = appendDay(s.Days, h)
		}
	}
	s.Rules = slices.SortedFunc(maps.Values(rules), func(a, b RuleCount) int {
		return cmp.Or(cmp.Compare(b.Letters, a.Letters), strings.Compare(a.Rule, b.Rule))
	})
	return s
}

func addKinds(sum, more map[document.Kind]int) {
	for kind, n := range more {
		sum[kind] += n
	}
}

func appendDay(days []Day, h *held) []Day {
	name := h.at.UTC().Format(time.DateOnly)
	if len(days) == 0 || days[len(days)-1].Day != name {
		days = append(days, Day{Day: name, Kinds: make(map[document.Kind]int)})
	}
	d := &days[len(days)-1]
	d.Documents++
	d.Kept, d.Removed = d.Kept+h.item.Kept, d.Removed+h.item.Removed
	addKinds(d.Kinds, h.item.Kinds)
	if h.titled {
		d.Titled++
	}
	if h.bylined {
		d.Bylined++
	}
	return days
}

// siteList is the answer of Sites, as of a number of changes.
type siteList struct {
	changes uint64
	sites   []Site
}

// Sites returns all sites, by name. What it returns is not to be changed.
func (m *Memory) Sites(context.Context) ([]Site, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.sitesNow.sites != nil && m.sitesNow.changes == m.changes {
		return m.sitesNow.sites, nil
	}
	list := make([]Site, 0, len(m.sites))
	for _, name := range slices.Sorted(maps.Keys(m.sites)) {
		list = append(list, m.sites[name].tell().site)
	}
	m.sitesNow = siteList{m.changes, list}
	return list, nil
}
