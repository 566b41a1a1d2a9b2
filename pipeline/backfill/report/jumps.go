package report

import (
	"cmp"
	"math"
	"slices"
)

// When a site's removals in two adjacent months differ by more than noise. The unit is
// the document: blocks of one document come together.
//
// The share removed is compared by Welch's test of the means of the documents' shares.
// Which rules fire is compared by the G-test on how many documents fired each rule,
// which is the Jensen-Shannon divergence of both mixes, weighted, times 2 N ln 2; it is
// turned into a z by Wilson and Hilferty's cube root. With z at 4, one pair of months in
// 16,000 is named by chance alone; since large months make any trifle sure, the
// change must also be large enough to matter.
const (
	jumpDocuments = 30   // that each month must have
	jumpZ         = 4.0  // of either test
	jumpShare     = 0.05 // of the text, as a difference of means
	jumpBits      = 0.05 // Jensen-Shannon divergence; 1 is no rule in common
)

// Jump is a change from one month of a site to the next one that has enough documents.
type Jump struct {
	Site         string
	From, To     int     // months since the year 0
	Before, Now  float64 // means of the documents' shares removed
	ShareZ       float64 // positive: more is removed
	MixBits      float64
	MixZ         float64
	ByShare      bool         // the share has changed by more than noise
	ByMix        bool         // the rules have
	Rules        []RuleChange // the rules that changed most, the largest change first
	DocumentsNow uint64
}

// RuleChange is how many documents fired a rule, of all of the month.
type RuleChange struct {
	Rule        string
	Before, Now float64
}

// size orders jumps: how much of the text and of the mix has changed.
func (j *Jump) size() float64 {
	size := 0.0
	if j.ByShare {
		size = math.Abs(j.Now - j.Before)
	}
	if j.ByMix {
		size += j.MixBits
	}
	return size
}

// Jumps returns all jumps, the largest first.
func (t *Tally) Jumps() []Jump {
	var all []Jump
	for _, s := range t.sites.byName {
		var last *month
		for i := range s.months {
			m := &s.months[i]
			if m.documents < jumpDocuments {
				continue
			}
			if last != nil {
				if j := t.compare(s.name, last, m); j.ByShare || j.ByMix {
					all = append(all, j)
				}
			}
			last = m
		}
	}
	slices.SortFunc(all, func(a, b Jump) int {
		return cmp.Or(moreFirst(a.size(), b.size(), a.Site, b.Site), cmp.Compare(a.From, b.From))
	})
	return all
}

// JumpingSites returns the jumps by site, the site with the largest first.
func (t *Tally) JumpingSites() [][]Jump {
	var all [][]Jump
	at := make(map[string]int)
	for _, j := range t.Jumps() {
		i, known := at[j.Site]
		if !known {
			i = len(all)
			at[j.Site] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], j)
	}
	return all
}

func (t *Tally) compare(name string, a, b *month) Jump {
	j := Jump{Site: name, From: a.at, To: b.at, DocumentsNow: b.documents}
	var varA, varB float64
	j.Before, varA = a.moments()
	j.Now, varB = b.moments()
	j.ShareZ = welch(j.Now-j.Before, varA/float64(a.documents)+varB/float64(b.documents))
	j.MixBits, j.MixZ = mixChange(a.rules, b.rules)
	j.ByShare = math.Abs(j.ShareZ) >= jumpZ && math.Abs(j.Now-j.Before) >= jumpShare
	j.ByMix = j.MixZ >= jumpZ && j.MixBits >= jumpBits
	if j.ByShare || j.ByMix {
		j.Rules = t.changes(a, b)
	}
	return j
}

// moments returns the mean and variance of the documents' shares removed.
func (m *month) moments() (mean, variance float64) {
	n := float64(m.documents)
	mean = float64(m.shares) / 1000 / n
	variance = (float64(m.squares)/1e6 - n*mean*mean) / max(n-1, 1)
	return mean, max(variance, 0)
}

// leastVariance of a difference: documents that all have the very same share are still
// only so many, and shares are counted in thousandths.
const leastVariance = 1e-6

func welch(difference, variance float64) float64 {
	return difference / math.Sqrt(max(variance, leastVariance))
}

// mixChange returns the Jensen-Shannon divergence of two mixes in bits, each with
// weight one half, and the z of the G-test between them.
func mixChange(a, b []ruleCount) (bits, z float64) {
	var sumA, sumB float64
	for _, r := range a {
		sumA += float64(r.documents)
	}
	for _, r := range b {
		sumB += float64(r.documents)
	}
	if sumA == 0 || sumB == 0 {
		return 0, 0
	}
	g, rules := 0.0, 0
	eachRule(a, b, func(_ uint16, inA, inB uint32) {
		p, q := float64(inA)/sumA, float64(inB)/sumB
		bits += (surprise(p, (p+q)/2) + surprise(q, (p+q)/2)) / 2
		both := (float64(inA) + float64(inB)) / (sumA + sumB)
		g += 2 * math.Ln2 * (sumA*surprise(p, both) + sumB*surprise(q, both))
		rules++
	})
	if rules < 2 {
		return max(bits, 0), 0
	}
	free := float64(rules - 1)
	return max(bits, 0), (math.Cbrt(g/free) - (1 - 2/(9*free))) / math.Sqrt(2/(9*free))
}

func surprise(p, expected float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log2(p/expected)
}

// eachRule visits the rules of two lists that are sorted by number.
func eachRule(a, b []ruleCount, visit func(rule uint16, inA, inB uint32)) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].rule < b[0].rule:
			visit(a[0].rule, a[0].documents, 0)
			a = a[1:]
		case len(a) == 0 || b[0].rule < a[0].rule:
			visit(b[0].rule, 0, b[0].documents)
			b = b[1:]
		default:
			visit(a[0].rule, a[0].documents, b[0].documents)
			a, b = a[1:], b[1:]
		}
	}
}

// changes returns the three rules that changed most.
func (t *Tally) changes(a, b *month) []RuleChange {
	var all []RuleChange
	eachRule(a.rules, b.rules, func(rule uint16, inA, inB uint32) {
		all = append(all, RuleChange{t.rules.names[rule], float64(inA) / float64(a.documents), float64(inB) / float64(b.documents)})
	})
	slices.SortFunc(all, func(a, b RuleChange) int {
		return moreFirst(math.Abs(a.Now-a.Before), math.Abs(b.Now-b.Before), a.Rule, b.Rule)
	})
	return all[:min(len(all), 3)]
}
