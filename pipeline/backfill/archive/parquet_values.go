package archive

import (
	"encoding/binary"
	"errors"
	"math"
)

// values returns the values of a page, one after the other, as bytes: those of a
// number are little-endian. They are good until the next call.
type values interface {
	next() ([]byte, error)
}

var (
	errPage     = errors.New("a page makes no sense")
	errEncoding = errors.New("a page has an encoding that is not read")
)

// hybrid is numbers of few bits, as runs of one number or packed.
type hybrid struct {
	bytes  []byte
	width  int
	left   int // of the run
	packed bool
	bit    int // in bytes, of a packed run
	value  uint32
}

func (h *hybrid) next() (uint32, error) {
	for h.left == 0 {
		if err := h.run(); err != nil {
			return 0, err
		}
	}
	h.left--
	if !h.packed {
		return h.value, nil
	}
	n, ok := unpackBits(h.bytes, h.bit, h.width)
	if !ok {
		return 0, errPage
	}
	h.bit += h.width
	if h.left == 0 {
		h.bytes = h.bytes[min(h.bit/8, len(h.bytes)):]
	}
	return uint32(n), nil
}

// run begins the next run.
func (h *hybrid) run() error {
	head, size := binary.Uvarint(h.bytes)
	if size <= 0 || head>>1 > math.MaxInt32/8 && head&1 == 1 || head>>1 > math.MaxInt32 {
		return errPage
	}
	h.bytes = h.bytes[size:]
	if h.packed = head&1 == 1; h.packed {
		h.left, h.bit = int(head>>1)*8, 0
		return nil
	}
	whole := (h.width + 7) / 8
	if len(h.bytes) < whole {
		return errPage
	}
	var number [4]byte
	copy(number[:], h.bytes[:whole])
	h.left, h.value, h.bytes = int(head>>1), binary.LittleEndian.Uint32(number[:]), h.bytes[whole:]
	return nil
}

// unpackBits returns the number of width bits, at most 64, at a bit of packed
// bytes, the least first. The last group of a page may break off behind its last
// number.
func unpackBits(packed []byte, bit, width int) (uint64, bool) {
	if bit+width > 8*len(packed) {
		return 0, false
	}
	first, shift := bit/8, bit%8
	if first+8 <= len(packed) && shift+width <= 64 {
		return binary.LittleEndian.Uint64(packed[first:]) >> shift & (1<<width - 1), true
	}
	var n uint64
	for i := 0; i < width; i++ {
		at := bit + i
		n |= uint64(packed[at/8]>>(at%8)&1) << i
	}
	return n, true
}

// plainBytes is byte arrays, each behind its length.
type plainBytes struct{ bytes []byte }

func (p *plainBytes) next() ([]byte, error) {
	if len(p.bytes) < 4 {
		return nil, errPage
	}
	n := uint64(binary.LittleEndian.Uint32(p.bytes))
	if n > uint64(len(p.bytes)-4) {
		return nil, errPage
	}
	value := p.bytes[4 : 4+n]
	p.bytes = p.bytes[4+n:]
	return value, nil
}

// plainFixed is values of one length.
type plainFixed struct {
	bytes  []byte
	length int
}

func (p *plainFixed) next() ([]byte, error) {
	if len(p.bytes) < p.length {
		return nil, errPage
	}
	value := p.bytes[:p.length]
	p.bytes = p.bytes[p.length:]
	return value, nil
}

// looked is values in a dictionary, by their numbers.
type looked struct {
	dictionary [][]byte
	numbers    hybrid
}

func (l *looked) next() ([]byte, error) {
	n, err := l.numbers.next()
	if err != nil {
		return nil, err
	}
	if int64(n) >= int64(len(l.dictionary)) {
		return nil, errPage
	}
	return l.dictionary[n], nil
}

// deltas is whole numbers as differences, in blocks of packed miniblocks.
type deltas struct {
	bytes  []byte
	inMini int // numbers of a miniblock
	minis  int // of a block
	left   int64
	value  int64

	first  bool   // value was not returned yet
	least  int64  // of the block's differences
	widths []byte // of the miniblocks that are to come
	width  int
	mini   int // numbers of the miniblock that are left
	bit    int
}

func newDeltas(encoded []byte) (*deltas, error) {
	t := &thrift{bytes: encoded} // its numbers are Thrift's
	block, minis, count := t.unsigned(), t.unsigned(), t.unsigned()
	d := &deltas{value: t.integer(), first: true}
	if t.err != nil || minis == 0 || minis > 1<<16 || block > 1<<24 || block%minis != 0 || block == 0 || block/minis%8 != 0 || count > math.MaxInt32 {
		return nil, errPage
	}
	d.bytes, d.inMini, d.minis, d.left = encoded[t.at:], int(block/minis), int(minis), int64(count)
	return d, nil
}

func (d *deltas) number() (int64, error) {
	if d.left == 0 {
		return 0, errPage
	}
	d.left--
	if d.first {
		d.first = false
		return d.value, nil
	}
	if d.mini == 0 {
		if err := d.miniblock(); err != nil {
			return 0, err
		}
	}
	n, ok := unpackBits(d.bytes, d.bit, d.width)
	if !ok {
		return 0, errPage
	}
	d.mini--
	d.bit += d.width
	d.value += d.least + int64(n)
	if d.mini == 0 {
		d.bytes = d.bytes[d.bit/8:]
	}
	return d.value, nil
}

// miniblock begins the next miniblock, in a new block when the last is over.
func (d *deltas) miniblock() error {
	if len(d.widths) == 0 {
		t := &thrift{bytes: d.bytes}
		d.least = t.integer()
		t.pass(d.minis)
		if t.err != nil {
			return errPage
		}
		d.widths, d.bytes = d.bytes[t.at-d.minis:t.at], d.bytes[t.at:]
	}
	d.width, d.widths = int(d.widths[0]), d.widths[1:]
	d.mini, d.bit = d.inMini, 0
	if d.width > 64 {
		return errPage
	}
	return nil
}

// rest returns the bytes behind the numbers, once all were read. The last
// miniblock is as long as the others.
func (d *deltas) rest() []byte {
	if d.mini == 0 {
		return d.bytes
	}
	return d.bytes[min((d.bit+d.mini*d.width)/8, len(d.bytes)):]
}

// maxLengths bounds the numbers of a page that are held in memory at once.
const maxLengths = 1 << 24

// lengths returns all numbers, as lengths of byte arrays, and the bytes behind.
func lengths(encoded []byte) (all []int32, rest []byte, err error) {
	d, err := newDeltas(encoded)
	if err != nil || d.left > maxLengths {
		return nil, nil, errPage
	}
	for d.left > 0 {
		n, err := d.number()
		if err != nil || n < 0 || n > math.MaxInt32 {
			return nil, nil, errPage
		}
		all = append(all, int32(n))
	}
	return all, d.rest(), nil
}

// deltaNumbers is whole numbers of size bytes as deltas.
type deltaNumbers struct {
	deltas *deltas
	size   int
	value  [8]byte
}

func (d *deltaNumbers) next() ([]byte, error) {
	n, err := d.deltas.number()
	binary.LittleEndian.PutUint64(d.value[:], uint64(n))
	return d.value[:d.size], err
}

// deltaBytes is byte arrays behind their lengths; with prefixes each begins with
// so many bytes of the one before.
type deltaBytes struct {
	prefixes []int32 // nil: none
	lengths  []int32
	bytes    []byte
	value    []byte
}

func newDeltaBytes(encoded []byte, prefixed bool) (values, error) {
	d := &deltaBytes{bytes: encoded}
	var err error
	if prefixed {
		if d.prefixes, d.bytes, err = lengths(d.bytes); err != nil {
			return nil, err
		}
	}
	if d.lengths, d.bytes, err = lengths(d.bytes); err != nil || prefixed && len(d.prefixes) != len(d.lengths) {
		return nil, errPage
	}
	return d, nil
}

func (d *deltaBytes) next() ([]byte, error) {
	if len(d.lengths) == 0 || int(d.lengths[0]) > len(d.bytes) {
		return nil, errPage
	}
	n := d.lengths[0]
	value := d.bytes[:n]
	d.lengths, d.bytes = d.lengths[1:], d.bytes[n:]
	if d.prefixes == nil {
		return value, nil
	}
	if int(d.prefixes[0]) > len(d.value) {
		return nil, errPage
	}
	d.value = append(d.value[:d.prefixes[0]], value...)
	d.prefixes = d.prefixes[1:]
	return d.value, nil
}
