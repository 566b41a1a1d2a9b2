package document

import (
	"encoding/json"
	"slices"
)

// A text of two hundred lines has four hundred entries in its ledger and three hundred
// verdicts, which differ in where and how sure and say one of twenty things. Lists keep
// each of the things once. So an item has 24 bytes in place of 80 or 88, and none that
// the collector of garbage must follow.

// item is an entry of a ledger or a verdict: where, how sure, and the number of what it
// says among the list's reasons.
type item struct {
	score      float64
	block      int32
	start, end int32 // both zero in a verdict: the whole block
	reason     int32
}

func (i *item) span() Span { return Span{int(i.start), int(i.end)} }

// reason is what items say.
type reason struct {
	fate  Fate // of an entry
	kind  Kind
	rule  string
	note  string // of an entry; of a verdict the value
	where string // of a verdict
}

// items is a list, with what its items say.
type items struct {
	all     []item
	reasons []reason
}

func (l *items) reasonOf(i int) *reason { return &l.reasons[l.all[i].reason] }

// same reports whether two lists say the same.
func (l *items) same(other *items) bool {
	return slices.EqualFunc(l.all, other.all, func(a, b item) bool {
		saysSame := l.reasons[a.reason] == other.reasons[b.reason]
		a.reason = b.reason
		return saysSame && a == b
	})
}

// marshal returns a list as a JSON array of what at returns of each item, null for a list
// that was never made.
func marshal[T any](l *items, at func(int) T) ([]byte, error) {
	if l.all == nil {
		return []byte("null"), nil
	}
	all := make([]T, len(l.all))
	for i := range all {
		all[i] = at(i)
	}
	return json.Marshal(all)
}

// builder builds a list in memory that it uses again.
type builder struct {
	items
	lately [latelyCount]int32 // by hash, the number of a reason that was added lately, plus 1
	last   int32              // the number of the reason of the last item
}

// latelyCount is for how many reasons one is looked up. A reason that is not found is
// added once more, which costs memory and nothing else: to look for it among all would
// take the square of the time where each has a value of its own.
const latelyCount = 256

func (b *builder) reset() {
	clear(b.reasons) // values, which are parts of a text
	b.all, b.reasons, b.lately, b.last = b.all[:0], b.reasons[:0], [latelyCount]int32{}, 0
}

func (b *builder) add(score float64, block int, span Span, r *reason) {
	if n := int(b.last); n >= len(b.reasons) || !b.reasons[n].is(r) { // most say what the one before says
		b.last = b.number(r)
	}
	b.all = append(b.all, item{score: score, block: int32(block), start: int32(span.Start), end: int32(span.End), reason: b.last})
}

// number returns the number of a reason, which it adds where it is new.
func (b *builder) number(r *reason) int32 {
	lately := &b.lately[r.hash()]
	if n := *lately - 1; n >= 0 && b.reasons[n].is(r) {
		return n
	}
	b.reasons = append(b.reasons, *r)
	*lately = int32(len(b.reasons))
	return *lately - 1
}

// hash returns a number below latelyCount. The length of a rule's name, its last letter
// and the one in the middle tell nearly all rules apart.
func (r *reason) hash() uint32 {
	h := uint32(r.kind)<<2 | uint32(r.fate)
	if n := len(r.rule); n > 0 {
		h = 31*(31*(31*h+uint32(n))+uint32(r.rule[n-1])) + uint32(r.rule[n/2])
	}
	return h % latelyCount
}

// is reports whether two reasons are the same. Lengths come first: nearly all have neither
// note nor place.
func (r *reason) is(s *reason) bool {
	return r.fate == s.fate && r.kind == s.kind && len(r.note) == len(s.note) && len(r.where) == len(s.where) &&
		r.rule == s.rule && (r.note == "" || r.note == s.note) && (r.where == "" || r.where == s.where)
}
