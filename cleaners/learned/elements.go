package learned

import "github.com/winnow-news/winnow/cleaners/document"

// Blocks of a page are in elements that are in elements: an article's paragraphs
// share one that the cards below it don't. The blocks of an element are a run, and
// the runs make a tree: the intervals over the depths that neighbours share, as
// over the common prefixes of a suffix array (Abouelhoda, Kurtz, Ohlebusch,
// "Replacing suffix trees with enhanced suffix arrays", Journal of Discrete
// Algorithms 2, 2004).

// innerRuns and outerRuns are how many of the runs around a block a row tells of:
// from the block outwards, and from the page inwards.
const (
	innerRuns = 3
	outerRuns = 2
	runsTold  = innerRuns + outerRuns
)

// elementRun is the blocks from start up to end, two or more, which share an
// element.
type elementRun struct {
	start, end int32
	parent     int32            // the next larger run; of the whole page, itself
	level      int32            // how many runs it lies in
	parts      int32            // the blocks and runs that it is made of
	outer      [outerRuns]int32 // the runs that it lies in from the page inwards, the page left out; itself where there are fewer
}

// elementTree is the tree of a page's runs. Of a text it is empty.
type elementTree struct {
	runs   []elementRun // the whole page first
	of     []int32      // the smallest run of each block
	open   []openRun
	closed []int32 // the runs in the order in which they ended: larger ones after those in them
}

// openRun is a run whose end the walk has not reached.
type openRun struct{ run, depth int32 }

// begin finds the runs of doc.
func (t *elementTree) begin(doc *document.Document) {
	n := len(doc.Blocks)
	t.runs, t.of, t.closed = t.runs[:0], t.of[:0], t.closed[:0]
	if n == 0 || doc.Blocks[0].Element == nil {
		return
	}
	t.runs = append(t.runs, elementRun{end: int32(n)})
	t.open = append(t.open[:0], openRun{depth: -1})
	for i := 1; i < n; i++ {
		t.advance(int32(i), doc.Blocks[i].Element.CommonDepth)
	}
	t.advance(int32(n), -1)
	for k := len(t.closed) - 1; k >= 0; k-- {
		r := &t.runs[t.closed[k]]
		parent := &t.runs[r.parent]
		r.level = parent.level + 1
		r.outer = parent.outer
		for level := r.level; level <= outerRuns; level++ {
			r.outer[level-1] = t.closed[k]
		}
		parent.parts++
	}
	for _, k := range t.of {
		t.runs[k].parts++
	}
}

// advance ends the runs that block i, which shares an element of that depth with
// the block before, is not in, and opens one if they alone share that element.
// The block before is in the smallest run on either side.
func (t *elementTree) advance(i, depth int32) {
	smallest, start, inner := t.top(), i-1, int32(0)
	for ; t.top().depth > depth; t.open = t.open[:len(t.open)-1] {
		k := t.top().run
		t.runs[k].end = i
		start = t.runs[k].start
		t.setParent(inner, k)
		inner = k
	}
	if t.top().depth < depth {
		t.open = append(t.open, openRun{run: int32(len(t.runs)), depth: depth})
		t.runs = append(t.runs, elementRun{start: start})
	}
	t.setParent(inner, t.top().run)
	if depth > smallest.depth {
		smallest = t.top()
	}
	t.of = append(t.of, smallest.run)
}

func (t *elementTree) top() openRun { return t.open[len(t.open)-1] }

// setParent notes the next larger run around the one that just ended; 0 for none.
func (t *elementTree) setParent(ended, parent int32) {
	if ended > 0 {
		t.runs[ended].parent = parent
		t.closed = append(t.closed, ended)
	}
}

// enclosing returns the runs around block i, from the block outwards and from the
// page inwards. Where there are fewer, the nearest take their places.
func (t *elementTree) enclosing(i int) (runs [runsTold]int32) {
	at := t.of[i]
	*(*[outerRuns]int32)(runs[innerRuns:]) = t.runs[at].outer
	for k := range innerRuns {
		runs[k] = at
		at = t.runs[at].parent
	}
	return runs
}

// steps counts how far it is from one run up to the smallest that holds another,
// and from there down to it.
func (t *elementTree) steps(from, to int32) (up, down int32) {
	target := t.runs[to]
	at := t.runs[from]
	for ; at.start > target.start || at.end < target.end; at = t.runs[at.parent] {
		up++
	}
	return up, max(target.level-at.level, 0)
}
