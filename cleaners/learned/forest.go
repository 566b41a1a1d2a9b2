package learned

import "math"

// treeDepth is the depth to which every tree is filled up: a tree of depth d is
// 2^d-1 tests in heap order and 2^d leaves, so that walking it is d steps
// without a branch to guess.
const treeDepth = 5

const (
	treeTests  = 1<<treeDepth - 1
	treeLeaves = 1 << treeDepth
)

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

// Boosting adds ever smaller steps: a row that the first trees are sure of, as
// they are in a menu or in the middle of the body, would only become surer by the
// others. After headTrees trees, and at every stride from there, rows whose sum is
// clearOdds from even are left out. train/RESULTS.md has what other values come to
// ("Early exits").
const (
	headTrees = 64
	stride    = 32
	clearOdds = 3 * oddsScale
)

// isClear reports whether a sum is so far from even that no more trees are asked.
func isClear(sum odds) bool { return uint32(sum+clearOdds-1) >= 2*clearOdds-1 } // one comparison for both sides

// head are the trees that every row is scored by, tail are all others.
func (f *forest) head() []tree { return f.trees[:min(headTrees, len(f.trees))] }
func (f *forest) tail() []tree { return f.trees[len(f.head()):] }

// logOdds writes the sums of the trees over the first n rows to sums. It may use l.
func (f *forest) logOdds(rows *[batch]row, n int, sums *[batch]odds, l *lanes) {
	f.begin(rows, n, sums, l)
	f.finish(rows, n, sums, l, true)
}

// begin writes the sums of the head's trees to sums, and leaves the rows transposed
// in l where there are lanes.
func (f *forest) begin(rows *[batch]row, n int, sums *[batch]odds, l *lanes) {
	if !hasAVX2 {
		f.beginWalking(rows, n, sums)
		return
	}
	transpose(rows, f.width, l)
	f.beginLanes(l, sums)
}

// finish adds to sums, which begin has begun, what the other trees say of the rows
// that are not clear. transposed says that the rows are in l already.
func (f *forest) finish(rows *[batch]row, n int, sums *[batch]odds, l *lanes, transposed bool) {
	if !hasAVX2 {
		f.finishWalking(rows, n, sums)
		return
	}
	if !transposed {
		transpose(rows, f.width, l)
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

// walkAll returns the sum of the trees' values for the row.
func walkAll(trees []tree, r *row) (sum odds) {
	for t := range trees {
		sum += trees[t].walk(r)
	}
	return sum
}

// walk returns the tree's value for the row.
func (t *tree) walk(r *row) odds {
	i := uint32(0)
	for range treeDepth {
		n := i % treeLeaves
		i = 2*i + 1 + (uint32(t.bounds[n])-uint32(r[t.features[n]]))>>31 // the sign of bound minus value is the side
	}
	return t.leaf((i - treeTests) % treeLeaves)
}

// leaf returns the value of a leaf.
func (t *tree) leaf(i uint32) odds { return odds(int16(uint16(t.lower[i]) | uint16(t.upper[i])<<8)) }

// probability turns log-odds into a probability.
func probability(o odds) float32 {
	return float32(1 / (1 + math.Exp(-float64(o)/oddsScale)))
}
