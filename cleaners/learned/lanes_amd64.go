package learned

import "golang.org/x/sys/cpu"

// canCompare is whether the processor has what turn and compare need.
var canCompare = cpu.X86.HasAVX2

// compare adds what each of the trees says of the rows in l to sums.
//
//go:noescape
func compare(trees []tree, l *lanes, sums *[batch]odds)

// turn fills l with the first width features of rows, and up to seven more.
//
//go:noescape
func turn(rows *[batch]row, width int, l *lanes)
