package memory

import (
	"cmp"
	"slices"
)

// A witness is a document that has a paragraph: the hash of its name in the
// upper half, and in the lower the paragraph's Kin to it. 32 bits tell the few
// documents apart that stand beside each other in one set.
type witness uint64

func witnessOf(document uint32, kin Kin) witness { return witness(document)<<32 | witness(kin) }

func (w witness) document() uint32 { return uint32(w >> 32) }

// A bottom set is the few smallest distinct hashes of all that were added, in
// order. Adding is commutative and idempotent, so it does not matter who counts
// a document, in which order, or how often; and how far the hashes lie apart
// tells how many there were (Bar-Yossef et al., "Counting distinct elements in
// a data stream", 2002).

// addWitness gives the set with w in it, of at most so many. It changes set.
func addWitness(set []witness, w witness, most int) []witness {
	at, found := slices.BinarySearchFunc(set, w, func(a, b witness) int { return cmp.Compare(a.document(), b.document()) })
	if found {
		set[at] |= w
		return set
	}
	if at == most {
		return set
	}
	if len(set) == most {
		set = set[:most-1]
	}
	return slices.Insert(set, at, w)
}

// countWitnesses gives how many distinct documents were added to a set of at
// most so many: exact up to there, an estimate with a standard error of about
// 1/sqrt(most-2) beyond.
func countWitnesses(set []witness, most int) int {
	if len(set) < most {
		return len(set)
	}
	const hashes = 1 << 32
	return max(most, int(float64(most-1)*hashes/float64(set[most-1].document())))
}

// hasWitness reports whether the document is one of those that the set holds.
func hasWitness(set []witness, document uint32) bool {
	return slices.ContainsFunc(set, func(w witness) bool { return w.document() == document })
}
