//go:build !amd64

package learned

const canCompare = false

// turn and compare are for processors that can.
func turn(*[batch]row, int, *lanes)        { panic("no vectors here") }
func compare([]tree, *lanes, *[batch]odds) { panic("no vectors here") }
