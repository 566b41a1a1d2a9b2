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
	firstLook = 64
	stride    = 32
	clearOdds = 3 * oddsScale
)

// isClear reports whether a sum is so far from even that its row is settled.
func isClear(sum odds) bool { return sum <= -clearOdds || sum >= clearOdds }

// head are the trees of the first look, tail are all others.
func (f *forest) head() []tree { return f.trees[:min(firstLook, len(f.trees))] }
func (f *forest) tail() []tree { return f.trees[len(f.head()):] }

// logOdds writes the sums of the trees over the first n rows to sums. It may use l.
func (f *forest) logOdds(rows *[batch]row, n int, sums *[batch]odds, l *lanes) {
	f.begin(rows, n, sums, l)
	f.finish(rows, n, sums, l, true)
}

// begin writes the sums of the first look to sums, and leaves the rows turned in l
// where there are lanes.
func (f *forest) begin(rows *[batch]row, n int, sums *[batch]odds, l *lanes) {
	if !canCompare {
		f.beginWalking(rows, n, sums)
		return
	}
	turn(rows, f.width, l)
	f.beginLanes(l, sums)
}

// finish adds to sums, which begin has begun, what the other trees say of the rows
// that are open. turned tells that the rows are in l already.
func (f *forest) finish(rows *[batch]row, n int, sums *[batch]odds, l *lanes, turned bool) {
	if !canCompare {
		f.finishWalking(rows, n, sums)
		return
	}
	if !turned {
		turn(rows, f.width, l)
	}
	f.finishLanes(l, n, sums)
}

// beginWalking is begin, a row after the other.
func (f *forest) beginWalking(rows *[batch]row, n int, sums *[batch]odds) {
	for i := range rows[:n] {
		sums[i] = f.base + walkAll(f.head(), &rows[i])
	}
}

// finishWalking is finish, a row after the other.
func (f *forest) finishWalking(rows *[batch]row, n int, sums *[batch]odds) {
	for i := range rows[:n] {
		for trees := f.tail(); len(trees) > 0 && !isClear(sums[i]); {
			k := min(stride, len(trees))
			sums[i] += walkAll(trees[:k], &rows[i])
			trees = trees[k:]
		}
	}
}

// walkAll gives what the trees say of the row together.
func walkAll(trees []tree, r *row) (sum odds) {
	for t := range trees {
		sum += trees[t].walk(r)
	}
	return sum
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
	f.width = f.testedWidth()
	return data, nil
}

// testedWidth is how much of a row the trees test.
func (f *forest) testedWidth() int {
	width := 0
	for t := range f.trees {
		for i := range treeTests {
			if f.trees[t].bounds[i] < noBound {
				width = max(width, int(f.trees[t].features[i])+1)
			}
		}
	}
	return width
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
