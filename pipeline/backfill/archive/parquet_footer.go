package archive

import (
	"encoding/binary"
	"io"
)

// parquetChunk is the values of a column in one row group.
type parquetChunk struct {
	physical  int
	codec     int
	values    int64
	start     int64 // of its pages in the file
	size      int64 // of them all
	elsewhere bool  // in another file
}

// parquetGroup is one row group.
type parquetGroup struct {
	rows   int64
	chunks []parquetChunk // of the columns that are read
}

// maxFooter bounds what a file may say of itself, in bytes. Footers of thousands
// of row groups with hundreds of columns are a tenth of it.
const maxFooter = 128 << 20

// readFooter returns the metadata of a Parquet file.
func readFooter(from io.ReaderAt, size int64) ([]byte, error) {
	var tail [8]byte
	if size < int64(len(tail))+4 {
		return nil, refuse(ReasonBroken, "a Parquet file of %d bytes", size)
	}
	if _, err := from.ReadAt(tail[:], size-int64(len(tail))); err != nil {
		return nil, err
	}
	length := int64(binary.LittleEndian.Uint32(tail[:4]))
	switch magic := string(tail[4:]); {
	case magic == "PARE":
		return nil, refuse(ReasonBroken, "the Parquet file is encrypted")
	case magic != "PAR1":
		return nil, refuse(ReasonBroken, "the Parquet file has no footer at its end: it breaks off")
	case length > size-int64(len(tail)) || length > maxFooter:
		return nil, refuse(ReasonBroken, "the footer of the Parquet file has %d bytes, and at most %d are read", length, min(size-int64(len(tail)), maxFooter))
	}
	footer := make([]byte, length)
	if _, err := from.ReadAt(footer, size-int64(len(tail))-length); err != nil {
		return nil, err
	}
	return footer, nil
}

// maxGroups is how many row groups a file can have by the format: they are
// numbered in 16 bits.
const maxGroups = 1 << 15

// parseGroups returns the row groups that a footer states, with the chunks of the
// columns whose indexes are wanted.
func parseGroups(footer []byte, wanted []int) ([]parquetGroup, error) {
	t := &thrift{bytes: footer}
	var groups []parquetGroup
	t.fields(func(id int, kind byte) {
		if id != 4 || kind != thriftList {
			return
		}
		t.list(func(kind byte) {
			if kind != thriftStruct || len(groups) == maxGroups {
				t.fail(errThrift)
				return
			}
			groups = append(groups, readGroup(t, wanted))
		})
	})
	if t.err != nil {
		return nil, refuse(ReasonBroken, "the footer of the Parquet file: %w", t.err)
	}
	return groups, nil
}

func readGroup(t *thrift, wanted []int) parquetGroup {
	g := parquetGroup{chunks: make([]parquetChunk, len(wanted))}
	t.fields(func(id int, kind byte) {
		switch {
		case id == 1 && kind == thriftList:
			index := 0
			t.list(func(kind byte) {
				if kind != thriftStruct {
					t.fail(errThrift)
					return
				}
				var c parquetChunk
				t.fields(func(id int, kind byte) { c.field(t, id, kind) })
				for i, want := range wanted {
					if want == index {
						g.chunks[i] = c
					}
				}
				index++
			})
		case id == 3:
			g.rows = max(t.integer(), 0)
		}
	})
	return g
}

// field reads a field of a column chunk.
func (c *parquetChunk) field(t *thrift, id int, kind byte) {
	switch {
	case id == 1 && kind == thriftBinary:
		c.elsewhere = len(t.binary()) > 0
	case id == 3 && kind == thriftStruct:
		var dictionary int64
		t.fields(func(id int, _ byte) {
			switch id {
			case 1:
				c.physical = int(t.integer())
			case 4:
				c.codec = int(t.integer())
			case 5:
				c.values = t.integer()
			case 7:
				c.size = t.integer()
			case 9:
				c.start = t.integer()
			case 11:
				dictionary = t.integer()
			}
		})
		if dictionary > 0 && dictionary < c.start { // some writers state one that is not there
			c.start = dictionary
		}
	}
}
