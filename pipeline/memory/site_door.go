package memory

import "slices"

// glimpse is a paragraph that one document showed, once: most paragraphs are
// never seen again, and get no more than these 16 bytes.
type glimpse struct {
	from witness
	tag  uint32 // the lower half of the fingerprint
	day  uint8  // of the generation
	at   place
}

// door is the doorkeeper of a generation: a set-associative table of first
// sightings. A paragraph that shows up a second time, in another document or
// otherwise, is let in and leaves the table. When the table may not grow, a
// first sighting takes the place of the oldest of the eight it shares its row
// with.
type door struct {
	cells []glimpse // rows of rowCells, filled from the left; a cell without a witness is empty
}

const (
	rowCells  = 8
	firstRows = 2
	// mostRows bounds a door to 16 KB. A site shows about a dozen paragraphs a
	// document that nothing else shows, so these are its last 80 documents: of
	// what is in every twentieth, four come within that reach, and it has many
	// tries.
	mostRows = 128
)

const glimpseBytes = 16

// bytes gives the memory that the table takes.
func (d *door) bytes() int { return cap(d.cells) * glimpseBytes }

func (d *door) row(tag uint32) []glimpse {
	if len(d.cells) == 0 {
		return nil
	}
	rows := uint32(len(d.cells) / rowCells)
	at := (tag & (rows - 1)) * rowCells
	return d.cells[at : at+rowCells]
}

// find gives the first sighting with a tag, or nil. The pointer holds until the
// door changes.
func (d *door) find(tag uint32) *glimpse {
	row := d.row(tag)
	for i := range row {
		if row[i].tag == tag && row[i].from != 0 {
			return &row[i]
		}
	}
	return nil
}

// put keeps a first sighting.
func (d *door) put(g glimpse) {
	row := d.row(g.tag)
	for len(row) == 0 || row[rowCells-1].from != 0 && len(d.cells) < mostRows*rowCells {
		d.grow()
		row = d.row(g.tag)
	}
	n := slices.IndexFunc(row, func(c glimpse) bool { return c.from == 0 })
	if n < 0 {
		copy(row, row[1:])
		n = rowCells - 1
	}
	row[n] = g
}

// grow doubles the rows.
func (d *door) grow() {
	old := d.cells
	d.cells = make([]glimpse, max(2*len(old), firstRows*rowCells))
	for _, g := range old {
		if g.from != 0 {
			row := d.row(g.tag)
			row[slices.IndexFunc(row, func(c glimpse) bool { return c.from == 0 })] = g
		}
	}
}

// drop takes a first sighting out.
func (d *door) drop(tag uint32) {
	row := d.row(tag)
	for i := range row {
		if row[i].tag == tag && row[i].from != 0 {
			copy(row[i:], row[i+1:])
			row[rowCells-1] = glimpse{}
			return
		}
	}
}
