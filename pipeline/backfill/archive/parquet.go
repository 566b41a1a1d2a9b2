package archive

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// parquetReader reads the rows of a Parquet file: of each row group the columns
// that are wanted, a page of each in memory. A mark's Offset is the index of the
// row group, its Number the row in the file. The reading is our own, since
// libraries trust the sizes and the counts that a file states:
//
//   - parquet_thrift.go: the protocol of its metadata
//   - parquet_footer.go, parquet_schema.go: its row groups and columns
//   - parquet_pages.go, parquet_header.go, parquet_codecs.go: the pages of a column
//   - parquet_values.go: the values of a page
type parquetReader struct {
	s       *stream
	size    int64
	options *Options
	chosen  []column
	columns []parquetColumn // of chosen
	groups  []parquetGroup

	group  int             // that is read
	begin  int64           // rows before it
	row    int64           // of the group, that is next
	cells  []*parquetCells // nil: the group is not open
	unread int64           // rows of the group that the mark is behind
}

// isParquet reports whether a beginning is a Parquet file's, or an encrypted one's.
func isParquet(head []byte) bool {
	return len(head) >= 4 && (string(head[:4]) == "PAR1" || string(head[:4]) == "PARE")
}

func openParquet(s *stream, at Mark, o *Options) (reader, error) {
	if s.file == nil || s.packed != nil {
		return nil, refuse(ReasonUnknown, "Parquet is read from its end, and so only from a file that is not compressed as a whole: save or decompress it first")
	}
	info, err := s.file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, refuse(ReasonUnknown, "Parquet is read from its end, and so not from a pipe: save it first")
	}
	p := &parquetReader{s: s, size: info.Size(), options: o}
	footer, err := readFooter(s.file, p.size)
	if err != nil {
		return nil, err
	}
	if err := p.choose(footer); err != nil {
		return nil, err
	}
	p.goTo(at)
	return p, nil
}

// choose finds the columns that are read.
func (p *parquetReader) choose(footer []byte) error {
	all, err := parseSchema(footer)
	if err != nil {
		return err
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].path
	}
	// A column of another kind is no field of a document, whatever it is called.
	p.chosen, err = chooseColumns(names, func(i int) bool { return all[i].isText() }, p.options.Fields)
	if err != nil {
		return err
	}
	var wanted []int
	for _, c := range p.chosen {
		column := all[c.index]
		if !column.isText() || c.field == "content" && column.physical != typeBytes && column.physical != typeFixed {
			return refuse(record.ReasonContent, "the column %s, which should be its %s, does not hold text", column.path, c.field)
		}
		p.columns, wanted = append(p.columns, column), append(wanted, c.index)
	}
	p.groups, err = parseGroups(footer, wanted)
	return err
}

// isText reports whether values can be written as text, one to a row.
func (c *parquetColumn) isText() bool {
	switch {
	case c.repeated || c.meaning == meansOther || c.physical == typeBoolean:
		return false
	case c.physical == typeFixed:
		return c.length > 0 && c.length < maxPage && (c.meaning != meansUUID || c.length == 16)
	}
	return c.physical > typeBoolean && c.physical <= typeFixed
}

// goTo sets what is read next.
func (p *parquetReader) goTo(at Mark) {
	for p.group < len(p.groups) && int64(p.group) < at.Offset {
		p.begin = addRows(p.begin, p.groups[p.group].rows)
		p.group++
	}
	p.unread = max(int64(at.Number)-p.begin, 0)
}

// addRows adds what a footer states, which may be anything.
func addRows(a, b int64) int64 { return min(a, math.MaxInt64/2) + min(b, math.MaxInt64/2) }

func (p *parquetReader) close() error {
	p.closeGroup()
	return nil
}

func (p *parquetReader) closeGroup() {
	for _, c := range p.cells {
		c.unpacked.close()
	}
	p.cells, p.row, p.unread = nil, 0, 0
}

// nextGroup goes to the next row group.
func (p *parquetReader) nextGroup() {
	p.closeGroup()
	p.begin = addRows(p.begin, p.groups[p.group].rows)
	p.group++
}

func (p *parquetReader) next() (*Record, error) {
	for {
		if p.group == len(p.groups) {
			p.s.stored.n = p.size
			return nil, io.EOF
		}
		if p.row >= p.groups[p.group].rows || p.unread >= p.groups[p.group].rows {
			p.nextGroup()
			continue
		}
		r, err := p.readRow()
		if err == nil {
			return r, nil
		}
		if ofSystem(err) {
			return nil, err
		}
		return p.brokenGroup(err), nil
	}
}

// openGroup opens the columns of the row group, at the row where the mark is.
func (p *parquetReader) openGroup() error {
	g := &p.groups[p.group]
	for i, column := range p.columns {
		c, err := newCells(p.s.file, p.size, column, g.chunks[i], g.rows)
		if err != nil {
			return err
		}
		p.cells = append(p.cells, c)
	}
	p.row, p.unread = p.unread, 0
	for _, c := range p.cells {
		if err := c.skip(p.row); err != nil {
			return err
		}
	}
	return nil
}

// readRow reads the next row. A panic of a decoder is an error of the row group.
func (p *parquetReader) readRow() (r *Record, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("a page can't be read: %v", cause)
		}
	}()
	if p.cells == nil {
		if err := p.openGroup(); err != nil {
			return nil, err
		}
	}
	var row parquetRow
	for i, c := range p.cells {
		value, err := c.next()
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", p.columns[i].path, err)
		}
		row.set(p.chosen[i].field, &p.columns[i], value, p.options.MaxRecord)
		p.s.stored.n = max(p.s.stored.n, min(c.at, p.size))
	}
	p.row++
	r = &Record{Size: row.size, Open: row.open, Original: row.original}
	return p.placed(r), nil
}

// placed completes a record behind which reading goes on.
func (p *parquetReader) placed(r *Record) *Record {
	r.Unit, r.Number, r.Offset = "row", int(p.begin+p.row), int64(p.group)
	r.After = Mark{Offset: int64(p.group), Number: r.Number}
	return r
}

// brokenGroup returns the record that says what is wrong with the rest of a row
// group. Behind it is the next.
func (p *parquetReader) brokenGroup(cause error) *Record {
	if p.cells == nil || p.unread > 0 {
		p.row = p.unread
	}
	p.row++
	r := p.placed(&Record{})
	first, last := r.Number, addRows(p.begin, p.groups[p.group].rows)
	group := p.group
	p.nextGroup()
	r.After = Mark{Offset: int64(p.group), Number: int(p.begin)}
	r.Open = func() (document.Raw, error) {
		return document.Raw{}, refuse(ReasonBroken, "row group %d can't be read, from row %d to row %d: %w", group+1, first, last, cause)
	}
	r.Original = func() (string, []byte) { return "parquet", nil } // which nothing rereads
	return r
}

// parquetRow is the values of a row.
type parquetRow struct {
	envelope record.Envelope
	size     int
	err      error // why it is no document
}

// set puts a value into the row, nil for null.
func (r *parquetRow) set(field string, c *parquetColumn, value []byte, limit int) {
	if value == nil {
		return
	}
	if r.size += len(value); r.size > limit {
		if r.err == nil {
			r.err = tooLarge(r.size, limit)
		}
		return
	}
	if err := setField(&r.envelope, field, c.text(value), true); err != nil && r.err == nil {
		r.err = err
	}
}

func (r *parquetRow) open() (document.Raw, error) {
	if r.err != nil {
		return document.Raw{}, r.err
	}
	if r.envelope.Content == nil && r.envelope.ContentB64 == nil {
		return document.Raw{}, refuse(record.ReasonContent, "its content is null")
	}
	if r.envelope.Content != nil && r.envelope.ContentB64 != nil && *r.envelope.Content == "" {
		r.envelope.Content = nil
	}
	return r.envelope.Raw()
}

func (r *parquetRow) original() (string, []byte) { return originalRow(r.envelope) }

// text returns a value as text. Times are RFC 3339; those without a zone are
// taken for UTC, as pandas and Spark write it.
func (c *parquetColumn) text(value []byte) []byte {
	switch c.physical {
	case typeInt32:
		return c.number(int64(int32(binary.LittleEndian.Uint32(value))), 32)
	case typeInt64:
		return c.number(int64(binary.LittleEndian.Uint64(value)), 64)
	case typeInt96:
		const julianEpoch = 2440588 // the day 1970-01-01
		day := int64(binary.LittleEndian.Uint32(value[8:])) - julianEpoch
		return rfc3339(time.Unix(day*86400, int64(binary.LittleEndian.Uint64(value))))
	case typeFloat:
		return strconv.AppendFloat(nil, float64(math.Float32frombits(binary.LittleEndian.Uint32(value))), 'f', -1, 32)
	case typeDouble:
		return strconv.AppendFloat(nil, math.Float64frombits(binary.LittleEndian.Uint64(value)), 'f', -1, 64)
	}
	if c.meaning == meansUUID && len(value) == 16 {
		return fmt.Appendf(nil, "%x-%x-%x-%x-%x", value[:4], value[4:6], value[6:8], value[8:10], value[10:])
	}
	return value
}

func (c *parquetColumn) number(n int64, bits int) []byte {
	switch c.meaning {
	case meansUnsigned:
		return strconv.AppendUint(nil, uint64(n)&(1<<bits-1), 10)
	case meansDay:
		return time.Unix(n*86400, 0).UTC().AppendFormat(nil, time.DateOnly)
	case meansMillis:
		return rfc3339(time.UnixMilli(n))
	case meansMicros:
		return rfc3339(time.UnixMicro(n))
	case meansNanos:
		return rfc3339(time.Unix(0, n))
	}
	return strconv.AppendInt(nil, n, 10)
}

func rfc3339(t time.Time) []byte { return t.UTC().AppendFormat(nil, time.RFC3339Nano) }
