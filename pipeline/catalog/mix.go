package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// A site's mix is in how many of its documents each rule removes something. Where a page
// is built anew, rules stop to fire and others begin to. It is looked for by comparing
// the last documents with all before them, for several numbers of last ones; a rule has
// changed where the shares differ by much and by more than chance explains (the test of
// two proportions).
const (
	leastLater   = 6    // documents after the change
	leastEarlier = 12   // and before it
	leastChange  = 0.4  // of the shares
	leastZ       = 4.0  // standard errors; a site has some fifty rules, and is asked at every page
	mixWeight    = 0.8  // of a change from never to always
	mostEarlier  = 2000 // documents before the change that are compared
)

// change is a rule that fires in another share of a site's later documents.
type change struct {
	rule        string
	since       int // the later documents begin with the one of this index
	before, now float64
	z           float64
}

// changesOf returns what has changed in a site, by the documents in order of time.
func changesOf(documents []*held) []change {
	if extra := len(documents) - mostEarlier; extra > 0 {
		found := changesOf(documents[extra:])
		for i := range found {
			found[i].since += extra
		}
		return found
	}
	best := make(map[string]change)
	fired := firedCounts(documents)
	for later := leastLater; len(documents)-later >= leastEarlier; later += max(1, later/4) {
		since := len(documents) - later
		for rule, counts := range fired {
			c := compare(rule, counts, since, len(documents))
			if c.z >= leastZ && math.Abs(c.now-c.before) >= leastChange && c.z > best[rule].z {
				best[rule] = c
			}
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b change) int {
		return cmp.Or(cmp.Compare(b.z, a.z), cmp.Compare(a.rule, b.rule))
	})
}

// firedCounts returns of every rule in how many of the first n documents it removed
// something, for every n.
func firedCounts(documents []*held) map[string][]int32 {
	fired := make(map[string][]int32)
	for i, h := range documents {
		for j := range h.rules {
			rule := h.rules[j].rule
			counts := fired[rule]
			if counts == nil {
				counts = make([]int32, len(documents)+1)
				fired[rule] = counts
			}
			counts[i+1] = 1
		}
	}
	for _, counts := range fired {
		for i := 1; i < len(counts); i++ {
			counts[i] += counts[i-1]
		}
	}
	return fired
}

func compare(rule string, counts []int32, since, all int) change {
	before, now := float64(counts[since]), float64(counts[all]-counts[since])
	n, m := float64(since), float64(all-since)
	pooled := (before + now) / (n + m)
	c := change{rule: rule, since: since, before: before / n, now: now / m}
	if e := math.Sqrt(pooled * (1 - pooled) * (1/n + 1/m)); e > 0 {
		c.z = math.Abs(c.now-c.before) / e
	}
	return c
}

// mixReason tells of a document, the site's so-and-so-many-th, that came after a change
// and shows it; nil for others.
func mixReason(h *held, index int, changes []change) *Reason {
	var shown *change
	for i := range changes {
		c := &changes[i]
		if index < c.since || h.fires(c.rule) != (c.now > c.before) {
			continue
		}
		if shown == nil || math.Abs(c.now-c.before) > math.Abs(shown.now-shown.before) {
			shown = c
		}
	}
	if shown == nil {
		return nil
	}
	return &Reason{
		ReasonMix,
		fmt.Sprintf("%s removes something of %.0f%% of the site's later documents, and did of %.0f%% before", shown.rule, 100*shown.now, 100*shown.before),
		mixWeight * math.Abs(shown.now-shown.before),
	}
}

func (h *held) fires(rule string) bool {
	for i := range h.rules {
		if h.rules[i].rule == rule {
			return true
		}
	}
	return false
}
