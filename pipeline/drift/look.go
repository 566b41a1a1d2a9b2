package drift

import (
	"cmp"
	"math"
	"slices"
)

// The newest documents of a site are compared with those before by a cumulative sum on
// both sides (Page, Continuous Inspection Schemes, 1954) of the documents' scores: it
// grows with each that is more than slack standard deviations off, falls with each that
// is not, and says since when. A site is told of when the sum comes to threshold, and the
// mean since then is outside of the range.
const (
	leastReference = 24 // documents; below them nothing is known
	leastSpan      = LeastDays * daySeconds
	mostRecent     = 30
	leastChanged   = 8 // documents since the change
	leastRest      = 4 // of them when any two days are left out: a day has its subject, and a weekend its agency copy
	slack          = .75
	threshold      = 10
	scoreBound     = 2.5 // so that threshold takes six documents at least
)

// What a range takes: so many documents in all, of which those that it is made of are of
// so many days.
const (
	LeastDocuments = leastReference + leastChanged
	LeastDays      = 10
)

// change is a measure that has left its range.
type change struct {
	measure Measure
	since   int // the first document of the site from which on it holds
	was, is float64
	span    span
	sum     float64
}

// look returns the measures that have left their ranges, the most certain first.
func (s *site) look() (all []change) {
	reference, recent := s.split()
	if recent == nil {
		return nil
	}
	for m := range Measure(MeasureCount) {
		if c, found := lookAt(m, reference, recent); found {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b change) int { return cmp.Compare(b.sum, a.sum) })
	return all
}

// split returns the documents that say what the site was, and those that are compared
// with them; nil when there are not enough.
func (s *site) split() (reference, recent []Document) {
	all := s.documents
	at := leastReference
	for at < len(all) && all[at-1].At-all[0].At < leastSpan {
		at++
	}
	at = max(at, len(all)-mostRecent)
	if len(all)-at < leastChanged {
		return nil, nil
	}
	return all[:at], all[at:]
}

func lookAt(m Measure, reference, recent []Document) (change, bool) {
	within := spanOf(m, reference)
	if !within.left(m, recent) {
		return change{}, false
	}
	r := usualOf(m, reference)
	for _, sign := range [2]float64{1, -1} {
		sum, since := 0., 0
		for i := range recent {
			score := (r.score(recent[i].Values[m]) - r.mean) / r.sd
			sum += max(-scoreBound, min(scoreBound, sign*score)) - slack
			if sum <= 0 {
				sum, since = 0, i+1
			}
		}
		if sum < threshold {
			continue
		}
		c := change{measure: m, since: len(reference) + since, was: r.level, is: level(m, recent[since:]), span: within, sum: sum}
		if c.holds(recent[since:]) {
			return c, true
		}
	}
	return change{}, false
}

// holds reports whether a change is long and large enough to be told of. It must be so
// without any two of its days, too.
func (c *change) holds(since []Document) bool {
	if len(since) < leastChanged || !c.outside(c.is) {
		return false
	}
	type part struct{ documents, sum int }
	var all part
	var days []part
	for i := range since {
		if i == 0 || since[i].day() != since[i-1].day() {
			days = append(days, part{})
		}
		value, day := int(since[i].Values[c.measure]), &days[len(days)-1]
		day.documents, day.sum = day.documents+1, day.sum+value
		all.documents, all.sum = all.documents+1, all.sum+value
	}
	for i, one := range days {
		for _, other := range days[i+1:] {
			rest := all.documents - one.documents - other.documents
			if rest < leastRest || !c.outside(float64(all.sum-one.sum-other.sum)/float64(rest)) {
				return false
			}
		}
	}
	return len(days) > 1
}

// outside reports whether a mean is outside of the range on the side of the change.
func (c *change) outside(mean float64) bool {
	if c.is > c.was {
		return c.span.above(c.measure, mean)
	}
	return c.span.below(c.measure, mean)
}

func (r span) above(m Measure, mean float64) bool { return mean > r.high+m.least() }
func (r span) below(m Measure, mean float64) bool { return mean < r.low-m.least() }

// left reports whether the mean of any of the last documents is outside of the range. It
// is what is asked first, since of nearly all sites it is not.
func (r span) left(m Measure, recent []Document) bool {
	sum := 0
	for n := 1; n <= len(recent); n++ {
		sum += int(recent[len(recent)-n].Values[m])
		if mean := float64(sum) / float64(n); n >= leastChanged && (r.above(m, mean) || r.below(m, mean)) {
			return true
		}
	}
	return false
}

func level(m Measure, documents []Document) float64 {
	sum := 0
	for i := range documents {
		sum += int(documents[i].Values[m])
	}
	return float64(sum) / math.Max(1, float64(len(documents)))
}
