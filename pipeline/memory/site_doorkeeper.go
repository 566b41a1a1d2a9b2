package memory

import "slices"

// occurrence is that one document had a paragraph. Most paragraphs never occur
// again, and take these 16 bytes of memory.
type occurrence struct {
	from docRef
	tag  uint32 // the lower half of the fingerprint
	day  uint8  // of the generation
	at   position
}

// doorkeeper is a generation's first occurrences, in a set-associative table.
// The name is the caching literature's (Einziger, Friedman, Manes, "TinyLFU",
// 2017): what comes once stays outside of the cache proper. A paragraph that
// occurs again, in another document or at another position, leaves the table
// for generation.recurrences. When the table may not grow, a first occurrence
// replaces the oldest of the eight in its row.
type doorkeeper struct {
	cells []occurrence // rows of rowCells, filled from the left; in an empty cell, from is 0
}

const (
	rowCells  = 8
	firstRows = 2
	// mostRows bounds a table to 16 KB: at a dozen paragraphs of its own in each
	// document that is a site's last 80 documents. Of what is in every twentieth,
	// four come within that reach, and it has many tries.
	mostRows = 128
)

const occurrenceBytes = 16

// bytes returns the memory that the table takes.
func (d *doorkeeper) bytes() int { return cap(d.cells) * occurrenceBytes }

func (d *doorkeeper) row(tag uint32) []occurrence {
	if len(d.cells) == 0 {
		return nil
	}
	rows := uint32(len(d.cells) / rowCells)
	at := (tag & (rows - 1)) * rowCells
	return d.cells[at : at+rowCells]
}

// find returns the first occurrence with a tag, or nil. The pointer holds until
// the table changes.
func (d *doorkeeper) find(tag uint32) *occurrence {
	row := d.row(tag)
	for i := range row {
		if row[i].tag == tag && row[i].from != 0 {
			return &row[i]
		}
	}
	return nil
}

// put adds a first occurrence, whose tag must not be there.
func (d *doorkeeper) put(o occurrence) {
	row := d.row(o.tag)
	for len(row) == 0 || row[rowCells-1].from != 0 && len(d.cells) < mostRows*rowCells {
		d.grow()
		row = d.row(o.tag)
	}
	n := firstFree(row)
	if n < 0 {
		copy(row, row[1:])
		n = rowCells - 1
	}
	row[n] = o
}

// firstFree returns the index of a row's first empty cell, or -1.
func firstFree(row []occurrence) int {
	return slices.IndexFunc(row, func(o occurrence) bool { return o.from == 0 })
}

// grow doubles the rows.
func (d *doorkeeper) grow() {
	old := d.cells
	d.cells = make([]occurrence, max(2*len(old), firstRows*rowCells))
	for _, o := range old {
		if o.from != 0 {
			row := d.row(o.tag)
			row[firstFree(row)] = o
		}
	}
}

// remove takes out the first occurrence with a tag, if it is there.
func (d *doorkeeper) remove(tag uint32) {
	row := d.row(tag)
	for i := range row {
		if row[i].tag == tag && row[i].from != 0 {
			copy(row[i:], row[i+1:])
			row[rowCells-1] = occurrence{}
			return
		}
	}
}
