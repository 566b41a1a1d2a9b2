package record

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// HeaderEncoding says how a body is compressed: gzip or zstd. It is read on raw
// documents and written on clean ones.
const HeaderEncoding = "Content-Encoding"

// The values of HeaderEncoding.
const (
	EncodingGzip = "gzip"
	EncodingZstd = "zstd"
)

// ReasonEncoding is why a compressed body is refused: its compression is not known, or
// it is not what its header says. One that is too large has ReasonTooLarge.
const ReasonEncoding = "content-encoding"

// MaxUnpacked is the most bytes that a compressed body may come to. A document has
// 16 MB at most, and JSON makes up to six bytes of one.
const MaxUnpacked = 64 << 20

// Gzip returns a body packed for EncodingGzip.
func Gzip(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body) // to memory
	_ = w.Close()
	return out.Bytes()
}

// compress returns body as one zstd frame that states its size.
func compress(body []byte) []byte { return zstdEncoder().EncodeAll(body, nil) }

// zstdEncoder is safe for many goroutines.
var zstdEncoder = sync.OnceValue(func() *zstd.Encoder {
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // of options alone
	}
	return encoder
})

// encodingOf returns the encoding that a header names, in lower case; empty for none.
func encodingOf(header map[string][]string) string {
	name := strings.ToLower(strings.TrimSpace(Header(header, HeaderEncoding)))
	if name == "identity" {
		return ""
	}
	return name
}

// Unpack returns a body without the compression that its header names. It fails with
// an *Error when the compression is not known, when the body is broken, and when it
// would come to more than MaxUnpacked bytes.
func Unpack(header map[string][]string, body []byte) ([]byte, error) {
	var out []byte
	var err error
	switch name := encodingOf(header); name {
	case "":
		return body, nil
	case EncodingGzip, "x-gzip":
		out, err = gunzip(body)
	case EncodingZstd:
		out, err = unzstd(body)
	default:
		return nil, refuse(ReasonEncoding, "%s %q: want gzip, zstd or none", HeaderEncoding, cutName(name))
	}
	switch most := UnpackedSize(header, body); {
	case err == nil && len(out) > most: // so that what was counted for it is true
		return nil, refuse(ReasonEncoding, "the body comes to %d bytes, and says %d", len(out), most)
	case errors.Is(err, errTooMuch):
		return nil, refuse(ReasonTooLarge, "a body of %d bytes comes to more than %d MB when it is unpacked", len(body), MaxUnpacked>>20)
	case err != nil:
		return nil, refuse(ReasonEncoding, "the body is no %s, as its %s says: %w", encodingOf(header), HeaderEncoding, err)
	}
	return out, nil
}

// cutName bounds what an error repeats of a header.
func cutName(name string) string { return name[:min(len(name), 40)] }

var errTooMuch = errors.New("too much")

// mostDeflated is how many times its bytes a deflated body can come to.
const mostDeflated = 1032

func gunzip(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Grow(min(statedBytes(EncodingGzip, body), mostDeflated*len(body), MaxUnpacked) + bytes.MinRead)
	if _, err := io.Copy(&out, io.LimitReader(r, MaxUnpacked+1)); err != nil {
		return nil, err
	}
	if out.Len() > MaxUnpacked {
		return nil, errTooMuch
	}
	return out.Bytes(), nil
}

func unzstd(body []byte) ([]byte, error) {
	out, err := zstdDecoder().DecodeAll(body, nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return nil, errTooMuch
	}
	return out, err
}

// zstdDecoder is safe for many goroutines.
var zstdDecoder = sync.OnceValue(func() *zstd.Decoder {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(MaxUnpacked))
	if err != nil {
		panic(err) // of options alone
	}
	return decoder
})

// UnpackedSize returns the bytes that a message takes once it is unpacked, at most:
// what it states itself, where that can be relied on, else MaxUnpacked. It reads no
// more than a few bytes.
func UnpackedSize(header map[string][]string, body []byte) int {
	name := encodingOf(header)
	if name == "" {
		return len(body)
	}
	if stated := statedBytes(name, body); stated > 0 {
		return max(len(body), min(stated, MaxUnpacked))
	}
	return max(len(body), MaxUnpacked)
}

// statedBytes returns the bytes that a body says it comes to, 0 where it does not say.
func statedBytes(name string, body []byte) int {
	switch name {
	case EncodingZstd:
		var head zstd.Header
		if head.Decode(body) == nil && head.HasFCS && head.FrameContentSize <= MaxUnpacked {
			return int(head.FrameContentSize)
		}
	case EncodingGzip:
		if n := len(body); n > 18 {
			return int(binary.LittleEndian.Uint32(body[n-4:]))
		}
	}
	return 0
}
