//go:build !amd64

package learned

const hasAVX2 = false

// transpose and sumTrees are for processors with AVX2.
func transpose(*[batch]row, int, *lanes)    { panic("no vectors here") }
func sumTrees([]tree, *lanes, *[batch]odds) { panic("no vectors here") }
