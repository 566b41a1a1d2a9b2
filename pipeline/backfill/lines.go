package backfill

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// MaxLine is the longest line that is read, in bytes. It holds a document of
// the size limit even when its JSON escapes every second byte.
const MaxLine = 64 << 20

// ReasonTooLong is the reason of a line that is longer than MaxLine.
const ReasonTooLong = "too-large"

// line is one line of an input; it is the Origin of its item.
type line struct {
	file   string
	index  int // of the input
	number int // from 1
	text   []byte
}

// end returns the position after the line.
func (l *line) end() position { return position{File: l.index, Line: l.number} }

// String returns where the line is, as compilers do.
func (l *line) String() string { return fmt.Sprintf("%s:%d", l.file, l.number) }

// lines is a source of the lines of several files, one after the other.
type lines struct {
	names   []string
	current *os.File // nil for stdin and between files
	reader  *bufio.Reader
	stdin   *cancelableReader // under reader when that reads stdin
	name    string
	number  int
	index   int // of the input after the current one
	skipped int // lines of the next input that are done with
	maxLine int
}

// skip leaves out the lines that are done with. It must be called before the
// first is received.
func (l *lines) skip(done position) {
	l.index = min(done.File, len(l.names))
	l.names = l.names[l.index:]
	l.skipped = done.Line
}

// openLines checks that every file can be read, and is not the output, before
// the first is begun.
func openLines(names []string, out string, stdin io.Reader) (*lines, error) {
	target, targetErr := os.Stat(out)
	for _, name := range names {
		if name == "-" {
			continue
		}
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		info, err := file.Stat()
		file.Close()
		switch {
		case err != nil:
			return nil, err
		case info.IsDir():
			return nil, fmt.Errorf("%s is a directory", name)
		case out != "-" && targetErr == nil && os.SameFile(info, target):
			return nil, fmt.Errorf("%s is both input and output", name)
		}
	}
	return &lines{names: names, stdin: newCancelableReader(stdin), maxLine: MaxLine}, nil
}

// Receive returns the next line that is not blank.
func (l *lines) Receive(ctx context.Context) (pipeline.Item[*line], error) {
	for {
		if ctx.Err() != nil {
			return pipeline.Item[*line]{}, ctx.Err()
		}
		if l.reader == nil {
			if err := l.openNext(); err != nil {
				return pipeline.Item[*line]{}, err
			}
		}
		l.stdin.ctx = ctx
		text, whole, err := l.readLine()
		if err != nil && ctx.Err() != nil { // the line may be half there
			return pipeline.Item[*line]{}, ctx.Err()
		}
		if len(text) == 0 && err != nil {
			l.close()
			if errors.Is(err, io.EOF) {
				continue
			}
			return pipeline.Item[*line]{}, fmt.Errorf("%s:%d: %w", l.name, l.number+1, err)
		}
		l.number++
		if l.number <= l.skipped {
			continue
		}
		if len(bytes.TrimSpace(text)) > 0 {
			return l.item(text, whole), nil
		}
	}
}

func (l *lines) item(text []byte, whole bool) pipeline.Item[*line] {
	at := &line{file: l.name, index: l.index - 1, number: l.number, text: text}
	return pipeline.Item[*line]{Size: len(text), Origin: at, Open: func() (document.Raw, error) {
		if !whole {
			return document.Raw{}, tooLong{l.maxLine}
		}
		return record.ParseEnvelope(at.text)
	}}
}

func (l *lines) openNext() error {
	if len(l.names) == 0 {
		return io.EOF
	}
	name := l.names[0]
	if l.name != "" { // the skipped lines are of the first
		l.skipped = 0
	}
	l.names, l.number = l.names[1:], 0
	l.index++
	if name == "-" {
		l.name, l.reader = "stdin", bufio.NewReaderSize(l.stdin, 1<<16)
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	l.name, l.current, l.reader = filepath.ToSlash(name), file, bufio.NewReaderSize(file, 1<<16)
	return nil
}

// readLine returns the next line without its end. Of a line longer than maxLine
// it returns the beginning, skips the rest, and reports that it is not whole.
func (l *lines) readLine() (text []byte, whole bool, err error) {
	whole = true
	for {
		part, err := l.reader.ReadSlice('\n')
		if room := l.maxLine + 1 - len(text); len(part) > room { // one more for the line end
			part, whole = part[:max(room, 0)], false
		}
		text = append(text, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		text = bytes.TrimSuffix(text, []byte("\n"))
		if len(text) > l.maxLine {
			text, whole = text[:l.maxLine], false
		}
		return text, whole, err
	}
}

func (l *lines) close() {
	if l.current != nil {
		l.current.Close() // it was only read
	}
	l.current, l.reader = nil, nil
}

// tooLong is the error of a line longer than the limit, in bytes.
type tooLong struct{ limit int }

func (e tooLong) Error() string { return fmt.Sprintf("the line is longer than %d bytes", e.limit) }
func (tooLong) Reason() string  { return ReasonTooLong }
