package segment

import (
	"strconv"

	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Dumps that keep bullets and numbers mostly keep their indentation: an item that
// begins at least nestedColumns to the right of the one above is in a list inside
// it. That and the number in the mark say of a list what a page's elements would.

const (
	// nestedColumns is how much further to the right the items of an inner list
	// begin. One column is a slip; Markdown asks for two.
	nestedColumns = 2
	// tabColumns is the distance of tab stops, as CommonMark has it.
	tabColumns = 4
)

// nesting is the lists that are open while lines are read: where the items of
// each begin, in columns.
type nesting struct {
	columns [deepestList]int
	depth   int8
}

// item returns how deep the list is nested whose item begins at a column.
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

// other takes a line that is no item and begins at a column. To the right of the
// outermost items it belongs to one of them, else it ends the lists.
func (n *nesting) other(column int) {
	if n.depth > 0 && column <= n.columns[0] {
		n.depth = 0
	}
}

// columnOf returns the column at which a line's text begins, from the white space
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

// numberOf returns the number in a numbered item's mark, or 0.
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
