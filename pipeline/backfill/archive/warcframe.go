package archive

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// readRecord reads a record, and looks whether what follows can follow one.
func (c *warcCutter) readRecord() (length int64, err error) {
	if err := c.readHeader(); err != nil {
		return 0, err
	}
	head := len(c.record)
	if length, err = warcLength(c.record); err != nil {
		return 0, cmp.Or(c.resync(), err)
	}
	if length > min(maxTrusted, int64(c.limit)) {
		err = c.readDoubted(length)
	} else {
		err = c.readTrusted(head, length)
	}
	if err == nil {
		err = c.endRecord(head)
	}
	return length, err
}

// readHeader reads up to and with the blank line.
func (c *warcCutter) readHeader() error {
	for first := true; ; first = false {
		begin, err := c.from.Peek(len("WARC/1.0"))
		switch {
		case len(begin) == 0 && errors.Is(err, io.EOF):
			return refuse(ReasonBroken, "the header breaks off: %w", io.ErrUnexpectedEOF)
		case len(begin) == 0:
			return err
		case first && !looksLikeWARC(begin):
			return c.broken("what is between two records is none")
		case !first && looksLikeWARC(begin):
			return refuse(ReasonBroken, "the header breaks off, and another record begins")
		case len(c.record) > maxWARCHeader:
			return c.broken("the header is longer than %d bytes", maxWARCHeader)
		}
		line, err := c.readLine()
		if len(line) == 0 && err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return nil
		}
	}
}

// readLine reads a line, or as much of it as is allowed for a header.
func (c *warcCutter) readLine() ([]byte, error) {
	begin := len(c.record)
	for {
		part, err := c.from.ReadSlice('\n')
		c.at += int64(len(part))
		c.record = append(c.record, part...)
		if err == nil || len(part) == 0 || len(c.record) > maxWARCHeader {
			return c.record[begin:], err
		}
	}
}

// readTrusted reads a block of the length that is stated. When the input ends
// inside of it and a record begins there too, the length was wrong.
func (c *warcCutter) readTrusted(head int, length int64) error {
	end := head + int(length)
	for len(c.record) < end {
		n := min(end-len(c.record), max(len(c.record), bufferBytes))
		c.record = slices.Grow(c.record, n)
		part := c.record[len(c.record) : len(c.record)+n]
		n, err := c.from.Read(part)
		c.record = c.record[:len(c.record)+n]
		c.at += int64(n)
		switch {
		case n > 0 || err == nil:
		case passing(err) || c.members != nil && !errors.Is(err, io.EOF):
			return err
		case c.backToStart(head):
			return refuse(ReasonBroken, "the record is shorter than its Content-Length of %d", length)
		case errors.Is(err, io.EOF):
			return refuse(ReasonBroken, "the record breaks off: it has %d bytes of %d", len(c.record)-head, length)
		default:
			return err
		}
	}
	return nil
}

// backToStart puts back what was read of a block from the first place on at
// which a record begins, if there is one.
func (c *warcCutter) backToStart(head int) bool {
	end := len(c.record)
	ahead, _ := c.from.Peek(startBytes) // of a start that the block's end cuts
	i := startIn(append(c.record, ahead...)[head:], true)
	if i < 0 || head+i >= end {
		return false
	}
	back := c.record[head+i:]
	buffered, _ := c.from.Peek(c.from.Buffered())
	c.readFrom(io.MultiReader(bytes.NewReader(slices.Concat(back, buffered)), c.under))
	c.at -= int64(len(back))
	c.record = c.record[:head+i]
	return true
}

// readDoubted reads a long block. It ends where another record begins inside of
// it: to read on to see which of both is right would take a broken file a square
// of the time.
func (c *warcCutter) readDoubted(length int64) error {
	keep := int(min(length, int64(c.limit)))
	if length > int64(c.limit) {
		keep = keptOfTooLarge
	}
	left := length
	for first := true; left > 0; first = false {
		window, err := c.from.Peek(scanBytes)
		if i := startIn(window, first); i >= 0 && int64(i) < left {
			c.take(i, &keep)
			return refuse(ReasonBroken, "the record is shorter than its Content-Length of %d", length)
		}
		n := int(min(left, int64(len(window))))
		switch {
		case len(window) == 0 && errors.Is(err, io.EOF):
			return refuse(ReasonBroken, "the record breaks off: it has %d bytes of %d", length-left, length)
		case len(window) == 0:
			return err
		case err == nil && left > int64(len(window)-startBytes):
			n = min(n, len(window)-startBytes)
		}
		c.take(n, &keep)
		left -= int64(n)
	}
	return nil
}

// take reads n bytes of the buffer, and keeps of them as many as are still to be
// kept.
func (c *warcCutter) take(n int, keep *int) {
	part, _ := c.from.Peek(n)
	part = part[:min(len(part), max(*keep, 0))]
	*keep -= len(part)
	c.record = append(c.record, part...)
	c.discard(n)
}

func (c *warcCutter) discard(n int) {
	n, _ = c.from.Discard(n)
	c.at += int64(n)
}

// endRecord leaves out the blank lines behind a record. Where anything but a
// record follows, and no blank line or a record inside of this one, its length
// was wrong.
func (c *warcCutter) endRecord(head int) error {
	before := c.at
	if err := c.skipBlank(); err != nil {
		switch {
		case errors.Is(err, io.EOF):
			if c.members != nil {
				c.members.ended = true
			}
			return nil
		case c.members == nil && !passing(err):
			c.damage = err // the record is whole
			return nil
		}
		return err
	}
	const separator = 2 // bytes, where a line ends with one
	separated := c.at-before >= separator
	next, _ := c.from.Peek(len("WARC/"))
	switch {
	case strings.HasPrefix("WARC/", string(next)):
		return nil
	case c.backToStart(head):
		return refuse(ReasonBroken, "the record is shorter than its Content-Length")
	case separated:
		return nil
	}
	return c.broken("the record is longer than its Content-Length")
}

// skipBlank leaves out the ends of lines, and returns io.EOF at the end of the
// member or input.
func (c *warcCutter) skipBlank() error {
	for {
		next, err := c.from.Peek(1)
		if len(next) == 0 {
			return err
		}
		if next[0] != '\r' && next[0] != '\n' {
			return nil
		}
		c.discard(1)
	}
}

// broken goes to the next record and returns what is wrong with this one.
func (c *warcCutter) broken(format string, args ...any) error {
	return cmp.Or(c.resync(), refuse(ReasonBroken, format, args...))
}

// resync reads up to where a record begins, or to the end of the member or input.
func (c *warcCutter) resync() error {
	keep := keptOfTooLarge
	for first := true; ; first = false {
		window, err := c.from.Peek(scanBytes)
		i := startIn(window, first)
		switch {
		case i >= 0:
			c.take(i, &keep)
			return nil
		case err == nil:
			c.take(len(window)-startBytes, &keep)
		default:
			c.take(len(window), &keep)
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// startIn returns where the first record begins: a line with the version, and
// behind it one with a name. It is -1 when there is none. atLine says that b
// itself begins with a line.
func startIn(b []byte, atLine bool) int {
	mark := []byte("WARC/")
	for from := 0; ; {
		i := bytes.Index(b[from:], mark)
		if i < 0 {
			return -1
		}
		i += from
		if (i == 0 && atLine || i > 0 && b[i-1] == '\n') && isStart(b[i+len(mark):]) {
			return i
		}
		from = i + len(mark)
	}
}

// isStart reports whether what is behind "WARC/" is a version, the end of the
// line, and a name.
func isStart(b []byte) bool {
	line, rest, found := bytes.Cut(b[:min(len(b), startBytes)], []byte("\n"))
	major, minor, dotted := strings.Cut(strings.TrimSuffix(string(line), "\r"), ".")
	if !found || !dotted || !isNumber(major) || !isNumber(minor) {
		return false
	}
	name, _, found := bytes.Cut(rest, []byte(":"))
	return found && len(name) > 0 && isName(name)
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 8)
	return err == nil
}

func isName(b []byte) bool {
	for _, c := range b {
		if c != '-' && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}
