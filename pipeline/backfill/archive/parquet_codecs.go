package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// The codecs of pages.
const (
	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecBrotli = 4
	codecZstd   = 6
	codecLZ4    = 7
)

// maxRatio is how many bytes a packed byte can be at most in the codecs that
// have a bound, rounded up: so a page can't ask for memory that it never fills.
var maxRatio = map[int]int{codecSnappy: 64, codecGzip: 1100, codecLZ4: 256}

// unpacker unpacks the pages of a column.
type unpacker struct {
	codec int
	zstd  *zstd.Decoder
}

// unpack returns the size bytes that packed holds, in buffer if they fit, or
// packed itself where the column is not compressed.
func (u *unpacker) unpack(packed []byte, size int, buffer []byte) ([]byte, error) {
	if ratio, bounded := maxRatio[u.codec]; bounded && size/ratio > len(packed) {
		return nil, errPage
	}
	buffer = reusable(buffer, size)
	var err error
	switch u.codec {
	case codecNone:
		buffer = packed
	case codecSnappy:
		if n, lenErr := snappy.DecodedLen(packed); lenErr != nil || n != size {
			return nil, errPage
		}
		buffer, err = snappy.Decode(sized(buffer, size), packed)
	case codecLZ4:
		var n int
		buffer = sized(buffer, size)
		n, err = lz4.UncompressBlock(packed, buffer)
		buffer = buffer[:max(n, 0)]
	case codecZstd:
		buffer, err = u.unpackZstd(packed, buffer)
	case codecGzip:
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(packed)); err == nil {
			buffer, err = readUpTo(z, size, buffer)
		}
	case codecBrotli:
		buffer, err = readUpTo(brotli.NewReader(bytes.NewReader(packed)), size, buffer)
	default:
		return nil, fmt.Errorf("its pages are compressed in a way that is not read (codec %d)", u.codec)
	}
	if err != nil {
		return nil, fmt.Errorf("a page can't be unpacked: %w", err)
	}
	if len(buffer) != size {
		return nil, errPage
	}
	return buffer, nil
}

func (u *unpacker) unpackZstd(packed, buffer []byte) (_ []byte, err error) {
	if u.zstd == nil {
		if u.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxPage)); err != nil {
			return nil, err
		}
	}
	return u.zstd.DecodeAll(packed, buffer[:0])
}

// reusable returns a buffer for size bytes; nil when it is far too long for them,
// so that one long value does not hold its memory to the end of the file.
func reusable(buffer []byte, size int) []byte {
	const long = 16 << 20
	if cap(buffer) > long && size < cap(buffer)/4 {
		return nil
	}
	return buffer
}

// sized returns a slice of size bytes, the buffer if it is long enough.
func sized(buffer []byte, size int) []byte {
	if cap(buffer) < size {
		return make([]byte, size)
	}
	return buffer[:size]
}

// readUpTo reads at most one byte more than size. Its memory grows as bytes come.
func readUpTo(from io.Reader, size int, buffer []byte) ([]byte, error) {
	const step = 1 << 20
	buffer = buffer[:0]
	for len(buffer) <= size {
		buffer = slices.Grow(buffer, min(step, size+1-len(buffer)))
		n, err := from.Read(buffer[len(buffer):min(cap(buffer), size+1)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return buffer, nil
}

// close frees what the decoder holds.
func (u *unpacker) close() {
	if u.zstd != nil {
		u.zstd.Close()
		u.zstd = nil
	}
}
