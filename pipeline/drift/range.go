package drift

import "math"

// usual is what documents of a site are by themselves, in one measure.
type usual struct {
	center, scale float64 // median, and median absolute deviation as a standard deviation
	mean, sd      float64 // of the documents' scores
	level         float64 // the mean
}

// span is the range of a measure: between what the means of a few documents in a row were.
type span struct{ low, high float64 }

// The numbers of a range. RESULTS.md has what they cost.
const (
	windowDocuments = 8 // of a mean: a weekend of a large site, days of a small one
	madScale        = 1.4826
	huberBound      = 3 // of a document's score, by which one document says only so much
)

// spread returns the least standard deviation of a measure that is believed in: some
// documents that are all alike do not make the next one that differs a wonder.
func (m Measure) spread() float64 {
	switch {
	case m == Length:
		return .35 * lengthSteps
	case m.isRate():
		return .15 * whole
	}
	return .04 * whole
}

// least returns how far outside its range a measure must be to be told of.
func (m Measure) least() float64 {
	switch {
	case m == Length:
		return .6 * lengthSteps
	case m.isRate():
		return .3 * whole
	}
	return .06 * whole
}

func (m Measure) isRate() bool { return m == Title || m == Byline || m == Published || m == Article }

// score returns how far a value is from the center, in standard deviations and bounded:
// Huber's psi, by which an odd document can't move what is worked out of many. (Huber,
// Robust Estimation of a Location Parameter, 1964.)
func (r *usual) score(value uint8) float64 {
	return max(-huberBound, min(huberBound, (float64(value)-r.center)/r.scale))
}

// usualOf works out what documents are in a measure.
func usualOf(m Measure, reference []Document) (r usual) {
	var counts [whole + 1]int
	sum := 0
	for i := range reference {
		counts[reference[i].Values[m]]++
		sum += int(reference[i].Values[m])
	}
	n := len(reference)
	r.level = float64(sum) / float64(n)
	r.center = float64(middle(&counts, n))
	var deviations [whole + 1]int
	for value, c := range counts {
		if c > 0 {
			deviations[int(math.Abs(float64(value)-r.center))] += c
		}
	}
	r.scale = max(madScale*float64(middle(&deviations, n)), m.spread())
	var squares float64
	for value, c := range counts {
		if c > 0 {
			score := r.score(uint8(value))
			r.mean += float64(c) * score / float64(n)
			squares += float64(c) * score * score / float64(n)
		}
	}
	r.sd = max(1, math.Sqrt(max(0, squares-r.mean*r.mean)))
	return r
}

// middle returns the median of values that were counted.
func middle(counts *[whole + 1]int, n int) int {
	seen := 0
	for value, c := range counts {
		if seen += c; 2*seen >= n {
			return value
		}
	}
	return whole
}

// spanOf works out the range of a measure.
func spanOf(m Measure, reference []Document) span {
	sum, least, greatest := 0, math.MaxInt, 0
	for i := range reference {
		sum += int(reference[i].Values[m])
		if i >= windowDocuments {
			sum -= int(reference[i-windowDocuments].Values[m])
		}
		if i >= windowDocuments-1 {
			least, greatest = min(least, sum), max(greatest, sum)
		}
	}
	return span{float64(least) / windowDocuments, float64(greatest) / windowDocuments}
}
