package archive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// gzipMembers is the members of a gzip file, one after the other.
type gzipMembers struct {
	s        *stream
	decoder  *gzip.Reader
	start    int64 // where the member begins, in the file
	number   int   // records of the file before it
	returned int   // records of it that were returned
	ended    bool  // the next is to be opened
}

// begin returns where the bytes begin that were not read yet.
func (m *gzipMembers) begin() int64 { return m.s.stored.n - int64(m.s.raw.Buffered()) }

// next opens the next member. It returns io.EOF when there is none.
func (m *gzipMembers) next(number int) error {
	for { // tapes and some copies are padded
		head, err := m.s.raw.Peek(1)
		if len(head) == 0 {
			return err
		}
		if head[0] != 0 {
			break
		}
		m.s.raw.Discard(1)
	}
	m.start, m.number, m.returned, m.ended = m.begin(), number, 0, false
	if err := m.decoder.Reset(m.s.raw); err != nil {
		return fmt.Errorf("the member of the gzip file: %w", noEOF(err))
	}
	m.decoder.Multistream(false)
	return nil
}

// recover goes to the next member that begins with a record. A decoder that
// meets damage may have read beyond the member's end, so it is looked for from
// the damaged one's beginning.
func (m *gzipMembers) recover() error {
	m.ended = true
	if err := m.s.seek(m.start + 1); err != nil {
		return err
	}
	if err := findMember(m.s.raw); passing(err) {
		return err
	}
	return nil
}

// seek goes to a place in the file.
func (s *stream) seek(to int64) error {
	if _, err := s.file.Seek(to, io.SeekStart); err != nil {
		return err
	}
	s.stored.n = to
	s.raw.Reset(s.stored)
	return nil
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// findMember reads up to the next gzip member that begins with a WARC record.
func findMember(raw *bufio.Reader) error {
	magic := []byte{0x1f, 0x8b, 8}
	for {
		window, err := raw.Peek(bufferBytes)
		switch i := bytes.Index(window, magic); {
		case i < 0 && err != nil:
			raw.Discard(len(window))
			return err
		case i < 0:
			raw.Discard(len(window) - len(magic) + 1)
		case i > 0:
			raw.Discard(i)
		case opensWARC(window):
			return nil
		default:
			raw.Discard(1)
		}
	}
}

func opensWARC(member []byte) bool {
	decoder, err := gzip.NewReader(bytes.NewReader(member))
	if err != nil {
		return false
	}
	head := make([]byte, len("WARC/"))
	_, err = io.ReadFull(decoder, head)
	return err == nil && looksLikeWARC(head)
}

// newWARCCutter returns a cutter that begins at a mark.
func newWARCCutter(s *stream, at Mark, limit int) (*warcCutter, error) {
	c := &warcCutter{s: s, limit: limit, from: s.bytes, under: s.stored}
	if s.unpack != nil {
		c.under, _ = s.unpack.(io.Reader) // a decoder is both
	}
	switch members, err := c.hasMembers(); {
	case err != nil:
		return nil, err
	case members:
		if err := s.seek(at.Offset); err != nil {
			return nil, err
		}
		c.number, c.members.ended, c.done = at.Number, true, false
		return c, nil
	}
	if err := c.openDictionary(); err != nil {
		return nil, err
	}
	c.number = at.Number
	return c, c.skip(at.Offset)
}

// hasMembers reports whether an input is a gzip file with a member a record: the
// first is one record, or damaged. The file is then left anywhere, and otherwise
// at its beginning.
func (c *warcCutter) hasMembers() (bool, error) {
	packed := c.s.packed != nil && c.s.packed.name == "gzip"
	spoilt := c.s.packed == nil && strings.HasSuffix(strings.ToLower(c.s.name), ".gz") && !looksLikeWARC(c.s.head())
	if c.s.file == nil || !packed && !spoilt || c.s.seek(0) != nil { // a pipe can't seek, and has not moved
		return false, nil
	}
	if c.s.bytes == c.s.raw {
		c.from = bufio.NewReaderSize(nil, bufferBytes)
	}
	c.members = &gzipMembers{s: c.s, decoder: new(gzip.Reader), ended: true}
	if _, err := c.cut(); passing(err) {
		return false, err
	}
	if c.members.ended || spoilt {
		return true, nil
	}
	if err := c.s.seek(0); err != nil {
		return false, err
	}
	if err := c.s.decompress(); err != nil {
		return false, err
	}
	*c = warcCutter{s: c.s, limit: c.limit, from: c.s.bytes}
	c.under, _ = c.s.unpack.(io.Reader)
	return false, nil
}

// skip leaves out decompressed bytes. What is lost is left out as it was when
// they were read.
func (c *warcCutter) skip(n int64) error {
	if c.s.packed == nil && c.opened == nil {
		c.at = n
		return c.s.skip(n)
	}
	for c.at < n && !c.done {
		got, err := io.CopyN(io.Discard, c.from, n-c.at)
		c.at += got
		switch {
		case passing(err):
			return err
		case errors.Is(err, io.EOF):
			c.done = true
		case err != nil:
			if err := c.recover(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *warcCutter) close() error {
	if c.opened != nil {
		return c.opened.Close()
	}
	return nil
}

// dictionaryMagic begins a zstd file whose first frame is the dictionary of the
// others, as a .warc.zst may have it.
const dictionaryMagic = 0x184D2A5D

// openDictionary puts a decoder with the dictionary before an input that begins
// with one.
func (c *warcCutter) openDictionary() error {
	head, _ := c.s.raw.Peek(8)
	if c.s.packed != nil || len(head) < 8 || binary.LittleEndian.Uint32(head) != dictionaryMagic {
		return nil
	}
	size := int64(binary.LittleEndian.Uint32(head[4:]))
	c.s.raw.Discard(8)
	dictionary, err := io.ReadAll(io.LimitReader(c.s.raw, min(size, maxDictionary)))
	if err == nil && int64(len(dictionary)) < size {
		err = io.ErrUnexpectedEOF
	}
	if err == nil && bytes.HasPrefix(dictionary, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
		dictionary, err = unpackDictionary(dictionary)
	}
	if err != nil {
		return fmt.Errorf("the dictionary: %w", err)
	}
	decoder, err := zstd.NewReader(c.s.raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderDicts(dictionary))
	if err != nil {
		return fmt.Errorf("the dictionary: %w", err)
	}
	c.opened = decoder.IOReadCloser()
	c.from, c.under = bufio.NewReaderSize(decoder, bufferBytes), decoder
	return nil
}

const maxDictionary = 16 << 20 // bytes; those of crawlers have some 100 KB

func unpackDictionary(packed []byte) ([]byte, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxDictionary))
	if err != nil {
		return nil, err
	}
	defer decoder.Close()
	return decoder.DecodeAll(packed, nil)
}
