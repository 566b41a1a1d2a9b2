package memory

// gramIndex leads from a fingerprint to the articles that have it. A posting is
// four bytes: the article's slot, and which of its grams it is, so that the
// fingerprint itself is looked up in the article. The shards are open hash
// tables with linear probing; there are many, so that one can grow without the
// others.
type gramIndex struct {
	shards [gramShards]gramShard
}

const (
	gramShards = 64
	slotBits   = 28 // of a posting; the others say which gram
	slotMask   = 1<<slotBits - 1
)

type gramShard struct {
	table []uint32 // postings; a cell with noPosting is empty
	used  int
}

const noPosting = uint32(1<<32 - 1) // mostGrams-1 of slot mostSlots-1, which is never used

func posting(n slot, gram int) uint32 { return uint32(gram)<<slotBits | uint32(n) }

func gramOf(t *articleTable, p uint32) uint32 { return t.at(slot(p & slotMask)).gram[p>>slotBits] }

func (x *gramIndex) shard(gram uint32) *gramShard { return &x.shards[gram%gramShards] }

// home returns the cell at which the search for a gram begins. It hashes the
// gram again: those that are kept are the smallest, and so not even.
func (s *gramShard) home(gram uint32) int {
	return int(scaled(gram*0x9e3779b1, len(s.table)))
}

// add posts gram k of article n.
func (x *gramIndex) add(t *articleTable, n slot, k int) {
	s := x.shard(t.at(n).gram[k])
	if s.used++; s.used*5 >= len(s.table)*4 {
		s.grow(t)
	}
	s.insert(t, posting(n, k))
}

func (s *gramShard) insert(t *articleTable, p uint32) {
	at := s.home(gramOf(t, p))
	for s.table[at] != noPosting {
		at = nextCell(at, len(s.table))
	}
	s.table[at] = p
}

// grow makes the table a quarter larger.
func (s *gramShard) grow(t *articleTable) {
	old := s.table
	s.table = make([]uint32, max(16, len(old)+len(old)/4))
	for i := range s.table {
		s.table[i] = noPosting
	}
	for _, p := range old {
		if p != noPosting {
			s.insert(t, p)
		}
	}
}

// postings counts them.
func (x *gramIndex) postings() (n int) {
	for i := range x.shards {
		n += x.shards[i].used
	}
	return n
}

// posted returns, for each slot, a bit for each gram that leads to it.
func (x *gramIndex) posted(slots int) []uint16 {
	masks := make([]uint16, slots)
	for i := range x.shards {
		for _, p := range x.shards[i].table {
			if p != noPosting {
				masks[p&slotMask] |= 1 << (p >> slotBits)
			}
		}
	}
	return masks
}

// find appends the articles that a gram leads to.
func (x *gramIndex) find(t *articleTable, gram uint32, found []slot) []slot {
	s := x.shard(gram)
	if len(s.table) == 0 {
		return found
	}
	for at := s.home(gram); s.table[at] != noPosting; at = nextCell(at, len(s.table)) {
		if p := s.table[at]; gramOf(t, p) == gram {
			found = append(found, slot(p&slotMask))
		}
	}
	return found
}

// remove takes out the posting of gram k of article n, if it is there, and
// closes the gap as articleTable.unlink does.
func (x *gramIndex) remove(t *articleTable, n slot, k int) {
	gram, p := t.at(n).gram[k], posting(n, k)
	s := x.shard(gram)
	if len(s.table) == 0 {
		return
	}
	gap := s.home(gram)
	for s.table[gap] != p {
		if s.table[gap] == noPosting {
			return
		}
		gap = nextCell(gap, len(s.table))
	}
	for at := nextCell(gap, len(s.table)); s.table[at] != noPosting; at = nextCell(at, len(s.table)) {
		if mayMove(s.home(gramOf(t, s.table[at])), gap, at) {
			s.table[gap] = s.table[at]
			gap = at
		}
	}
	s.table[gap] = noPosting
	s.used--
}
