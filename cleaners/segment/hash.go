package segment

import (
	"strings"
	"unicode/utf8"
)

// FNV-1a's constants (Fowler, Noll, Vo), 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// pathHash extends the hash of the path above an element by its tag and first class
// word: enough to be alike for like blocks, and stable across pages that number
// their other classes.
func pathHash(h uint64, tag, class string) uint64 {
	h = hashString(h, tag)
	return (hashString(h, firstClass(class)) ^ '>') * fnvPrime
}

// firstClass returns the first of the classes in s, which strings.Fields would part.
func firstClass(s string) string {
	start := 0
	for start < len(s) && isSpaceByte[s[start]] {
		start++
	}
	end := start
	for end < len(s) && !isSpaceByte[s[end]] {
		if s[end] >= utf8.RuneSelf {
			for word := range strings.FieldsSeq(s) {
				return word
			}
		}
		end++
	}
	return s[start:end]
}

var isSpaceByte = [256]bool{'\t': true, '\n': true, '\v': true, '\f': true, '\r': true, ' ': true}

func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}
