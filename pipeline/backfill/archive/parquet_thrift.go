package archive

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// thrift reads Thrift's compact protocol, in which Parquet keeps what it says of
// itself. It allocates nothing that the bytes ask for: a list is never longer
// than the bytes that are left, and what nobody wants is passed over.
type thrift struct {
	bytes []byte
	at    int
	deep  int
	err   error // the first; after it everything is zero
}

var (
	errShort  = errors.New("its metadata breaks off")
	errThrift = errors.New("its metadata makes no sense")
)

// The types of the protocol that are looked for. A boolean field has no bytes
// but its type.
const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
	thriftUUID   = 13
)

const thriftDepth = 40 // no metadata is nested as deep

func (t *thrift) fail(err error) {
	if t.err == nil {
		t.err = err
	}
	t.at = len(t.bytes)
}

func (t *thrift) byte() byte {
	if t.at >= len(t.bytes) {
		t.fail(errShort)
		return 0
	}
	t.at++
	return t.bytes[t.at-1]
}

func (t *thrift) unsigned() uint64 {
	n, size := binary.Uvarint(t.bytes[t.at:])
	switch {
	case size == 0:
		t.fail(errShort)
		return 0
	case size < 0:
		t.fail(errThrift)
		return 0
	}
	t.at += size
	return n
}

// integer returns an integer of whatever size.
func (t *thrift) integer() int64 {
	n := t.unsigned()
	return int64(n>>1) ^ -int64(n&1)
}

func (t *thrift) binary() []byte {
	n := t.unsigned()
	if n > uint64(len(t.bytes)-t.at) {
		t.fail(errShort)
		return nil
	}
	t.at += int(n)
	return t.bytes[t.at-int(n) : t.at]
}

// fields calls do for each field of a struct. What do does not read is passed
// over.
func (t *thrift) fields(do func(id int, kind byte)) {
	if t.deep++; t.deep > thriftDepth {
		t.fail(errThrift)
	}
	defer func() { t.deep-- }()
	id := 0
	for t.err == nil {
		head := t.byte()
		kind := head & 0xf
		if kind == thriftStop {
			return
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			id = int(int16(t.integer()))
		}
		before := t.at
		if do(id, kind); t.at == before {
			t.skip(kind)
		}
	}
}

// list calls do for each element of a list, which do must read.
func (t *thrift) list(do func(kind byte)) {
	head := t.byte()
	n, kind := uint64(head>>4), head&0xf
	if n == 15 {
		n = t.unsigned()
	}
	if n > uint64(len(t.bytes)-t.at) {
		t.fail(errShort)
	}
	for ; n > 0 && t.err == nil; n-- {
		do(kind)
	}
}

// skip passes over the value of a field.
func (t *thrift) skip(kind byte) {
	switch kind {
	case thriftTrue, thriftFalse:
	case thriftByte:
		t.byte()
	case thriftI16, thriftI32, thriftI64:
		t.unsigned()
	case thriftDouble:
		t.pass(8)
	case thriftUUID:
		t.pass(16)
	case thriftBinary:
		t.binary()
	case thriftList, thriftSet:
		t.list(t.skipElement)
	case thriftMap:
		t.skipMap()
	case thriftStruct:
		t.fields(func(int, byte) {})
	default:
		t.fail(errThrift)
	}
}

// skipElement is skip of what is not a field: there a boolean is a byte.
func (t *thrift) skipElement(kind byte) {
	if kind == thriftTrue || kind == thriftFalse {
		kind = thriftByte
	}
	if t.deep++; t.deep > thriftDepth {
		t.fail(errThrift)
	}
	t.skip(kind)
	t.deep--
}

func (t *thrift) skipMap() {
	n := t.unsigned()
	if n == 0 {
		return
	}
	kinds := t.byte()
	if n > uint64(len(t.bytes)-t.at) {
		t.fail(errShort)
	}
	for ; n > 0 && t.err == nil; n-- {
		t.skipElement(kinds >> 4)
		t.skipElement(kinds & 0xf)
	}
}

func (t *thrift) pass(n int) {
	if n > len(t.bytes)-t.at {
		t.fail(errShort)
		return
	}
	t.at += n
}

// bitsOf returns how many bits the numbers up to most need.
func bitsOf(most int) int { return bits.Len(uint(most)) }
