package learned

// On a processor with AVX2 the rows of a batch walk a tree together: every test
// of the tree is one comparison of 32 bytes, a feature of 32 rows, and which leaf
// each row comes to is chosen among the answers. All 31 tests are made where a
// walk makes 5, and rows are carried along that are settled, but there is nothing
// to wait for: on the rows of WCXB's dumps it takes a sixth of the time that
// walking takes (140 ns a row, of which 40 are for turning it, and 850).
// lanes_amd64.s has the comparing, this file what comes before and after it.
// Elsewhere forest.sum walks.

// lanes holds a batch's rows turned on their side: of each feature the values of
// all rows.
type lanes [rowWidth][batch]uint8

// logOdds writes the sums of the trees over the first n rows to sums. It may use
// l.
func (f *forest) logOdds(rows *[batch]row, n int, sums *[batch]odds, l *lanes) {
	if !canCompare {
		for i := range rows[:n] {
			sums[i] = f.sum(&rows[i])
		}
		return
	}
	turn(rows, f.width, l)
	f.sumLanes(l, n, sums)
}

// sumLanes is logOdds for rows that are turned. All rows are carried along, but
// the sum of one that is clear stays what it was.
func (f *forest) sumLanes(l *lanes, n int, sums *[batch]odds) {
	var running [batch]odds
	var clear [batch]bool
	for i := range running {
		running[i] = f.base
	}
	f.looks(func(trees []tree) bool {
		compare(trees, l, &running)
		open := false
		for i := range n {
			if !clear[i] {
				sums[i], clear[i] = running[i], isClear(running[i])
				open = open || !clear[i]
			}
		}
		return open
	})
}
