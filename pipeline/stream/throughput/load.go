package main

import (
	"math"
	"math/rand/v2"
	"slices"
)

// load is what comes in: a mean with bursts, spread over partitions by the sizes
// of their sites.
type load struct {
	mean    float64   // documents a second, bursts included
	burst   float64   // a burst's rate, in means
	bursts  [][2]int  // when they begin and end, in seconds
	shares  []float64 // of each partition
	seconds int
	noisy   bool // numbers of arrivals scatter as Poisson's do
	random  *rand.Rand
	between float64 // documents a second outside of bursts
}

// newLoad draws when the bursts are and which partition each site is in. Sites
// have sizes by Zipf's law: the n-th has 1/n^exponent of the first.
func newLoad(s scenario) *load {
	l := &load{
		mean: s.perDay / secondsOfDay, burst: s.burst, shares: make([]float64, s.partitions), seconds: s.seconds, noisy: s.noisy,
		random: rand.New(rand.NewPCG(s.seed, 0)),
	}
	total := 0.0
	for n := 1; n <= s.sites; n++ {
		size := math.Pow(float64(n), -s.zipf)
		l.shares[l.random.IntN(s.partitions)] += size
		total += size
	}
	for p := range l.shares {
		l.shares[p] /= total
	}
	in := 0
	for i := range s.bursts { // one in each part of the time, so that they are apart
		part := s.seconds / s.bursts
		begin := i*part + l.random.IntN(max(1, part-s.burstSeconds))
		l.bursts = append(l.bursts, [2]int{begin, begin + s.burstSeconds})
		in += s.burstSeconds
	}
	l.between = l.mean
	if share := float64(in) / float64(s.seconds); share > 0 {
		l.between = max(0, l.mean*(1-share*l.burst)/(1-share))
	}
	return l
}

// rate returns the documents a second that come in at a time.
func (l *load) rate(second int) float64 {
	if slices.ContainsFunc(l.bursts, func(b [2]int) bool { return b[0] <= second && second < b[1] }) {
		return l.mean * l.burst
	}
	return l.between
}

// arrivals sets how many documents come into each partition in one second.
func (l *load) arrivals(second int, into []float64) {
	rate := l.rate(second)
	for p, share := range l.shares {
		if into[p] = rate * share; l.noisy {
			into[p] = l.poisson(into[p])
		}
	}
}

// largeMean is from where a normal distribution stands for Poisson's.
const largeMean = 30

func (l *load) poisson(mean float64) float64 {
	if mean >= largeMean {
		return max(0, math.Round(mean+math.Sqrt(mean)*l.random.NormFloat64()))
	}
	n, product, limit := 0, l.random.Float64(), math.Exp(-mean) // Knuth, TAOCP 3.4.1
	for product > limit {
		product *= l.random.Float64()
		n++
	}
	return float64(n)
}
