package segment

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// FNV-1a's constants (Fowler, Noll, Vo), 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// pathHash extends the hash of the path above n by n's tag and first class
// word: enough to be alike for like blocks, and stable across pages that number
// their other classes.
func pathHash(h uint64, n *html.Node) uint64 {
	h = hashString(h, n.Data)
	for word := range strings.FieldsSeq(dom.Attr(n, "class")) {
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
