package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The bounds of what is kept by site. Together with the examples a tally has at most
// about 1.5 MB as JSON; TestATallyIsBounded holds it to 2 MB.
const (
	// maxSites is how many sites are kept each on its own. The method is space-saving
	// (Metwally, Agrawal, El Abbadi 2005) with evictions in batches: when there are more,
	// the smallest go to "other sites", and a site that comes back begins with what it
	// may have had there (site.before) as its rank. What is counted of a site is
	// exact from the time on that it was kept.
	maxSites = 1024
	// maxSeries bounds the months and the rules in them, over all sites: the smallest
	// sites lose their months first.
	maxSeries = 120_000
	// A tally that others are merged into holds more: folding while merging would
	// let the order matter.
	maxMerged       = 1 << 15
	maxMergedSeries = 1 << 23

	monthWeight = 4 // of a month in maxSeries; a rule in it has 1
	batch       = 4 // one in batch is evicted at a time

	maxName = 100 // bytes
)

// site is what was counted of one site.
type site struct {
	name           string
	before         uint64 // documents that may have gone to the others before
	documents      uint64
	bytesIn        uint64
	kept, removed  uint64
	kinds          [document.KindCount]uint64 // bytes
	rules          []ruleCount                // documents, by rule number
	months         []month                    // in order
	monthsDropped  bool                       // there was no room for them
	lastMonthIndex int                        // of the month that was met last: archives are in order, mostly
}

// ruleCount is how many documents fired a rule.
type ruleCount struct {
	rule      uint16
	documents uint32
}

// siteTable is the sites, as many as are kept, and the others together.
type siteTable struct {
	byName map[string]*site
	others site
	folded uint64 // sites that went to the others; one that came back and went again counts again
	floor  uint64 // the highest rank that went to the others
	series int    // the weight of all months and rules kept
	merged bool   // others were merged in: the larger bounds hold
}

// rank is the most documents that a site can have had.
func (s *site) rank() uint64 { return s.documents + s.before }

// of returns a site, and makes one of its name if there is none.
func (t *siteTable) of(name string) *site {
	if s := t.byName[name]; s != nil {
		return s
	}
	name = named(name, noSite, maxName)
	s := t.byName[name]
	if s == nil {
		name = strings.Clone(name) // not a part of the whole document
		s = &site{name: name, before: t.floor}
		t.byName[name] = s
	}
	return s
}

func (s *site) count(bytesIn int, kept, removed uint64) {
	s.documents++
	s.bytesIn += uint64(max(bytesIn, 0))
	s.kept += kept
	s.removed += removed
}

// bump counts a document for a rule, in rules that are sorted by number.
func (t *siteTable) bump(rules []ruleCount, rule uint16) []ruleCount {
	return t.bumpBy(rules, rule, 1)
}

func (t *siteTable) bumpBy(rules []ruleCount, rule uint16, documents uint32) []ruleCount {
	i, found := slices.BinarySearchFunc(rules, rule, func(c ruleCount, rule uint16) int { return cmp.Compare(c.rule, rule) })
	if found {
		rules[i].documents += documents
		return rules
	}
	t.series++
	return slices.Insert(rules, i, ruleCount{rule, documents})
}

// bound evicts what is more than the table may hold.
func (t *siteTable) bound() {
	sites, series := maxSites, maxSeries
	if t.merged {
		sites, series = maxMerged, maxMergedSeries
	}
	if len(t.byName) > sites {
		t.fold(sites - sites/batch)
	}
	if t.series <= series {
		return
	}
	for _, s := range t.ranked() {
		if t.series <= series-series/batch {
			return
		}
		s.dropMonths(t)
	}
	t.fold(len(t.byName) - len(t.byName)/batch)
}

// ranked returns the sites, the smallest first.
func (t *siteTable) ranked() []*site {
	all := make([]*site, 0, len(t.byName))
	for _, s := range t.byName {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *site) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.name, b.name))
	})
	return all
}

// fold puts the smallest sites to the others until limit are left.
func (t *siteTable) fold(limit int) {
	all := t.ranked()
	for _, s := range all[:max(len(all)-limit, 0)] {
		t.floor = max(t.floor, s.rank())
		t.folded++
		s.dropMonths(t)
		t.series -= len(s.rules)
		t.others.add(s, nil, t)
		delete(t.byName, s.name)
	}
}

// merge adds another table, whose rules have the numbers here.
func (t *siteTable) merge(o *siteTable, here []uint16) {
	t.merged = true
	for name, s := range t.byName {
		if o.byName[name] == nil {
			s.before += o.floor
		}
	}
	for name, from := range o.byName {
		to := t.byName[name]
		if to == nil {
			to = &site{name: name, before: t.floor}
			t.byName[name] = to
		}
		to.before += from.before
		to.add(from, here, t)
	}
	t.others.add(&o.others, nil, t)
	t.folded += o.folded
	t.floor += o.floor
	t.bound()
}

// add adds what was counted of a site. Rules are numbered as here says; without it
// they and the months are left out.
func (s *site) add(from *site, here []uint16, t *siteTable) {
	s.documents += from.documents
	s.bytesIn += from.bytesIn
	s.kept += from.kept
	s.removed += from.removed
	addAll(s.kinds[:], from.kinds[:])
	if here == nil {
		return
	}
	for _, r := range from.rules {
		s.rules = t.bumpBy(s.rules, here[r.rule], r.documents)
	}
	for i := range from.months {
		s.addMonth(&from.months[i], here, t)
	}
	if s.monthsDropped = s.monthsDropped || from.monthsDropped; s.monthsDropped {
		s.dropMonths(t)
	}
}
