package memory

// gramIndex leads from a fingerprint to the articles that have it. A posting is
// four bytes: the article's slot, and which of its grams it is, so that the
// fingerprint itself is looked up in the article. Tables are open, with linear
// probing; there are many of them, so that one can grow without the others.
type gramIndex struct {
	shards [gramShards]gramShard
}

const (
	gramShards = 64
	slotBits   = 28 // of a posting; the others say which gram
	slotMask   = 1<<slotBits - 1
)

type gramShard struct {
	table []uint32 // slot and gram; noPosting is free
	used  int
}

const noPosting = uint32(1<<32 - 1) // mostGrams-1 of slot mostSlots-1, which is never given out

func posting(n slot, gram int) uint32 { return uint32(gram)<<slotBits | uint32(n) }

func gramOf(r *room, p uint32) uint32 { return r.at(slot(p & slotMask)).gram[p>>slotBits] }

func (x *gramIndex) shard(gram uint32) *gramShard { return &x.shards[gram%gramShards] }

// home mixes the gram again: what is kept of grams are the smallest, which are
// not even.
func (t *gramShard) home(gram uint32) int {
	return int(scaled(gram*0x9e3779b1, len(t.table)))
}

// add posts gram k of article n.
func (x *gramIndex) add(r *room, n slot, k int) {
	t := x.shard(r.at(n).gram[k])
	if t.used++; t.used*5 >= len(t.table)*4 {
		t.grow(r)
	}
	t.insert(r, posting(n, k))
}

func (t *gramShard) insert(r *room, p uint32) {
	at := t.home(gramOf(r, p))
	for t.table[at] != noPosting {
		at = next(at, len(t.table))
	}
	t.table[at] = p
}

// grow makes the table a quarter larger.
func (t *gramShard) grow(r *room) {
	old := t.table
	t.table = make([]uint32, max(16, len(old)+len(old)/4))
	for i := range t.table {
		t.table[i] = noPosting
	}
	for _, p := range old {
		if p != noPosting {
			t.insert(r, p)
		}
	}
}

// postings counts what is posted.
func (x *gramIndex) postings() (n int) {
	for i := range x.shards {
		n += x.shards[i].used
	}
	return n
}

// find adds the articles that a gram leads to.
func (x *gramIndex) find(r *room, gram uint32, found []slot) []slot {
	t := x.shard(gram)
	if len(t.table) == 0 {
		return found
	}
	for at := t.home(gram); t.table[at] != noPosting; at = next(at, len(t.table)) {
		if p := t.table[at]; gramOf(r, p) == gram {
			found = append(found, slot(p&slotMask))
		}
	}
	return found
}

// remove takes out the posting of gram k of article n, if it is there, and
// closes the gap.
func (x *gramIndex) remove(r *room, n slot, k int) {
	gram, p := r.at(n).gram[k], posting(n, k)
	t := x.shard(gram)
	if len(t.table) == 0 {
		return
	}
	gap := t.home(gram)
	for t.table[gap] != p {
		if t.table[gap] == noPosting {
			return
		}
		gap = next(gap, len(t.table))
	}
	for at := next(gap, len(t.table)); t.table[at] != noPosting; at = next(at, len(t.table)) {
		if mayMove(t.home(gramOf(r, t.table[at])), gap, at) {
			t.table[gap] = t.table[at]
			gap = at
		}
	}
	t.table[gap] = noPosting
	t.used--
}
