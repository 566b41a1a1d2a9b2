package report

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Names that are counted each on its own; what comes later is counted together. An
// archive has fewer languages and reasons than that, unless its fields are broken.
const (
	maxLanguages = 128
	maxReasons   = 64
	maxRules     = 512
	// maxMergedNames holds all names of a few hundred machines.
	maxMergedNames = 1 << 14

	otherNames = "(others)"
	noLanguage = "(unknown)"
	noSite     = "(no site)"
)

// count is how often something was met.
type count struct {
	Documents uint64 `json:"d"`
	Blocks    uint64 `json:"n,omitempty"`
	Bytes     uint64 `json:"b"`
}

func (c *count) add(bytes uint64, first bool) {
	c.Blocks++
	c.Bytes += bytes
	if first {
		c.Documents++
	}
}

func (c *count) merge(o *count) {
	c.Documents += o.Documents
	c.Blocks += o.Blocks
	c.Bytes += o.Bytes
}

// of returns the count of a name, in a map that holds limit names and the others.
func of(counts map[string]*count, name string, limit int) *count {
	c := counts[name]
	if c == nil && len(counts) >= limit {
		name = otherNames
		c = counts[name]
	}
	if c == nil {
		c = &count{}
		counts[strings.Clone(name)] = c
	}
	return c
}

// named returns a name of at most limit bytes, without for the empty one.
func named(name, without string, limit int) string {
	if name == "" {
		return without
	}
	return strings.ToValidUTF8(cutBytes(name, limit), "\uFFFD")
}

// cutBytes returns the beginning of a text: at most limit bytes, whole characters.
func cutBytes(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// clip returns the beginning of a text that is to be kept: valid UTF-8, and no part of
// the document that it is from.
func clip(text string, limit int) string {
	return strings.Clone(strings.ToValidUTF8(cutBytes(text, limit), "\uFFFD"))
}

// ruleTable counts removals by rule, and numbers the rules in the order in which they
// were met.
type ruleTable struct {
	names  []string
	counts []count
	last   []uint64 // the stamp of the document that fired it last
	at     map[string]uint16
	recent uint16 // the rule that fired last: removals of one rule come in rows
}

// add counts a removal, and reports whether it is its rule's first in the document
// with that stamp.
func (r *ruleTable) add(name string, bytes, stamp uint64) (rule uint16, first bool) {
	if rule = r.recent; int(rule) >= len(r.names) || r.names[rule] != name {
		rule = r.number(name, maxRules)
		r.recent = rule
	}
	first = r.last[rule] != stamp
	r.last[rule] = stamp
	r.counts[rule].add(bytes, first)
	return rule, first
}

func (r *ruleTable) number(name string, limit int) uint16 {
	rule, known := r.at[name]
	if known {
		return rule
	}
	if name = clip(name, maxName); len(r.names) >= limit {
		name = otherNames
	}
	if rule, known = r.at[name]; known {
		return rule
	}
	rule = uint16(len(r.names))
	r.names = append(r.names, name)
	r.counts = append(r.counts, count{})
	r.last = append(r.last, 0)
	r.at[name] = rule
	return rule
}

// merge adds another table and returns the numbers that its rules have here.
func (r *ruleTable) merge(o *ruleTable) []uint16 {
	here := make([]uint16, len(o.names))
	for i, name := range o.names {
		here[i] = r.number(name, maxMergedNames)
		r.counts[here[i]].merge(&o.counts[i])
	}
	return here
}

// histogram counts scores from 0 to 1 in bins of equal width.
type histogram [scoreBins]counter

const scoreBins = 20

func (h *histogram) add(score float64) {
	if math.IsNaN(score) {
		return
	}
	h[min(int(min(max(score, 0), 1)*scoreBins), scoreBins-1)]++
}

func (h *histogram) merge(o *histogram) { addAll(h[:], o[:]) }

// timeBins is how many powers of two of a microsecond durations are counted by:
// more than an hour is one bin.
const timeBins = 33

func timeBin(d time.Duration) int {
	return min(bits.Len64(uint64(max(d, 0).Microseconds())), timeBins-1)
}

// quantile returns about how long the given share of documents took at most, to a
// factor of two.
func quantile(times *[timeBins]counter, share float64) time.Duration {
	var all, seen counter
	for _, n := range times {
		all += n
	}
	for bin, n := range times {
		if seen += n; all > 0 && float64(seen) >= share*float64(all) {
			return time.Duration(1<<bin) * time.Microsecond
		}
	}
	return 0
}

// sorted returns the names of a map of counts, the most documents first.
func sorted(counts map[string]*count) []string {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return moreFirst(counts[a].Documents, counts[b].Documents, a, b)
	})
	return names
}

// moreFirst orders by a number, the larger first, and equal ones by name.
func moreFirst[N uint64 | float64](a, b N, nameA, nameB string) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	case nameA < nameB:
		return -1
	case nameA > nameB:
		return 1
	}
	return 0
}
