package learned

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// treeDepth is the depth to which every tree is filled up: a tree of depth d is
// 2^d-1 tests in heap order and 2^d leaves, so that walking it is d steps
// without a branch to guess.
const treeDepth = 5

const (
	treeTests  = 1<<treeDepth - 1
	treeLeaves = 1 << treeDepth
)

// key is a feature's value as an integer of the same order, so that a test is a
// subtraction and its sign: half of a branch's guesses would be wrong.
type key int32

// keyOf gives a float's key. Bits of floats are ordered as sign and magnitude;
// turning those of the negative ones round makes them ordered as integers.
func keyOf(v float32) key {
	b := int32(math.Float32bits(v))
	return key(b ^ (b>>31)&math.MaxInt32)
}

// rowWidth is the room for a row. A feature's number is a byte, so that no index
// into a row needs a check.
const rowWidth = 256

// keyRow is a row of features as keys.
type keyRow [rowWidth]key

// tree is one boosted tree. A row goes right from a test when its feature is
// above the bound. Tests that a shallower tree lacks send every row left, where
// its leaf is repeated. Slot 0 of the heap is the root; the last slot of bounds
// and features is unused.
type tree struct {
	bounds   [treeLeaves]key
	features [treeLeaves]uint8
	leaves   [treeLeaves]float32
}

// forest is a sum of trees: the log-odds that a block is article text.
type forest struct {
	base  float32
	trees []tree
}

// batch is how many rows are scored together: with the tree at hand they fit
// into the first-level cache, and four walks at a time hide each other's waits.
const batch = 16

// logOdds writes the sums of the trees over rows, at most batch of them, to sums.
func (f *forest) logOdds(rows []keyRow, sums *[batch]float32) {
	for i := range rows {
		sums[i] = f.base
	}
	for t := range f.trees {
		if t == firstLook && allClear(sums[:len(rows)]) {
			return
		}
		tree := &f.trees[t]
		r := 0
		for ; r+4 <= len(rows); r += 4 {
			a, b, c, d := &rows[r], &rows[r+1], &rows[r+2], &rows[r+3]
			var i, j, k, l uint32
			for range treeDepth {
				i, j, k, l = tree.step(i, a), tree.step(j, b), tree.step(k, c), tree.step(l, d)
			}
			sums[r] += tree.leaf(i)
			sums[r+1] += tree.leaf(j)
			sums[r+2] += tree.leaf(k)
			sums[r+3] += tree.leaf(l)
		}
		for ; r < len(rows); r++ {
			i := uint32(0)
			for range treeDepth {
				i = tree.step(i, &rows[r])
			}
			sums[r] += tree.leaf(i)
		}
	}
}

// Boosting adds ever smaller steps: when the first trees have settled every row of
// a batch, as they do in a menu or in the middle of the body, the others would
// only make it surer.
const (
	firstLook = 48
	clearOdds = 3
)

func allClear(sums []float32) bool {
	for _, s := range sums {
		if s > -clearOdds && s < clearOdds {
			return false
		}
	}
	return true
}

// step gives the node below node i that the row goes to: the sign of bound minus
// value is the side.
func (t *tree) step(i uint32, row *keyRow) uint32 {
	n := i % treeLeaves
	right := uint64(int64(t.bounds[n])-int64(row[t.features[n]])) >> 63
	return 2*i + 1 + uint32(right)
}

// leaf gives the value at the end of a walk.
func (t *tree) leaf(i uint32) float32 { return t.leaves[(i-treeTests)%treeLeaves] }

// probability turns log-odds into a probability.
func probability(logOdds float32) float32 {
	return float32(1 / (1 + math.Exp(-float64(logOdds))))
}

// The artifact's form, little endian: magic, the two row lengths, then for each
// stage its base, its number of trees and the trees: tests as feature and
// bound, leaves.
var magic = [4]byte{'w', 'n', 'w', '1'}

var errArtifact = errors.New("not a model of this version: train it again")

// decode reads a stage's forest and gives what is left of data.
func (f *forest) decode(data []byte, features int) ([]byte, error) {
	if len(data) < 8 {
		return nil, errArtifact
	}
	f.base = math.Float32frombits(binary.LittleEndian.Uint32(data))
	n := int(binary.LittleEndian.Uint32(data[4:]))
	data = data[8:]
	const size = treeTests*6 + treeLeaves*4
	if n > len(data)/size {
		return nil, errArtifact
	}
	f.trees = make([]tree, n)
	for t := range f.trees {
		tree := &f.trees[t]
		for i := range treeTests {
			feature := binary.LittleEndian.Uint16(data)
			if int(feature) >= features {
				return nil, fmt.Errorf("%w: tree %d tests feature %d of %d", errArtifact, t, feature, features)
			}
			tree.features[i] = uint8(feature)
			tree.bounds[i] = keyOf(math.Float32frombits(binary.LittleEndian.Uint32(data[2:])))
			data = data[6:]
		}
		for i := range tree.leaves {
			tree.leaves[i] = math.Float32frombits(binary.LittleEndian.Uint32(data))
			data = data[4:]
		}
	}
	return data, nil
}
