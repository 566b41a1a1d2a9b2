package memory

import (
	"cmp"
	"slices"
)

// docRef refers to a document that has some paragraph: its NameHash in the
// upper half, and in the lower one the paragraph's LeadOverlap there. 32 bits
// tell apart the few documents of one set.
type docRef uint64

func newDocRef(document uint32, overlap LeadOverlap) docRef {
	return docRef(document)<<32 | docRef(overlap)
}

func (d docRef) document() uint32 { return uint32(d >> 32) }

// A bottom set is the few smallest distinct hashes of all that were added,
// ascending. Adding is commutative and idempotent, so it does not matter who
// adds a document, in which order, or how often; and how far the hashes are
// apart tells how many there were (Bar-Yossef et al., "Counting distinct
// elements in a data stream", 2002).

// addRef returns the bottom set with d in it, of at most so many. It changes
// set. Of a document that is in it already, the overlaps are united.
func addRef(set []docRef, d docRef, most int) []docRef {
	at, found := slices.BinarySearchFunc(set, d, func(a, b docRef) int { return cmp.Compare(a.document(), b.document()) })
	if found {
		set[at] |= d
		return set
	}
	if at == most {
		return set
	}
	if len(set) == most {
		set = set[:most-1]
	}
	return slices.Insert(set, at, d)
}

// countDocuments returns how many distinct documents were added to a bottom set
// of at most so many: exact below that, else an estimate with a standard error
// of about 1/sqrt(most-2).
func countDocuments(set []docRef, most int) int {
	if len(set) < most {
		return len(set)
	}
	const hashes = 1 << 32
	return max(most, int(float64(most-1)*hashes/float64(set[most-1].document())))
}

// hasDocument reports whether the document is one of those in the set.
func hasDocument(set []docRef, document uint32) bool {
	return slices.ContainsFunc(set, func(d docRef) bool { return d.document() == document })
}
