package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/winnow-news/winnow/cleaners/document"
)

// lines reads JSON, one envelope a line. Blank lines are left out.
type lines struct {
	s       *stream
	options *Options
	number  int    // of the last line
	offset  int64  // behind it
	scratch []byte // the last line, used again
}

func openLines(s *stream, at Mark, o *Options) (reader, error) {
	if err := s.skip(at.Offset); err != nil {
		return nil, err
	}
	return &lines{s: s, options: o, number: at.Number, offset: at.Offset}, nil
}

func (l *lines) close() error { return nil }

func (l *lines) counted() int { return l.number }

func (l *lines) next() (*Record, error) {
	for l.s.until == 0 || l.offset < l.s.until {
		text, length, err := readLine(l.s.bytes, l.scratch[:0], l.options.MaxRecord)
		if l.scratch = text; cap(text) > 1<<mostBits {
			l.scratch = nil
		}
		if length == 0 && err != nil {
			return nil, err
		}
		if err != nil && !errors.Is(err, io.EOF) { // the line may be half there
			return nil, err
		}
		begin := l.offset
		l.number++
		l.offset += int64(length)
		if len(bytes.TrimSpace(text)) > 0 {
			return l.record(text, begin, length), nil
		}
	}
	return nil, io.EOF
}

func (l *lines) record(line []byte, begin int64, length int) *Record {
	text, release := l.options.buffers.copyOf(line)
	whole := len(text) <= l.options.MaxRecord
	return &Record{
		Number: l.number, Offset: begin, Unit: "line", Size: len(text),
		After: Mark{Number: l.number, Offset: l.offset},
		Open: func() (document.Raw, error) {
			if !whole {
				return document.Raw{}, tooLarge(length, l.options.MaxRecord)
			}
			return openLine(text, l.options)
		},
		Original: func() (string, []byte) { return OriginalEnvelope, text },
		release:  release,
	}
}

func tooLarge(bytes, limit int) error {
	return refuse(ReasonTooLarge, "it has %d bytes, and at most %d are read", bytes, limit)
}

// readLine returns the next line without its end, in a buffer, and how many bytes
// it took. Of a line longer than limit it returns the first limit+1 bytes.
func readLine(from *bufio.Reader, buffer []byte, limit int) (text []byte, length int, err error) {
	text = buffer
	for {
		part, err := from.ReadSlice('\n')
		length += len(part)
		if err == nil {
			part = part[:len(part)-1]
		}
		text = append(text, part[:min(len(part), limit+1-len(text))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, length, err
		}
	}
}
