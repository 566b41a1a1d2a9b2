package learned

// This file has the small arithmetic of features.

import (
	"math"
	"math/bits"
	"strings"
	"unicode"
)

// core is the stretch of blocks [start, end) with the greatest sum of weights:
// Kadane's maximum subarray (Bentley, "Programming Pearls", CACM 27(9), 1984).
type core struct {
	start, end int
	weight     float32
}

func findCore(n int, weight func(int) float32) core {
	var best core
	sum, start := float32(0), 0
	for i := range n {
		if sum <= 0 {
			sum, start = 0, i
		}
		sum += weight(i)
		if sum > best.weight {
			best = core{start, i + 1, sum}
		}
	}
	return best
}

// Features are bytes: a count by its logarithm, a share in steps of 1/250, a
// distance in blocks. Finer steps tell the trees nothing.

// absent is the value of a feature that a document can't have.
const absent = 0

// wholeShare is what a share of one comes to.
const wholeShare = 250

// logOf is log2(1+v) in steps of a sixteenth: the exponent and the first bits of
// the mantissa, which lie on the logarithm's chords. Below 0 it is 0.
func logOf(v float32) uint8 { return uint8(max(0, min(chordLog(v), 255))) }

// logKnown is the same where the feature can be absent.
func logKnown(v float32) uint8 { return uint8(1 + max(0, min(chordLog(v), 254))) }

// chordLog is logOf before it is cut to a byte.
func chordLog(v float32) int32 {
	const bias = 127 << 4
	return int32(math.Float32bits(1+v))>>19 - bias
}

func logCount(n int32) uint8 { return logOf(float32(n)) }

// scaled is v in steps of 1/scale, capped to a byte. (Of whole numbers least and
// greatest cost nothing; of floats they cost a third of a row, for the sake of NaN,
// which no feature is.)
func scaled(v, scale float32) uint8 { return uint8(max(0, min(int64(v*scale), 255))) }

// signed is a number from -1 to 1.
func signed(v float32) uint8 { return scaled(v+1, 125) }

// portion is a share of n, absent where there is nothing to share.
func portion(part, n int) uint8 {
	if n == 0 {
		return absent
	}
	return grade(float32(part) / float32(n))
}

func portion32(part, n int32) uint8 { return portion(int(part), int(n)) }

// fine is a share that is seldom above a half.
func fine(part, n int32) uint8 { return portion(2*int(part), int(n)) }

// small is a count as it is, up to 255.
func small(n int32) uint8 { return uint8(max(0, min(n, 255))) }

// distance is a signed count of blocks, capped.
func distance(d int) uint8 { return uint8(farAway + 1 + max(-farAway, min(farAway, d))) }

func share(a, b float32) float32 {
	if b <= 0 {
		return 0
	}
	return a / b
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// known is a flag where the feature can be absent: nobody looked.
func known(b bool) uint8 { return 1 + flag(b) }

// bucket is the bit length of n: lengths alike by ratio share one.
func bucket(n int32) int32 { return int32(bits.Len32(uint32(max(n, 0)))) }

// firstClass sorts the character that a block begins with.
func firstClass(r rune) uint8 {
	switch {
	case 'A' <= r && r <= 'Z':
		return 1
	case 'a' <= r && r <= 'z':
		return 2
	case '0' <= r && r <= '9':
		return 4
	case unicode.IsUpper(r):
		return 1
	case unicode.IsLower(r):
		return 2
	case unicode.IsLetter(r):
		return 3
	case unicode.IsDigit(r):
		return 4
	case strings.ContainsRune("\"“‘«„'", r):
		return 5
	case strings.ContainsRune("-*•◦▪+", r):
		return 6
	}
	return 0
}
