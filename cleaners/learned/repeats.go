package learned

import (
	"math/bits"
	"math/rand/v2"
)

// FNV-1a (Fowler, Noll, Vo), 64 bits, for hashing numbers into one.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hashCounts counts equal blocks, by a hash of what makes them equal.
type hashCounts struct {
	hashes []uint64 // an open hash table
	counts []int32  // of each; 0 where the slot is free
	shift  int      // leaves of a hash as many bits as the table has slots
	seed   uint64   // drawn at random, so that nobody can write lines that fall together
}

// begin empties c and makes it large enough for n blocks.
func (c *hashCounts) begin(n int) {
	if c.seed == 0 {
		c.seed = rand.Uint64() | 1
	}
	size := 1 << bits.Len(uint(2*n))
	c.shift = 64 - bits.Len(uint(2*n))
	c.hashes, c.counts = resize(c.hashes, size), resize(c.counts, size)
}

// add counts a block and returns its slot.
func (c *hashCounts) add(hash uint64) int32 {
	mask := uint64(len(c.counts) - 1)
	at := hash * c.seed >> c.shift
	for c.counts[at] > 0 && c.hashes[at] != hash {
		at = (at + 1) & mask
	}
	c.hashes[at] = hash
	c.counts[at]++
	return int32(at)
}

// count returns how many blocks have that slot.
func (c *hashCounts) count(at int32) int32 { return c.counts[at] }
