package archive

import (
	"bytes"
	"errors"
	"io"

	"github.com/winnow-news/winnow/pipeline/record"
)

// rowReader cuts a table in text into rows. A row is a line, or several when a
// quoted field has line breaks. Where the quotes make no sense, it is a line:
// then a stray quote costs its own row and no other.
type rowReader struct {
	from      io.Reader
	delimiter byte
	limit     int // bytes of a row

	buffer []byte // read and not returned yet, from first on
	first  int
	offset int64 // of buffer[first] in the input
	end    error // why there is nothing more to read
}

// Reasons why a row has no fields. They are what its record says.
var (
	errQuote = errors.New("a quote is not closed, or stands inside a quoted field that has line breaks")
	errLong  = errors.New("longer than is read")
)

const rowChunk = 256 << 10

// next returns the bytes of the next row, its line end included, until the next
// call. Why it can't be parsed, if so, is broken: errQuote or errLong, which
// returns limit+1 bytes of it. size is how many bytes it takes. It returns
// io.EOF after the last.
func (r *rowReader) next() (row []byte, size int, broken, err error) {
	var s rowScan
	for {
		rest := len(r.buffer) - r.first
		s.final = r.end != nil && rest <= r.limit
		n := s.scan(r.window(), r.delimiter) // however much was read at once, a row is the same
		switch {
		case n > 0:
			return r.take(n), n, nil, nil
		case s.bare || s.quoted && rest > r.limit:
			return r.line()
		case rest > r.limit:
			return r.longLine()
		case r.end != nil && !errors.Is(r.end, io.EOF):
			return nil, 0, nil, r.end
		case s.quoted && r.end != nil:
			return r.line()
		case r.end != nil && rest == 0:
			return nil, 0, nil, io.EOF
		case r.end != nil:
			return r.take(rest), rest, nil, nil
		}
		r.fill()
	}
}

// header returns the next line, its end included, whatever quotes are in it. It
// returns io.EOF after the last.
func (r *rowReader) header() ([]byte, error) {
	for {
		n := bytes.IndexByte(r.window(), '\n') + 1
		switch rest := len(r.buffer) - r.first; {
		case n > 0:
			return r.take(n), nil
		case rest > r.limit:
			return nil, tooLarge(rest, r.limit)
		case r.end != nil && (rest == 0 || !errors.Is(r.end, io.EOF)):
			return nil, r.end
		case r.end != nil:
			return r.take(rest), nil
		}
		r.fill()
	}
}

// window returns what was read of the longest row that can be returned, and a byte
// more.
func (r *rowReader) window() []byte {
	return r.buffer[r.first:min(len(r.buffer), r.first+r.limit+1)]
}

// take returns the next n bytes.
func (r *rowReader) take(n int) []byte {
	row := r.buffer[r.first : r.first+n]
	r.first += n
	r.offset += int64(n)
	return row
}

// line returns the first line of what was read as a row that can't be parsed.
func (r *rowReader) line() ([]byte, int, error, error) {
	n := bytes.IndexByte(r.window(), '\n') + 1
	switch rest := len(r.buffer) - r.first; {
	case n > 0:
	case rest > r.limit:
		return r.longLine()
	default:
		n = rest
	}
	return r.take(n), n, errQuote, nil
}

// longLine returns the beginning of a line that is longer than limit, and leaves
// out the rest.
func (r *rowReader) longLine() ([]byte, int, error, error) {
	row := bytes.Clone(r.take(r.limit + 1))
	size := len(row)
	for {
		if n := bytes.IndexByte(r.buffer[r.first:], '\n'); n >= 0 {
			r.take(n + 1)
			return row, size + n + 1, errLong, nil
		}
		size += len(r.take(len(r.buffer) - r.first))
		if r.end != nil {
			return row, size, errLong, nil
		}
		r.fill()
	}
}

// fill reads more. The bytes that were returned go.
func (r *rowReader) fill() {
	if r.first > 0 {
		r.buffer = r.buffer[:copy(r.buffer, r.buffer[r.first:])]
		r.first = 0
	}
	if free := cap(r.buffer) - len(r.buffer); free < rowChunk {
		r.buffer = append(make([]byte, 0, 2*cap(r.buffer)+rowChunk), r.buffer...)
	}
	n, err := r.from.Read(r.buffer[len(r.buffer):cap(r.buffer)])
	r.buffer, r.end = r.buffer[:len(r.buffer)+n], err
}

// rowScan is how far a row was looked at, so that no byte is looked at twice when
// more of them come.
type rowScan struct {
	at     int
	inside bool // a field has begun
	quoted bool // it is quoted and not closed yet
	broken bool // it has a line break
	bare   bool // after that a quote is neither doubled nor at the field's end
	final  bool // nothing comes behind the text
}

// scan returns the length of the row at the beginning of text, its line end
// included; 0 when its end is not in text, or when bare was found.
func (s *rowScan) scan(text []byte, delimiter byte) int {
	for s.at < len(text) && !s.bare {
		if s.quoted {
			if !s.scanQuoted(text, delimiter) {
				return 0
			}
			continue
		}
		switch c := text[s.at]; {
		case c == '\n':
			return s.at + 1
		case c == delimiter:
			s.inside = false
		case c == '"' && !s.inside:
			s.quoted, s.inside, s.broken = true, true, false
		default:
			s.inside = true
		}
		s.at++
	}
	return 0
}

// scanQuoted goes to the next quote and beyond. It reports whether text had
// enough bytes to tell what that is.
func (s *rowScan) scanQuoted(text []byte, delimiter byte) bool {
	n := bytes.IndexByte(text[s.at:], '"')
	if n < 0 {
		s.broken = s.broken || bytes.IndexByte(text[s.at:], '\n') >= 0
		s.at = len(text)
		return false
	}
	s.broken = s.broken || bytes.IndexByte(text[s.at:s.at+n], '\n') >= 0
	s.at += n
	closes, doubled, told := quoteIs(text[s.at:], delimiter, s.final)
	switch {
	case !told:
		return false
	case doubled:
		s.at += 2
	case closes:
		s.quoted = false
		s.at++
	default: // a quote as people forget to double it
		s.bare = s.broken
		s.at++
	}
	return true
}

// quoteIs tells what the quote at the beginning of text is in a quoted field. At
// the end of a text that is not final it is not told yet.
func quoteIs(text []byte, delimiter byte, final bool) (closes, doubled, told bool) {
	if len(text) == 1 || len(text) == 2 && text[1] == '\r' {
		return true, false, final
	}
	switch {
	case text[1] == '"':
		return false, true, true
	case text[1] == delimiter, text[1] == '\n', text[1] == '\r' && text[2] == '\n':
		return true, false, true
	}
	return false, false, true
}

// fieldsOf returns the fields of a row. The quotes of a row are what scan found
// them to be; a quote in a field that does not begin with one is text.
func fieldsOf(row []byte, delimiter byte) ([][]byte, error) {
	row = withoutEnd(row)
	var fields [][]byte
	for {
		field, rest, more, err := cutField(row, delimiter)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
		if !more {
			return fields, nil
		}
		row = rest
	}
}

func withoutEnd(row []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(row, []byte("\n")), []byte("\r"))
}

// cutField returns the first field of a row and what follows its delimiter, if
// there is one.
func cutField(row []byte, delimiter byte) (field, rest []byte, more bool, err error) {
	if len(row) == 0 || row[0] != '"' {
		field, rest, more = bytes.Cut(row, []byte{delimiter})
		return field, rest, more, nil
	}
	row = row[1:]
	for {
		n := bytes.IndexByte(row, '"')
		if n < 0 {
			return nil, nil, false, refuse(record.ReasonBroken, "%w", errQuote)
		}
		closes, doubled, _ := quoteIs(row[n:], delimiter, true)
		field = append(field, row[:n]...)
		switch {
		case doubled:
			field = append(field, '"')
			row = row[n+2:]
		case closes && len(row) == n+1:
			return field, nil, false, nil
		case closes && row[n+1] == delimiter:
			return field, row[n+2:], true, nil
		default:
			field = append(field, '"')
			row = row[n+1:]
		}
	}
}
