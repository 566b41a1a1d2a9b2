package serve

import (
	"bufio"
	"bytes"
	"io"

	"github.com/winnow-news/winnow/pipeline/ask"
)

// lines reads the lines of a batch. A line that is too long costs itself alone.
type lines struct {
	from  *bufio.Reader
	limit int // bytes of a line
	left  int // bytes of the batch
	n     int // lines that were read, the empty ones too
}

// lineBuffer is what is read at once.
const lineBuffer = 64 << 10

func newLines(from io.Reader, limit, most int) *lines {
	return &lines{from: bufio.NewReaderSize(from, lineBuffer), limit: limit, left: most}
}

// next returns the next line that is not empty, without its end; the caller keeps
// it. At the end it returns io.EOF. A refusal is of that line alone; any other error
// ends the batch.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.one()
		if line = bytes.TrimSpace(line); len(line) > 0 || err != nil {
			return line, err
		}
	}
}

// one returns the next line, also an empty one.
func (l *lines) one() (line []byte, err error) {
	l.n++
	length := 0
	for {
		part, err := l.from.ReadSlice('\n')
		length += len(part)
		if l.left -= len(part); l.left < 0 {
			return nil, batchError{ask.Refuse(ask.ReasonTooLarge, "the batch is over %d MB here: send the rest as another", mostBatchBytes>>20)}
		}
		if length <= l.limit {
			line = append(line, part...)
		} else {
			line = nil
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && length > 0: // the last line has no end
		case err == io.EOF:
			return nil, io.EOF
		case err != nil:
			return nil, batchError{refusalOf(err)}
		}
		if length > l.limit {
			return nil, tooLarge(l.limit)
		}
		return line, nil
	}
}

// batchError is a refusal after which nothing more of a batch can be read.
type batchError struct{ refusal *ask.Refusal }

// Error returns what is wrong.
func (e batchError) Error() string { return e.refusal.Error() }
