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

// noBound is the bound of the tests that a shallow tree lacks.
const noBound = 255

// tree is one boosted tree. A row goes right from a test when its feature is
// above the bound. Tests that a shallower tree lacks send every row left, where
// its leaf is repeated. Slot 0 of the heap is the root; the last slot of bounds
// and features is unused. The leaves' lower and upper bytes are apart, as
// lanes_amd64.s looks them up, which relies on this layout.
type tree struct {
	bounds   [treeLeaves]uint8
	features [treeLeaves]uint8
	lower    [treeLeaves]uint8
	upper    [treeLeaves]uint8
}

// odds are log-odds in steps of 1/oddsScale.
type odds = int32

const oddsScale = 1 << 12

// forest is a sum of trees: the log-odds that a block is article text.
type forest struct {
	base  odds
	width int // of the part of a row that the trees test
	trees []tree
}

// batch is how many rows are scored together.
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

// isClear reports whether a sum is so far from even that its row is settled.
func isClear(sum odds) bool { return sum <= -clearOdds || sum >= clearOdds }

// looks calls add with the trees of one look after the other, until it reports
// that no row is open any more.
func (f *forest) looks(add func([]tree) (open bool)) {
	trees := f.trees
	for look := min(firstLook, len(trees)); look > 0 && add(trees[:look]); look = min(stride, len(trees)) {
		trees = trees[look:]
	}
}

// sum gives the sum of the trees over one row.
func (f *forest) sum(r *row) odds {
	sum := f.base
	f.looks(func(trees []tree) bool {
		for t := range trees {
			sum += trees[t].walk(r)
		}
		return !isClear(sum)
	})
	return sum
}

// features gives which features below bound the trees test, in order.
func (f *forest) features(bound int) (tested []uint8) {
	var found [rowWidth]bool
	for t := range f.trees {
		for i := range treeTests {
			if f.trees[t].bounds[i] < noBound {
				found[f.trees[t].features[i]] = true
			}
		}
	}
	for i := range found[:bound] {
		if found[i] {
			tested = append(tested, uint8(i))
		}
	}
	return tested
}

// walk gives what the tree says of the row.
func (t *tree) walk(r *row) odds {
	i := uint32(0)
	for range treeDepth {
		n := i % treeLeaves
		i = 2*i + 1 + (uint32(t.bounds[n])-uint32(r[t.features[n]]))>>31 // the sign of bound minus value is the side
	}
	return t.leaf((i - treeTests) % treeLeaves)
}

// leaf gives the value of a leaf.
func (t *tree) leaf(i uint32) odds { return odds(int16(uint16(t.lower[i]) | uint16(t.upper[i])<<8)) }

// probability turns log-odds into a probability.
func probability(o odds) float32 {
	return float32(1 / (1 + math.Exp(-float64(o)/oddsScale)))
}

// The artifact's form, little endian: magic, the two row lengths, then for texts
// and for pages, and for each of their stages, its base, its number of trees and
// the trees: features and bounds of the tests, then the leaves. Base and leaves
// are odds.
var magic = [4]byte{'w', 'n', 'w', '3'}

var errArtifact = errors.New("not a model of this version: train it again")

// decode reads a stage's forest and gives what is left of data.
func (f *forest) decode(data []byte, features int) ([]byte, error) {
	if len(data) < 8 {
		return nil, errArtifact
	}
	f.base, f.width = odds(binary.LittleEndian.Uint32(data)), features
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
	if tested := f.features(features); len(tested) > 0 {
		f.width = int(tested[len(tested)-1]) + 1
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
	for i := range treeLeaves {
		leaf := data[2*treeTests+2*i:]
		t.lower[i], t.upper[i] = leaf[0], leaf[1]
	}
	return nil
}
