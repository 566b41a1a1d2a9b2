package ask

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// zstdWindow bounds the memory that unpacking takes: RFC 9659 allows no more in a
// Content-Encoding.
const zstdWindow = 8 << 20

// Encodings is what Unpack knows, as Accept-Encoding names it.
const Encodings = "gzip, zstd"

// Unpack returns a reader of a body that came with a Content-Encoding, empty for
// none. It holds no memory for what it unpacks, and neither does it bound it: see
// ReadAll. Its errors, and those of the reader, are refusals. The caller closes it.
func Unpack(encoding string, body io.Reader) (io.ReadCloser, *Refusal) {
	switch encoding = strings.ToLower(strings.TrimSpace(encoding)); encoding {
	case "", "identity":
		return io.NopCloser(body), nil
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return nil, refusalOfRead(encoding, err)
		}
		return packed{unpacked, unpacked.Close, encoding}, nil
	case "zstd":
		unpacked, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, refusalOfRead(encoding, err)
		}
		return packed{unpacked, func() error { unpacked.Close(); return nil }, encoding}, nil
	}
	return nil, Refuse(ReasonEncoding, "Content-Encoding: %s: want %s or none", encoding, Encodings)
}

// packed is a reader of what was packed.
type packed struct {
	io.Reader
	close    func() error
	encoding string
}

// Read returns a refusal for what cannot be unpacked.
func (p packed) Read(to []byte) (int, error) {
	n, err := p.Reader.Read(to)
	if err != nil && err != io.EOF {
		return n, refusalOfRead(p.encoding, err)
	}
	return n, err
}

// Close lets go of the memory of unpacking, and not of the body.
func (p packed) Close() error { return p.close() }

// refusalOfRead returns the refusal of a packed body that could not be read: its own
// where the reader below it gave one, else that it is broken.
func refusalOfRead(encoding string, err error) *Refusal {
	if own := (*Refusal)(nil); errors.As(err, &own) {
		return own
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &Refusal{
		Reason: ReasonEncoding, Status: statuses[ReasonEncoding],
		Detail: fmt.Sprintf("Content-Encoding: %s: the body is not: %v", encoding, err),
	}
}

// ReadAll reads a body of at most limit bytes. A longer one is a refusal, and no
// more of it is read than that.
func ReadAll(body io.Reader, limit int) ([]byte, error) {
	var all bytes.Buffer
	_, err := all.ReadFrom(io.LimitReader(body, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	if all.Len() > limit {
		return nil, Refuse(ReasonTooLarge, "the document has more than %.1f MB, which is the limit", float64(limit)/1e6)
	}
	return all.Bytes(), nil
}
