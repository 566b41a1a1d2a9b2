package memory

import (
	"hash/maphash"
	"math"
	"slices"
)

// slot is the index of an article in an articleTable. Slots of forgotten
// articles are used again.
type slot uint32

const (
	noSlot    slot = math.MaxUint32
	mostSlots      = 1 << slotBits // a posting must hold a slot and which gram it is
)

// entry is one article. It has a fixed size, so that a million of them are a
// few hundred allocations and the garbage collector has nothing to walk but
// their ids.
type entry struct {
	id        string
	published int64 // Unix seconds, or undated
	body      uint64
	gram      [mostGrams]uint32
	shingle   [mostShingles]uint32
	words     uint32
	day       int32 // with which it will be forgotten

	// A representative and its members are a doubly linked list.
	representative slot // itself when it is one; noSlot: not assigned, or forgotten
	prev           slot // the member before it; for the first member the representative
	next           slot // the member after it; for a representative its first member

	ngram    uint8
	nshingle uint8
	dateline uint8
}

func (e *entry) grams() []uint32    { return e.gram[:e.ngram] }
func (e *entry) shingles() []uint32 { return e.shingle[:e.nshingle] }

func (e *entry) signature() Signature {
	return Signature{Words: e.words, Body: e.body, Dateline: e.dateline, Grams: e.grams(), Shingles: e.shingles()}
}

// chunkEntries is how many articles are allocated at once: a table grows by less
// than a megabyte.
const chunkEntries = 2048

// articleTable holds the articles, and finds them by id.
type articleTable struct {
	chunks          []*[chunkEntries]entry
	used            int    // slots handed out, free ones among them
	freeSlots       []slot // to be used again
	live            int    // articles
	representatives int
	seed            maphash.Seed // of ids; what is found does not depend on it
	byID            []slot       // open hash table, linear probing; a cell with noSlot is empty
}

func newArticleTable() articleTable { return articleTable{seed: maphash.MakeSeed()} }

func (t *articleTable) at(n slot) *entry { return &t.chunks[n/chunkEntries][n%chunkEntries] }

// add makes an entry without a representative.
func (t *articleTable) add(id string, published int64, s *Signature) slot {
	n := t.newSlot()
	e := t.at(n)
	*e = entry{
		id: id, published: published, body: s.Body, words: s.Words, dateline: s.Dateline,
		ngram: uint8(len(s.Grams)), nshingle: uint8(len(s.Shingles)), representative: noSlot, prev: noSlot, next: noSlot,
	}
	copy(e.gram[:], s.Grams)
	copy(e.shingle[:], s.Shingles)
	t.live++
	if t.live*5 >= len(t.byID)*4 {
		t.grow()
	}
	t.byID[t.cell(id)] = n
	return n
}

func (t *articleTable) newSlot() slot {
	if k := len(t.freeSlots); k > 0 {
		n := t.freeSlots[k-1]
		t.freeSlots = t.freeSlots[:k-1]
		return n
	}
	if t.used == len(t.chunks)*chunkEntries {
		t.chunks = append(t.chunks, new([chunkEntries]entry))
	}
	t.used++
	return slot(t.used - 1)
}

// has reports whether article n has this signature.
func (t *articleTable) has(n slot, s *Signature) bool {
	e := t.at(n)
	return e.body == s.Body && e.words == s.Words && e.dateline == s.Dateline &&
		slices.Equal(e.grams(), s.Grams) && slices.Equal(e.shingles(), s.Shingles)
}

// setRepresentative moves article n, which has no members, to the members of a
// representative, its own slot or noSlot.
func (t *articleTable) setRepresentative(n, representative slot) {
	e := t.at(n)
	if e.representative == n {
		t.representatives--
	}
	if representative == n {
		t.representatives++
	}
	if e.representative != noSlot && e.representative != n {
		t.at(e.prev).next = e.next
		if e.next != noSlot {
			t.at(e.next).prev = e.prev
		}
	}
	e.representative, e.prev, e.next = representative, noSlot, noSlot
	if representative == n || representative == noSlot {
		return
	}
	r := t.at(representative)
	e.prev, e.next = representative, r.next
	if e.next != noSlot {
		t.at(e.next).prev = n
	}
	r.next = n
}

// remove drops an article, which has no members, and frees its slot.
func (t *articleTable) remove(n slot) {
	t.setRepresentative(n, noSlot)
	t.unlink(n)
	*t.at(n) = entry{representative: noSlot}
	t.freeSlots = append(t.freeSlots, n)
	t.live--
}

// inOrder returns the slots of all articles, sorted.
func (t *articleTable) inOrder(order func(a, b slot) int) []slot {
	all := make([]slot, 0, t.live)
	for _, n := range t.byID {
		if n != noSlot {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, order)
	return all
}

// find returns the slot of an id.
func (t *articleTable) find(id string) (slot, bool) {
	if len(t.byID) == 0 {
		return noSlot, false
	}
	n := t.byID[t.cell(id)]
	return n, n != noSlot
}

// home returns the cell at which the search for an id begins.
func (t *articleTable) home(id string) int {
	return int(scaled(uint32(maphash.String(t.seed, id)>>32), len(t.byID)))
}

// scaled maps a hash to one of n numbers, evenly and without division (Lemire,
// "Fast Random Integer Generation in an Interval", 2019).
func scaled(h uint32, n int) uint64 { return uint64(h) * uint64(n) >> 32 }

// cell returns where an id is in the hash table, or the empty cell for it.
func (t *articleTable) cell(id string) int {
	at := t.home(id)
	for t.byID[at] != noSlot && t.at(t.byID[at]).id != id {
		at = nextCell(at, len(t.byID))
	}
	return at
}

// nextCell returns the cell after one of n, around the end of the table.
func nextCell(at, n int) int {
	if at+1 == n {
		return 0
	}
	return at + 1
}

// unlink takes an id out of the hash table, and closes the gap by moving up what
// was displaced (Knuth, TAOCP vol. 3, 6.4, algorithm R).
func (t *articleTable) unlink(n slot) {
	gap := t.cell(t.at(n).id)
	for at := nextCell(gap, len(t.byID)); t.byID[at] != noSlot; at = nextCell(at, len(t.byID)) {
		if mayMove(t.home(t.at(t.byID[at]).id), gap, at) {
			t.byID[gap] = t.byID[at]
			gap = at
		}
	}
	t.byID[gap] = noSlot
}

// mayMove reports whether what is in cell at may move to cell gap: whether gap
// is between its home and at, around the end of the table.
func mayMove(home, gap, at int) bool {
	if gap <= at {
		return home <= gap || home > at
	}
	return home <= gap && home > at
}

// grow makes the hash table a quarter larger.
func (t *articleTable) grow() {
	old := t.byID
	t.byID = make([]slot, max(64, len(old)+len(old)/4))
	for i := range t.byID {
		t.byID[i] = noSlot
	}
	for _, n := range old {
		if n != noSlot {
			t.byID[t.cell(t.at(n).id)] = n
		}
	}
}
