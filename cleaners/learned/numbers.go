package learned

// This file has the small arithmetic of features.

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
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

// distance is a signed count of blocks, capped.
func distance(d int) float32 { return float32(max(-farAway, min(farAway, d))) }

func ratio(a, b int32) float32 {
	if b == 0 {
		return -1
	}
	return float32(a) / float32(b)
}

func share(a, b float32) float32 {
	if b <= 0 {
		return 0
	}
	return a / b
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// log is log2(1+v): features that count grow by ratio. Small counts, nearly
// all, come from a table.
func log(v float32) float32 {
	if v >= 0 && v < float32(len(logs)) && v == float32(int(v)) {
		return logs[int(v)]
	}
	return float32(math.Log2(1 + float64(max(v, 0))))
}

var logs = func() (t [256]float32) {
	for i := range t {
		t[i] = float32(math.Log2(1 + float64(i)))
	}
	return t
}()

// bucket is the bit length of n: lengths alike by ratio share one.
func bucket(n int32) int32 {
	b := int32(0)
	for n > 0 {
		n >>= 1
		b++
	}
	return b
}

// firstClass sorts the character that a block begins with.
func firstClass(r rune) uint8 {
	switch {
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

// hashWords hashes a block's letters and digits (FNV-1a over bytes, ASCII
// folded), so that repeats are found whatever their marks.
func hashWords(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= utf8.RuneSelf:
		default:
			continue
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
