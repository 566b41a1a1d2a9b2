package archive

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// table is the header of a CSV file, and what it says of the rows.
type table struct {
	header    []byte // the line as it is, for rejects
	delimiter byte
	width     int // fields of a row
	columns   []column
}

// csvReader reads the rows of a table in text: RFC 4180, with the delimiters and
// the quotes that people write. Marks are offsets of rows; the header is read
// again at each. A header is one line.
type csvReader struct {
	rows    rowReader
	table   *table
	options *Options
	number  int // of the last row
}

func openCSV(s *stream, at Mark, o *Options) (reader, error) {
	c := &csvReader{options: o, number: at.Number, rows: rowReader{from: s.bytes, limit: o.MaxRecord}}
	var err error
	if c.table, err = c.readHeader(strings.EqualFold(filepath.Ext(plainName(s.name)), ".tsv")); err != nil {
		return nil, err
	}
	if at.Offset > c.rows.offset {
		return c, c.rows.skipTo(at.Offset, s)
	}
	return c, nil
}

// skipTo goes on with the row at an offset.
func (r *rowReader) skipTo(offset int64, s *stream) error {
	if buffered := int64(len(r.buffer) - r.first); offset-r.offset <= buffered {
		r.take(int(offset - r.offset))
		return nil
	} else if s.file == nil || s.packed != nil {
		if _, err := io.CopyN(io.Discard, r.from, offset-r.offset-buffered); err != nil {
			return err
		}
	} else if err := s.skip(offset); err != nil {
		return err
	}
	*r = rowReader{from: r.from, delimiter: r.delimiter, limit: r.limit, offset: offset}
	return nil
}

func (c *csvReader) close() error { return nil }

// readHeader reads the first line that is not blank. A line "sep=;" before it is
// a spreadsheet's, and says what the delimiter is.
func (c *csvReader) readHeader(tabs bool) (*table, error) {
	var told byte
	for {
		line, err := c.rows.header()
		switch {
		case errors.Is(err, io.EOF):
			return nil, refuse(record.ReasonBroken, "there is no header line")
		case err != nil:
			return nil, err
		}
		if !mayBeUTF8(line) {
			return nil, refuse(record.ReasonBroken, "the header has zero bytes, as in UTF-16: convert the table to UTF-8")
		}
		text := withoutEnd(bytes.TrimPrefix(line, bom))
		if rest, is := bytes.CutPrefix(text, []byte("sep=")); is && len(rest) == 1 {
			told = rest[0]
			continue
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if told == 0 {
			told = delimiterOf(text, tabs)
		}
		c.rows.delimiter = told
		return newTable(bytes.Clone(text), told, c.options)
	}
}

// mayBeUTF8 reports whether a header can be UTF-8. It is in UTF-16 in what some
// spreadsheets save as "Unicode text".
func mayBeUTF8(header []byte) bool { return bytes.IndexByte(header, 0) < 0 }

var bom = []byte("\ufeff")

// delimiters are told from the header, the first of those that cut it into the
// most names.
var delimiters = []byte(",;\t|")

func delimiterOf(header []byte, tabs bool) byte {
	best, most := delimiters[0], 1
	if tabs {
		best = '\t'
	}
	for _, d := range delimiters {
		if names, err := fieldsOf(header, d); err == nil && len(names) > most {
			best, most = d, len(names)
		}
	}
	return best
}

func newTable(header []byte, delimiter byte, o *Options) (*table, error) {
	names, err := namesOf(header, delimiter)
	if err != nil {
		return nil, err
	}
	columns, err := chooseColumns(names, anyColumn, o.Fields)
	if err != nil {
		return nil, err
	}
	return &table{header: header, delimiter: delimiter, width: len(names), columns: columns}, nil
}

func namesOf(header []byte, delimiter byte) ([]string, error) {
	fields, err := fieldsOf(header, delimiter)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = strings.TrimSpace(strings.ToValidUTF8(string(fields[i]), "\ufffd"))
	}
	return names, nil
}

func (c *csvReader) next() (*Record, error) {
	for {
		begin := c.rows.offset
		row, size, broken, err := c.rows.next()
		if err != nil {
			return nil, err
		}
		if broken == nil && len(bytes.TrimSpace(row)) == 0 && (c.table.width > 1 || len(withoutEnd(row)) == 0) && !c.blankIsRow(row) {
			continue
		}
		c.number++
		return c.record(bytes.Clone(row), begin, size, broken), nil
	}
}

// blankIsRow reports whether white space is a row after all: of empty fields
// between tabs.
func (c *csvReader) blankIsRow(row []byte) bool {
	return c.table.delimiter == '\t' && c.table.width > 1 && bytes.Count(row, []byte{'\t'}) == c.table.width-1
}

func (c *csvReader) record(row []byte, begin int64, size int, broken error) *Record {
	t, limit := c.table, c.options.MaxRecord
	open := func() (record.Envelope, error) {
		switch {
		case size > limit:
			return record.Envelope{}, tooLarge(size, limit)
		case broken != nil:
			return record.Envelope{}, refuse(record.ReasonBroken, "%w", broken)
		}
		return t.envelope(row)
	}
	return &Record{
		Number: c.number, Offset: begin, Unit: "row", Size: len(row),
		After: Mark{Number: c.number, Offset: c.rows.offset},
		Open: func() (document.Raw, error) {
			e, err := open()
			if err != nil {
				return document.Raw{}, err
			}
			return e.Raw()
		},
		Original: func() (string, []byte) {
			if e, err := open(); err == nil {
				return originalRow(e)
			}
			return OriginalCSV, bytes.Join([][]byte{t.header, row}, []byte("\n"))
		},
	}
}

// envelope returns what a row says. An empty field is one that is not there; of
// content only where another column can have it.
func (t *table) envelope(row []byte) (record.Envelope, error) {
	var e record.Envelope
	fields, err := fieldsOf(row, t.delimiter)
	if err != nil {
		return e, err
	}
	if len(fields) != t.width {
		return e, refuse(record.ReasonBroken, "the row has %d fields, and the header %d", len(fields), t.width)
	}
	encoded := false
	for _, c := range t.columns {
		value := fields[c.index]
		if c.field == "content_b64" {
			encoded = len(value) > 0
		}
		if len(value) == 0 && c.field != "content" {
			continue
		}
		if err := setField(&e, c.field, value, false); err != nil {
			return e, err
		}
	}
	if encoded && e.Content != nil && *e.Content == "" {
		e.Content = nil
	}
	return e, nil
}

// openCSVRow parses a row that comes with its header.
func openCSVRow(_ *record.Reject, original []byte, o *Options) (document.Raw, error) {
	rows := &csvReader{options: o, rows: rowReader{from: bytes.NewReader(original), limit: len(original)}}
	t, err := rows.readHeader(false)
	if err != nil {
		return document.Raw{}, err
	}
	e, err := t.envelope(original[rows.rows.offset:])
	if err != nil {
		return document.Raw{}, err
	}
	return e.Raw()
}

// looksLikeTable reports whether a beginning is plainly the header of a table:
// names that are all different, of which one is usual for content and another
// for something else.
func looksLikeTable(head []byte) bool {
	line, _, whole := bytes.Cut(bytes.TrimPrefix(head, bom), []byte("\n"))
	if !whole {
		return false
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	delimiter := delimiterOf(line, false)
	names, err := namesOf(line, delimiter)
	if err != nil || len(names) < 2 || bytes.Contains(line, []byte{delimiter, ' '}) { // a sentence has a space there
		return false
	}
	seen := map[string]bool{}
	for _, name := range names {
		if !isColumnName(name) || seen[name] {
			return false
		}
		seen[name] = true
	}
	columns, err := chooseColumns(names, anyColumn, nil)
	return err == nil && len(columns) >= 2
}

// isColumnName reports whether a field of a first line can be the name of a column
// and no sentence: one word. pandas leaves the name of its index empty.
func isColumnName(name string) bool {
	const longest = 64
	return len(name) <= longest && strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && r != '.' && r != '-' && r != ':' && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0x80)
	}) < 0
}
