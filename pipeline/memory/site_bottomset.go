package memory

import (
	"cmp"
	"slices"
)

// docRef refers to a document that has some paragraph: its NameHash in the
// upper half, and in the lower one the paragraph's LeadOverlap there and the day
// on which it was fetched. 32 bits tell apart the few documents of one set.
type docRef uint64

// Where a docRef has the day: one more than its number in the month of
// generationDays, 0 when it is not known. References of one paragraph are seldom
// of two months, and then of pages that are known by more than one day.
const (
	refDayShift = 8
	refDayMask  = 0x1f << refDayShift
)

// newDocRef refers to a document that was fetched on a day, 0 for unknown.
func newDocRef(document uint32, fetched int32, overlap LeadOverlap) docRef {
	return docRef(document)<<32 | refDay(fetched) | docRef(overlap)
}

func refDay(fetched int32) docRef {
	if fetched <= 0 {
		return 0
	}
	return docRef(fetched%generationDays+1) << refDayShift
}

func (d docRef) document() uint32 { return uint32(d >> 32) }

// fetchedOn reports whether the document was fetched on a day.
func (d docRef) fetchedOn(day int32) bool { return day > 0 && d&refDayMask == refDay(day) }

// unite returns what is known of one document from two references to it.
func (d docRef) unite(other docRef) docRef {
	day := max(d&refDayMask, other&refDayMask)
	return (d|other)&^refDayMask | day
}

// A bottom set is the few smallest distinct hashes of all that were added,
// ascending. Adding is commutative and idempotent, so it does not matter who
// adds a document, in which order, or how often; and how far the hashes are
// apart tells how many there were (Bar-Yossef et al., "Counting distinct
// elements in a data stream", 2002).

// addRef returns the bottom set with d in it, of at most so many. It changes
// set. Of a document that is in it already, the overlaps are united, and
// the later day counts.
func addRef(set []docRef, d docRef, most int) []docRef {
	at, found := slices.BinarySearchFunc(set, d, func(a, b docRef) int { return cmp.Compare(a.document(), b.document()) })
	if found {
		set[at] = set[at].unite(d)
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

// unite returns the bottom set of two, of at most so many. It changes neither.
func unite(a, b []docRef, most int) []docRef {
	all := make([]docRef, 0, min(most, len(a)+len(b)))
	for len(all) < most && len(a)+len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].document() < b[0].document():
			all, a = append(all, a[0]), a[1:]
		case len(a) == 0 || b[0].document() < a[0].document():
			all, b = append(all, b[0]), b[1:]
		default:
			all, a, b = append(all, a[0].unite(b[0])), a[1:], b[1:]
		}
	}
	return all
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
