package segment

import (
	"strconv"

	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Dumps that keep bullets and numbers mostly keep how far they were indented: an
// item that begins at least nestedColumns behind the one above lies in its list.
// That and the number in the mark are what a page's elements tell of a list.

const (
	// nestedColumns is how much further in the items of a list in a list begin.
	// One column is a slip; Markdown asks for two.
	nestedColumns = 2
	// tabColumns is what a tab stands for at most: CommonMark's width.
	tabColumns = 4
)

// nesting is the lists that are open while lines are read: where the items of
// each begin, in columns.
type nesting struct {
	columns [deepestList]int
	depth   int8
}

// item gives how deep the list lies whose item begins at a column.
func (n *nesting) item(column int) int8 {
	for n.depth > 0 && column < n.columns[n.depth-1] {
		n.depth--
	}
	if n.depth == 0 || n.depth < deepestList && column >= n.columns[n.depth-1]+nestedColumns {
		n.columns[n.depth] = column
		n.depth++
	}
	return n.depth
}

// other sees a line at a column that is no item: further in than the outermost
// items it goes on with one of them, else it ends the lists.
func (n *nesting) other(column int) {
	if n.depth > 0 && column <= n.columns[0] {
		n.depth = 0
	}
}

// columnOf gives the column at which a line's text begins, from the white space
// in front of it.
func columnOf(space string) (column int) {
	for _, r := range space {
		switch {
		case r == '\t':
			column += tabColumns - column%tabColumns
		case !shape.IsInvisible(r):
			column++
		}
	}
	return column
}

// numberOf gives the number in a numbered item's mark, or 0.
func numberOf(item string) int32 {
	end := 0
	for end < len(item) && isDigit(item[end]) {
		end++
	}
	n, err := strconv.ParseInt(item[:end], 10, 32)
	if err != nil {
		return 0
	}
	return int32(n)
}
