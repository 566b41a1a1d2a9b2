package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// parquetCells reads the values of a column in one row group, page by page.
type parquetCells struct {
	from   io.ReaderAt
	column parquetColumn
	chunk  parquetChunk
	at     int64 // of the next page in the file

	dictionary [][]byte
	unpacked   unpacker
	stored     []byte // of a page, as it is in the file
	page       []byte // unpacked
	kept       []byte // of the dictionary

	left   int     // values of the page, null or not
	levels *hybrid // nil: no value can be null
	values values
}

const (
	encodingPlain           = 0
	encodingPlainDictionary = 2
	encodingRLE             = 3
	encodingDeltaNumbers    = 5
	encodingDeltaLengths    = 6
	encodingDeltaBytes      = 7
	encodingDictionary      = 8
)

const (
	// maxPage bounds the bytes of a page, packed and unpacked. Writers aim at 1 MB,
	// DuckDB at 100 MB; one value of any length makes a page of its own.
	maxPage = 512 << 20
	// maxPageHeader bounds what a page says of itself: old writers put the least and
	// the greatest value there, whole.
	maxPageHeader = 32 << 20
)

var errPageSize = fmt.Errorf("a page has more than %d bytes", maxPage)

func newCells(from io.ReaderAt, fileSize int64, column parquetColumn, chunk parquetChunk, rows int64) (*parquetCells, error) {
	switch {
	case chunk.elsewhere:
		return nil, errors.New("a column is kept in another file")
	case chunk.physical != column.physical || chunk.values != rows || chunk.start < 4 || chunk.size < 0 || chunk.size > fileSize-chunk.start:
		return nil, errThrift
	}
	return &parquetCells{from: from, column: column, chunk: chunk, at: chunk.start, unpacked: unpacker{codec: chunk.codec}}, nil
}

// next returns the next value, nil when that is null. It is good until the next
// call.
func (c *parquetCells) next() ([]byte, error) {
	for c.left == 0 {
		if err := c.nextPage(0); err != nil {
			return nil, err
		}
	}
	c.left--
	if c.levels != nil {
		level, err := c.levels.next()
		if err != nil || int(level) != c.column.levels {
			return nil, err
		}
	}
	value, err := c.values.next()
	if value == nil && err == nil {
		value = []byte{}
	}
	return value, err
}

// skip leaves out n values. Pages of which it needs none are not unpacked.
func (c *parquetCells) skip(n int64) error {
	for n > 0 {
		if c.left == 0 {
			before := n
			if err := c.nextPage(n); err != nil {
				return err
			}
			if c.left < 0 { // passed over
				n, c.left = before+int64(c.left), 0
			}
			continue
		}
		if _, err := c.next(); err != nil {
			return err
		}
		n--
	}
	return nil
}

// nextPage opens the next page. One with at most skip values is passed over:
// then left is less than zero, by so many.
func (c *parquetCells) nextPage(skip int64) error {
	end := c.chunk.start + c.chunk.size
	if c.at >= end {
		return errors.New("a column ends before its last row")
	}
	h, size, err := c.header(end)
	if err != nil {
		return err
	}
	c.at += size
	if h.stored < 0 || h.stored > end-c.at || h.unpacked < 0 || h.values < 0 {
		return errPage
	}
	body := c.at
	c.at += h.stored
	isData := h.kind == pageData || h.kind == pageDataV2
	switch {
	case isData && h.values > 0 && h.values <= skip:
		c.left = -int(h.values)
		return nil
	case !isData && h.kind != pageDictionary, isData && h.values == 0:
		return nil
	case h.stored > maxPage || h.unpacked > maxPage:
		return errPageSize
	}
	if c.stored, err = readFully(c.from, body, int(h.stored), reusable(c.stored, int(h.stored))); err != nil {
		return err
	}
	switch h.kind {
	case pageDictionary:
		return c.openDictionary(h)
	case pageDataV2:
		return c.openPageV2(h)
	}
	return c.openPage(h)
}

// readFully returns size bytes of a file, in buffer if they fit.
func readFully(from io.ReaderAt, at int64, size int, buffer []byte) ([]byte, error) {
	if cap(buffer) < size {
		buffer = make([]byte, size)
	}
	buffer = buffer[:size]
	if n, err := from.ReadAt(buffer, at); n < size {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return buffer, nil
}

func (c *parquetCells) openDictionary(h pageHeader) (err error) {
	if c.dictionary != nil || h.encoding != encodingPlain && h.encoding != encodingPlainDictionary {
		return errPage
	}
	if c.kept, err = c.unpacked.unpack(c.stored, int(h.unpacked), nil); err != nil {
		return err
	}
	if len(c.kept) > 0 && &c.kept[0] == &c.stored[0] { // it was not packed
		c.stored = nil
	}
	plain := c.plain(c.kept)
	c.dictionary = [][]byte{}
	for range h.values {
		value, err := plain.next()
		if err != nil {
			return err
		}
		if len(c.dictionary) == maxLengths { // where a value has no bytes nothing else ends it
			return errPage
		}
		c.dictionary = append(c.dictionary, value)
	}
	return nil
}

// openPage opens a page of the first version: all of it is packed, and the levels
// are behind their length.
func (c *parquetCells) openPage(h pageHeader) (err error) {
	if c.page, err = c.unpacked.unpack(c.stored, int(h.unpacked), c.page); err != nil {
		return err
	}
	body := c.page
	c.levels = nil
	if c.column.levels > 0 {
		if h.levels != encodingRLE {
			return errEncoding
		}
		if len(body) < 4 || uint64(binary.LittleEndian.Uint32(body)) > uint64(len(body)-4) {
			return errPage
		}
		n := 4 + int(binary.LittleEndian.Uint32(body))
		c.levels = &hybrid{bytes: body[4:n], width: bitsOf(c.column.levels)}
		body = body[n:]
	}
	return c.openValues(h, body)
}

// openPageV2 opens a page of the second version: the levels come first and are
// not packed.
func (c *parquetCells) openPageV2(h pageHeader) (err error) {
	if h.repeats < 0 || h.defines < 0 || h.repeats > int64(len(c.stored)) || h.defines > int64(len(c.stored))-h.repeats {
		return errPage
	}
	before := h.repeats + h.defines
	if h.unpacked < before {
		return errPage
	}
	c.levels = nil
	if c.column.levels > 0 {
		c.levels = &hybrid{bytes: c.stored[h.repeats:before], width: bitsOf(c.column.levels)}
	}
	if h.plain {
		return c.openValues(h, c.stored[before:])
	}
	if c.page, err = c.unpacked.unpack(c.stored[before:], int(h.unpacked-before), c.page); err != nil {
		return err
	}
	return c.openValues(h, c.page)
}

func (c *parquetCells) openValues(h pageHeader, body []byte) (err error) {
	isBytes := c.column.physical == typeBytes
	isNumber := c.column.physical == typeInt32 || c.column.physical == typeInt64
	switch {
	case h.encoding == encodingPlain:
		c.values = c.plain(body)
	case h.encoding == encodingDictionary || h.encoding == encodingPlainDictionary:
		c.values, err = c.looked(body)
	case h.encoding == encodingDeltaNumbers && isNumber:
		var d *deltas
		d, err = newDeltas(body)
		c.values = &deltaNumbers{deltas: d, size: c.column.size()}
	case h.encoding == encodingDeltaLengths && isBytes:
		c.values, err = newDeltaBytes(body, false)
	case h.encoding == encodingDeltaBytes && (isBytes || c.column.physical == typeFixed):
		c.values, err = newDeltaBytes(body, true)
	default:
		return errEncoding
	}
	if err == nil {
		c.left = int(h.values)
	}
	return err
}

// looked returns values by their numbers in the dictionary. A page whose values
// are all null may have nothing at all.
func (c *parquetCells) looked(body []byte) (values, error) {
	if len(body) == 0 {
		return &looked{}, nil
	}
	if body[0] > 32 || c.dictionary == nil {
		return nil, errPage
	}
	return &looked{dictionary: c.dictionary, numbers: hybrid{bytes: body[1:], width: int(body[0])}}, nil
}

func (c *parquetCells) plain(body []byte) values {
	if c.column.physical == typeBytes {
		return &plainBytes{bytes: body}
	}
	return &plainFixed{bytes: body, length: c.column.size()}
}

// size returns how many bytes a value has that is no byte array.
func (c *parquetColumn) size() int {
	switch c.physical {
	case typeInt32, typeFloat:
		return 4
	case typeInt64, typeDouble:
		return 8
	case typeInt96:
		return 12
	}
	return c.length
}
