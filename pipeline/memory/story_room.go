package memory

import (
	"hash/maphash"
	"math"
	"slices"
)

// slot is the place of an article in a room. Slots of articles that were
// forgotten are used again.
type slot uint32

const (
	noSlot    slot = math.MaxUint32
	mostSlots      = 1 << slotBits // a posting must hold a slot and which gram it is
)

// entry is one article. It has a fixed size, so that a million of them are a
// few hundred allocations and nothing for the garbage collector to walk but
// their ids.
type entry struct {
	id        string
	published int64 // Unix seconds, or undated
	body      uint64
	gram      [mostGrams]uint32
	shingle   [mostShingles]uint32
	words     uint32
	day       int32 // under which it will be forgotten
	head      slot  // its representative, itself when it is one; noSlot: not decided, or forgotten
	prev      slot  // in the list of its representative's members: before it, for the first the representative
	next      slot  // after it; for a representative, its first member
	ngram     uint8
	nshingle  uint8
	dateline  uint8
}

func (e *entry) grams() []uint32    { return e.gram[:e.ngram] }
func (e *entry) shingles() []uint32 { return e.shingle[:e.nshingle] }

// chunkEntries is how many articles are allocated at once: a room grows by less
// than a megabyte.
const chunkEntries = 2048

// room holds the articles, and finds them by id.
type room struct {
	chunks []*[chunkEntries]entry
	used   int    // slots given out, free ones among them
	spare  []slot // free ones
	live   int
	heads  int          // representatives
	seed   maphash.Seed // of ids; what is found does not depend on it
	byID   []slot       // open hash table, linear probing; noSlot is free
}

func newRoom() room { return room{seed: maphash.MakeSeed()} }

func (r *room) at(n slot) *entry { return &r.chunks[n/chunkEntries][n%chunkEntries] }

// add makes an entry that represents nothing yet.
func (r *room) add(id string, published int64, s *Signature) slot {
	n := r.newSlot()
	e := r.at(n)
	*e = entry{
		id: id, published: published, body: s.Body, words: s.Words, dateline: s.Dateline,
		ngram: uint8(len(s.Grams)), nshingle: uint8(len(s.Shingles)), head: noSlot, prev: noSlot, next: noSlot,
	}
	copy(e.gram[:], s.Grams)
	copy(e.shingle[:], s.Shingles)
	r.live++
	if r.live*5 >= len(r.byID)*4 {
		r.grow()
	}
	r.byID[r.place(id)] = n
	return n
}

func (r *room) newSlot() slot {
	if k := len(r.spare); k > 0 {
		n := r.spare[k-1]
		r.spare = r.spare[:k-1]
		return n
	}
	if r.used == len(r.chunks)*chunkEntries {
		r.chunks = append(r.chunks, new([chunkEntries]entry))
	}
	r.used++
	return slot(r.used - 1)
}

// holds reports whether slot n has an article with this signature.
func (r *room) holds(n slot, s *Signature) bool {
	e := r.at(n)
	return e.body == s.Body && e.words == s.Words && e.dateline == s.Dateline &&
		slices.Equal(e.grams(), s.Grams) && slices.Equal(e.shingles(), s.Shingles)
}

// move gives article n, which has no members, another representative, or none
// (noSlot), and puts it into that one's list of members.
func (r *room) move(n, head slot) {
	e := r.at(n)
	if e.head == n {
		r.heads--
	}
	if head == n {
		r.heads++
	}
	if e.head != noSlot && e.head != n {
		r.at(e.prev).next = e.next
		if e.next != noSlot {
			r.at(e.next).prev = e.prev
		}
	}
	e.head, e.prev, e.next = head, noSlot, noSlot
	if head == n || head == noSlot {
		return
	}
	h := r.at(head)
	e.prev, e.next = head, h.next
	if e.next != noSlot {
		r.at(e.next).prev = n
	}
	h.next = n
}

// free gives the slot back.
func (r *room) free(n slot) {
	r.move(n, noSlot)
	r.unlink(n)
	*r.at(n) = entry{head: noSlot}
	r.spare = append(r.spare, n)
	r.live--
}

// find gives the slot of an id.
func (r *room) find(id string) (slot, bool) {
	if len(r.byID) == 0 {
		return noSlot, false
	}
	n := r.byID[r.place(id)]
	return n, n != noSlot
}

func (r *room) home(id string) int {
	return int(scaled(uint32(maphash.String(r.seed, id)>>32), len(r.byID)))
}

// scaled maps a hash to a place among n, evenly and without division (Lemire,
// "Fast Random Integer Generation in an Interval", 2019).
func scaled(h uint32, n int) uint64 { return uint64(h) * uint64(n) >> 32 }

// place gives where an id is in the table, or where it would be.
func (r *room) place(id string) int {
	at := r.home(id)
	for r.byID[at] != noSlot && r.at(r.byID[at]).id != id {
		at = next(at, len(r.byID))
	}
	return at
}

func next(at, n int) int {
	if at+1 == n {
		return 0
	}
	return at + 1
}

// unlink takes an id out of the table, and closes the gap by moving up what
// had to make way (Knuth, TAOCP vol. 3, 6.4, algorithm R).
func (r *room) unlink(n slot) {
	gap := r.place(r.at(n).id)
	for at := next(gap, len(r.byID)); r.byID[at] != noSlot; at = next(at, len(r.byID)) {
		if mayMove(r.home(r.at(r.byID[at]).id), gap, at) {
			r.byID[gap] = r.byID[at]
			gap = at
		}
	}
	r.byID[gap] = noSlot
}

// mayMove reports whether an entry at place at, whose home is home, may stand
// at gap: whether gap lies between the two, around the end of the table.
func mayMove(home, gap, at int) bool {
	if gap <= at {
		return home <= gap || home > at
	}
	return home <= gap && home > at
}

// grow makes the table a quarter larger.
func (r *room) grow() {
	old := r.byID
	r.byID = make([]slot, max(64, len(old)+len(old)/4))
	for i := range r.byID {
		r.byID[i] = noSlot
	}
	for _, n := range old {
		if n != noSlot {
			r.byID[r.place(r.at(n).id)] = n
		}
	}
}
