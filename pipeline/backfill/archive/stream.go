package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// stream is the bytes of one input.
type stream struct {
	name   string
	file   *os.File      // nil: standard input
	stored *countReader  // what is stored, as it is read
	raw    *bufio.Reader // over stored
	packed *compression  // nil: it is not
	bytes  *bufio.Reader // decompressed; raw when it is not packed
	unpack io.Closer     // of the decoder; nil: there is none
	at     int64         // bytes that were skipped before the first of bytes
	until  int64         // Offset of the mark where reading ends; 0: the end of the file
}

const bufferBytes = 64 << 10

// countReader counts what is read through it.
type countReader struct {
	from io.Reader
	n    int64
}

func (c *countReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// openStream opens a file, or reads from stdin when that is not nil.
func openStream(name string, stdin io.Reader) (*stream, error) {
	s := &stream{name: name}
	from := stdin
	if from == nil {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		s.file, from = file, file
	}
	s.stored = &countReader{from: from}
	s.raw = bufio.NewReaderSize(s.stored, bufferBytes)
	if err := s.decompress(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// decompress looks at the first bytes and puts the decoder that they ask for
// before the rest.
func (s *stream) decompress() error {
	const magic = 16 // bytes, of the longest
	head, err := s.peek(s.raw, magic)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s.bytes = s.raw
	if s.packed = compressionOf(head); s.packed == nil {
		return nil
	}
	decoder, err := s.packed.open(s.raw)
	if err != nil {
		return err
	}
	s.bytes, s.unpack = bufio.NewReaderSize(decoder, bufferBytes), decoder
	return nil
}

// head returns the decompressed beginning. What is wrong with it is met again by
// who reads on.
func (s *stream) head() []byte {
	head, _ := s.peek(s.bytes, headBytes)
	return head
}

// peek returns the next bytes: n of a file, and of standard input what has come
// with its first line, since more may never come. Less tells nothing: a writer may
// write a byte at a time.
func (s *stream) peek(from *bufio.Reader, n int) ([]byte, error) {
	for have := 0; s.file == nil && have < n; {
		if head, err := from.Peek(have + 1); err != nil {
			return head, err
		}
		have = min(n, from.Buffered())
		head, _ := from.Peek(have)
		if bytes.IndexByte(bytes.TrimLeft(head, " \t\r\n"), '\n') >= 0 {
			return head, nil
		}
	}
	return from.Peek(n)
}

// skip leaves out decompressed bytes from the beginning. Of a plain file it
// reads nothing.
func (s *stream) skip(n int64) error {
	s.at = n
	if n == 0 {
		return nil
	}
	if s.file != nil && s.packed == nil {
		if _, err := s.file.Seek(n, io.SeekStart); err != nil {
			return err
		}
		s.stored.n = n
		s.raw.Reset(s.stored)
		return nil
	}
	_, err := io.CopyN(io.Discard, s.bytes, n)
	return err
}

// read returns how many of the stored bytes were read.
func (s *stream) read() int64 { return s.stored.n }

func (s *stream) close() error {
	var errs []error
	if s.unpack != nil {
		errs = append(errs, s.unpack.Close())
	}
	if s.file != nil {
		errs = append(errs, s.file.Close())
	}
	return errors.Join(errs...)
}

// ofSystem reports whether an error is the operating system's: the bytes are not
// to blame, and may be read later.
func ofSystem(err error) bool {
	var path *fs.PathError
	var number syscall.Errno
	var source sourceError
	return errors.As(err, &path) || errors.As(err, &number) || errors.As(err, &source)
}
