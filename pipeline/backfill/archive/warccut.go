package archive

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// warcCutter cuts an input into WARC records. Where the lengths that the records
// state do not lead from one to the next, it looks for the next line that begins
// a record, and returns what is before it as a cut with an error.
//
// Bytes are counted in one of two ways. In a gzip file with a member a record,
// a mark is the place of a member in the file, and members are what a damaged
// file is read on from. In all others it is the number of decompressed bytes.
type warcCutter struct {
	s       *stream
	limit   int           // bytes of a record that are kept
	from    *bufio.Reader // the decompressed bytes
	under   io.Reader     // what from reads
	members *gzipMembers  // nil: decompressed bytes are counted
	opened  io.Closer     // a decoder of the cutter's own; nil: there is none

	number int    // of the last record
	at     int64  // decompressed bytes that were read
	damage error  // of what is next, when that is known; not all decoders say it twice
	done   bool   // the rest can't be read
	record []byte // the record that is cut, used again for the next
}

// warcCut is one record as it was cut.
type warcCut struct {
	number int
	begin  int64  // as the cutter counts
	bytes  []byte // until the next cut; the beginning of a record longer than the limit
	length int64  // of the block, as stated
	err    error  // what is wrong with it
}

const (
	maxWARCHeader  = 1 << 20  // bytes; the longest that is met is of some KB
	maxTrusted     = 1 << 20  // bytes of a block that may hold what looks like a record; of a longer one the length is wrong then
	keptOfTooLarge = 64 << 10 // bytes: enough to tell what it is
	scanBytes      = 32 << 10 // that are searched at once; at most half of a stream's buffer
	startBytes     = 256      // in which the line that begins a record and the name behind it fit
	reusedBytes    = 4 << 20  // a longer record's memory is not kept for the next
)

// cut returns the next record, and io.EOF after the last.
func (c *warcCutter) cut() (warcCut, error) {
	if cap(c.record) > reusedBytes {
		c.record = nil
	}
	c.record = c.record[:0]
	begin, err := c.toRecord()
	if errors.Is(err, io.EOF) || passing(err) {
		return warcCut{}, err
	}
	cut := warcCut{begin: begin}
	if err == nil {
		cut.length, err = c.readRecord()
	}
	if passing(err) {
		return warcCut{}, err
	}
	c.number++
	cut.number, cut.bytes = c.number, c.record
	var refused *Error
	switch {
	case err == nil || errors.As(err, &refused):
		cut.err = err
	default: // the decoder's
		cut.err = refuse(ReasonBroken, "the record can't be decompressed: %w", err)
		if err := c.recover(); passing(err) {
			return warcCut{}, err
		}
	}
	return cut, nil
}

// passing reports whether an error says nothing of the bytes.
func passing(err error) bool {
	return err != nil && (ofSystem(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// toRecord leaves out what is blank, and returns where the record behind it
// begins.
func (c *warcCutter) toRecord() (int64, error) {
	for !c.done {
		if c.members != nil && c.members.ended {
			begin := c.members.begin()
			if err := c.nextMember(); err != nil {
				return begin, err
			}
		}
		err := c.damage
		if c.damage = nil; err == nil {
			err = c.skipBlank()
		}
		switch {
		case err == nil || !errors.Is(err, io.EOF):
			return c.mark().Offset, err
		case c.members == nil:
			c.done = true
		default:
			c.members.ended = true
		}
	}
	return 0, io.EOF
}

func (c *warcCutter) nextMember() error {
	err := c.members.next(c.number)
	if errors.Is(err, io.EOF) {
		c.done = true
	}
	if err == nil {
		c.readFrom(c.members.decoder)
	}
	return err
}

func (c *warcCutter) readFrom(r io.Reader) {
	c.under = r
	c.from.Reset(r)
}

// recover goes on behind damage: where the next member of a gzip file begins.
func (c *warcCutter) recover() error {
	if c.members != nil {
		return c.members.recover()
	}
	c.discard(c.from.Buffered())
	c.at++ // the damage counts as a byte: a mark behind it is not one before it
	if c.s.packed != nil && c.s.packed.name == "gzip" {
		if err := findMember(c.s.raw); err == nil {
			decoder, err := c.s.packed.open(c.s.raw)
			if err == nil {
				c.readFrom(decoder)
				return nil
			}
		} else if passing(err) {
			return err
		}
	}
	c.done = true
	return nil
}

// mark returns the place of what is read next.
func (c *warcCutter) mark() Mark {
	switch m := c.members; {
	case m != nil && (m.ended || c.done):
		return Mark{Number: c.number, Offset: m.begin()}
	case m != nil:
		return Mark{Number: m.number, Offset: m.start, Skip: m.returned}
	}
	return Mark{Number: c.number, Offset: c.at}
}

// returned counts the record that was cut as one that a mark may skip, and
// returns the place behind it.
func (c *warcCutter) returned() Mark {
	if c.members != nil {
		c.members.returned++
	}
	return c.mark()
}
