package learned

import "golang.org/x/sys/cpu"

// hasAVX2 is whether the processor has what transpose and sumTrees need.
var hasAVX2 = cpu.X86.HasAVX2

// sumTrees adds what each of the trees says of the rows in l to sums.
//
//go:noescape
func sumTrees(trees []tree, l *lanes, sums *[batch]odds)

// transpose fills l with the first width features of rows, and up to seven more.
//
//go:noescape
func transpose(rows *[batch]row, width int, l *lanes)
