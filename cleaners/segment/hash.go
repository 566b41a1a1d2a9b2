package segment

import "strings"

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
	for word := range strings.FieldsSeq(class) {
		h = hashString(h, word)
		break
	}
	return (h ^ '>') * fnvPrime
}

func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}
