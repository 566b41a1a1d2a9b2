package archive

import "errors"

// pageHeader is what a page says of itself.
type pageHeader struct {
	kind     int
	unpacked int64 // bytes
	stored   int64 // bytes
	values   int64
	encoding int
	levels   int   // their encoding, of the first version
	repeats  int64 // bytes of the repetition levels, of the second version
	defines  int64 // bytes of the definition levels, of the second version
	plain    bool  // not compressed, of the second version
}

const (
	pageData       = 0
	pageIndex      = 1
	pageDictionary = 2
	pageDataV2     = 3
)

// header reads the header of the page at c.at, and how many bytes it has.
func (c *parquetCells) header(end int64) (pageHeader, int64, error) {
	for size := int64(256); ; size *= 8 {
		size = min(size, end-c.at)
		head, err := readFully(c.from, c.at, int(size), nil)
		if err != nil {
			return pageHeader{}, 0, err
		}
		t := &thrift{bytes: head}
		h := readPageHeader(t)
		switch {
		case t.err == nil:
			return h, int64(t.at), nil
		case !errors.Is(t.err, errShort) || size == end-c.at || size >= maxPageHeader:
			return h, 0, t.err
		}
	}
}

func readPageHeader(t *thrift) pageHeader {
	h := pageHeader{kind: -1}
	t.fields(func(id int, kind byte) {
		switch {
		case id == 1:
			h.kind = int(t.integer())
		case id == 2:
			h.unpacked = t.integer()
		case id == 3:
			h.stored = t.integer()
		case (id == 5 || id == 7 || id == 8) && kind == thriftStruct:
			version2 := id == 8
			t.fields(func(id int, kind byte) { h.field(t, version2, id, kind) })
		}
	})
	return h
}

// field reads a field of the header of a data or dictionary page.
func (h *pageHeader) field(t *thrift, version2 bool, id int, kind byte) {
	switch {
	case id == 1:
		h.values = t.integer()
	case id == 2 && !version2 || id == 4 && version2:
		h.encoding = int(t.integer())
	case id == 3 && !version2:
		h.levels = int(t.integer())
	case id == 5 && version2:
		h.defines = t.integer()
	case id == 6 && version2:
		h.repeats = t.integer()
	case id == 7 && version2:
		h.plain = kind == thriftFalse
	}
}
