package learned

// On a processor with AVX2 the rows of a batch walk a tree together: every test
// of the tree is one comparison of 32 bytes, a feature of 32 rows, and which leaf
// each row comes to is chosen among the answers. All 31 tests are made where a
// walk makes 5, and rows are carried along that are clear, but there is no branch
// and no load to wait for (train/RESULTS.md has what that saves, "Lanes").
// lanes_amd64.s adds the trees up, this file has what comes before and after.
// Elsewhere the trees are walked.

// lanes holds a batch's rows transposed: of each feature the values of
// all rows.
type lanes [rowWidth][batch]uint8

// beginLanes is begin for rows that are transposed.
func (f *forest) beginLanes(l *lanes, sums *[batch]odds) {
	for i := range sums {
		sums[i] = f.base
	}
	sumTrees(f.head(), l, sums)
}

// finishLanes is finish for rows that are transposed. All rows are carried along, but
// the sum of one that is clear stays what it was.
func (f *forest) finishLanes(l *lanes, n int, sums *[batch]odds) {
	running := *sums
	open := 0
	for _, sum := range sums[:n] {
		open += int(flag(!isClear(sum)))
	}
	for trees := f.tail(); len(trees) > 0 && open > 0; trees = trees[min(stride, len(trees)):] {
		sumTrees(trees[:min(stride, len(trees))], l, &running)
		open = 0
		for i, sum := range sums[:n] {
			if !isClear(sum) {
				sum = running[i]
			}
			sums[i] = sum
			open += int(flag(!isClear(sum)))
		}
	}
}
