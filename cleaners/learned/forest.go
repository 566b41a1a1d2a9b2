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

// rowWidth is the room for a row. A feature's number is a byte, so that no index
// into a row needs a check.
const rowWidth = 256

// row is a block's features. Each is a byte by its nature (numbers.go), so that
// a whole forest and the rows that it looks at fit into the first-level cache.
type row [rowWidth]uint8

// tree is one boosted tree. A row goes right from a test when its feature is
// above the bound. Tests that a shallower tree lacks send every row left, where
// its leaf is repeated. Slot 0 of the heap is the root; the last slot of bounds
// and features is unused.
type tree struct {
	bounds   [treeLeaves]uint8
	features [treeLeaves]uint8
	leaves   [treeLeaves]int16
}

// odds are log-odds in steps of 1/oddsScale.
type odds = int32

const oddsScale = 1 << 12

// forest is a sum of trees: the log-odds that a block is article text.
type forest struct {
	base  odds
	trees []tree
}

// batch is how many rows are scored together. Four walks at a time hide each
// other's waits.
const batch = 32

// Boosting adds ever smaller steps: a row that the first trees have settled, as
// they do in a menu or in the middle of the body, would only become surer by the
// others. After the first look, and at every stride from there, such rows are
// left out.
const (
	firstLook = 32
	stride    = 16
	clearOdds = 3 * oddsScale
)

// logOdds writes the sums of the trees over rows, at most batch of them, to sums.
func (f *forest) logOdds(rows []row, sums *[batch]odds) {
	var numbers [batch]uint8
	open := numbers[:len(rows)]
	for i := range open {
		open[i] = uint8(i)
		sums[i] = f.base
	}
	trees := f.trees
	for look := min(firstLook, len(trees)); len(trees) > 0 && len(open) > 0; look = min(stride, len(trees)) {
		for t := range trees[:look] {
			trees[t].add(rows, open, sums)
		}
		trees = trees[look:]
		open = unsettled(open, sums)
	}
}

// unsettled gives the rows among open whose sums are not clear.
func unsettled(open []uint8, sums *[batch]odds) []uint8 {
	left := open[:0]
	for _, r := range open {
		if s := sums[r%batch]; s > -clearOdds && s < clearOdds {
			left = append(left, r)
		}
	}
	return left
}

// add adds what the tree says of the open rows to their sums.
func (t *tree) add(rows []row, open []uint8, sums *[batch]odds) {
	for len(open) >= 4 {
		p, q, r, s := open[0], open[1], open[2], open[3]
		a, b, c, d := &rows[p], &rows[q], &rows[r], &rows[s]
		var i, j, k, l uint32
		for range treeDepth {
			i, j, k, l = t.step(i, a), t.step(j, b), t.step(k, c), t.step(l, d)
		}
		sums[p%batch] += t.leaf(i)
		sums[q%batch] += t.leaf(j)
		sums[r%batch] += t.leaf(k)
		sums[s%batch] += t.leaf(l)
		open = open[4:]
	}
	for _, r := range open {
		i := uint32(0)
		for range treeDepth {
			i = t.step(i, &rows[r])
		}
		sums[r%batch] += t.leaf(i)
	}
}

// step gives the node below node i that the row goes to: the sign of bound minus
// value is the side.
func (t *tree) step(i uint32, r *row) uint32 {
	n := i % treeLeaves
	return 2*i + 1 + (uint32(t.bounds[n])-uint32(r[t.features[n]]))>>31
}

// leaf gives the value at the end of a walk.
func (t *tree) leaf(i uint32) odds { return odds(t.leaves[(i-treeTests)%treeLeaves]) }

// probability turns log-odds into a probability.
func probability(o odds) float32 {
	return float32(1 / (1 + math.Exp(-float64(o)/oddsScale)))
}

// The artifact's form, little endian: magic, the two row lengths, then for each
// stage its base, its number of trees and the trees: features and bounds of the
// tests, then the leaves. Base and leaves are odds.
var magic = [4]byte{'w', 'n', 'w', '2'}

var errArtifact = errors.New("not a model of this version: train it again")

// decode reads a stage's forest and gives what is left of data.
func (f *forest) decode(data []byte, features int) ([]byte, error) {
	if len(data) < 8 {
		return nil, errArtifact
	}
	f.base = odds(binary.LittleEndian.Uint32(data))
	n := int(binary.LittleEndian.Uint32(data[4:]))
	data = data[8:]
	const size = 2*treeTests + 2*treeLeaves
	if n > len(data)/size {
		return nil, errArtifact
	}
	f.trees = make([]tree, n)
	for t := range f.trees {
		if err := f.trees[t].decode(data[:size], features); err != nil {
			return nil, fmt.Errorf("%w: tree %d", err, t)
		}
		data = data[size:]
	}
	return data, nil
}

func (t *tree) decode(data []byte, features int) error {
	copy(t.features[:treeTests], data)
	copy(t.bounds[:treeTests], data[treeTests:])
	for _, f := range t.features[:treeTests] {
		if int(f) >= features {
			return fmt.Errorf("%w: feature %d of %d", errArtifact, f, features)
		}
	}
	for i := range t.leaves {
		t.leaves[i] = int16(binary.LittleEndian.Uint16(data[2*treeTests+2*i:]))
	}
	return nil
}
