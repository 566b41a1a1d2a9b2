package memory

import "math"

// Containment is how much of one text is in another, 0..1, estimated from the
// shingles of both.
type Containment struct {
	Here  float64 // the share of the first text's shingles that the second has too
	There float64 // the share of the second's that the first has too
}

// most is the larger of the two shares.
func (c Containment) most() float64 { return max(c.Here, c.There) }

// comparison counts the shingles of two texts, and those in common, up to the
// hash below which both signatures have all shingles of their texts.
type comparison struct{ shared, a, b int }

func compare(a, b []uint32) (c comparison) {
	bound := min(completeTo(a), completeTo(b))
	i, j := 0, 0
	for i < len(a) && a[i] <= bound || j < len(b) && b[j] <= bound {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			i++
			c.a++
		case i == len(a) || b[j] < a[i]:
			j++
			c.b++
		default:
			i, j = i+1, j+1
			c.a, c.b, c.shared = c.a+1, c.b+1, c.shared+1
		}
	}
	return c
}

// completeTo returns the largest hash up to which a signature has all shingles
// of its text: its own largest if it has mostShingles, else any.
func completeTo(shingles []uint32) uint32 {
	if len(shingles) < mostShingles {
		return math.MaxUint32
	}
	return shingles[len(shingles)-1]
}

func (c comparison) containment() Containment {
	return Containment{Here: share(c.shared, c.a), There: share(c.shared, c.b)}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// What makes one text a copy of the other, cut or edited. How many copies that
// finds, and how many other texts it takes for copies, is in RESULTS.md.
const (
	// copiedShare is how much of the one text must be in the other, beyond a
	// standard error of the estimate: less than what is left when a fifth of the
	// words was edited, and more than the quote or the paragraph of background
	// that two reports on one event share.
	copiedShare = 0.35

	// copiedError times 1/√n is at least the standard error of a share of n
	// shingles.
	copiedError = 0.5

	// shortestShare is how many times as many words the longer may have. Beyond
	// that it holds the shorter as a page of news in brief holds many, and too
	// few shingles would say so.
	shortestShare = 8

	// leastShared is how many shingles must be in common, so that the shares are
	// not chance.
	leastShared = 3
)

// copies reports whether one of two texts is a copy of the other, by their
// numbers of words and their shingles, and how much of each is in the other. It
// is symmetric.
func copies(wordsA, wordsB uint32, a, b []uint32) (Containment, bool) {
	if min(wordsA, wordsB)*shortestShare < max(wordsA, wordsB) {
		return Containment{}, false
	}
	c := compare(a, b)
	if c.shared < leastShared {
		return Containment{}, false
	}
	return c.containment(), isCopied(c.shared, c.a) || isCopied(c.shared, c.b)
}

// isCopied reports whether a share is beyond copiedShare by a standard error.
func isCopied(part, whole int) bool {
	return share(part, whole) >= copiedShare+copiedError/math.Sqrt(float64(whole))
}
