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

// test sends a row to the right when the feature is above the bound.
type test struct {
	feature uint16
	bound   float32
}

// tree is one boosted tree. Tests that a shallower tree lacks send every row to
// the left, where its leaf is repeated.
type tree struct {
	tests  [treeTests]test
	leaves [treeLeaves]float32
}

// forest is a sum of trees: the log-odds that a block is article text.
type forest struct {
	base  float32
	trees []tree
}

// logOdds sums the trees over a row. Four trees are walked side by side: the
// steps of one wait for memory, those of another need not wait for them.
func (f *forest) logOdds(row []float32) float32 {
	sum := f.base
	trees := f.trees
	for ; len(trees) >= 4; trees = trees[4:] {
		a, b, c, d := &trees[0], &trees[1], &trees[2], &trees[3]
		var i, j, k, l uint
		for range treeDepth {
			i = a.step(i, row)
			j = b.step(j, row)
			k = c.step(k, row)
			l = d.step(l, row)
		}
		sum += a.leaves[i-treeTests] + b.leaves[j-treeTests] + c.leaves[k-treeTests] + d.leaves[l-treeTests]
	}
	for t := range trees {
		i := uint(0)
		for range treeDepth {
			i = trees[t].step(i, row)
		}
		sum += trees[t].leaves[i-treeTests]
	}
	return sum
}

// step gives the node below node i that the row goes to.
func (t *tree) step(i uint, row []float32) uint {
	n := &t.tests[i]
	next := 2*i + 1
	if row[n.feature] > n.bound {
		next++
	}
	return next
}

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
		for i := range f.trees[t].tests {
			feature := binary.LittleEndian.Uint16(data)
			if int(feature) >= features {
				return nil, fmt.Errorf("%w: tree %d tests feature %d of %d", errArtifact, t, feature, features)
			}
			f.trees[t].tests[i] = test{feature, math.Float32frombits(binary.LittleEndian.Uint32(data[2:]))}
			data = data[6:]
		}
		for i := range f.trees[t].leaves {
			f.trees[t].leaves[i] = math.Float32frombits(binary.LittleEndian.Uint32(data))
			data = data[4:]
		}
	}
	return data, nil
}
