package archive

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// decodeBody returns a payload's body as the page's author wrote it, or refuses
// it when it is longer than limit. Many crawlers keep it decoded, and the header
// that says how it was coded: what does not begin as it should is taken as it is.
func decodeBody(p payload, limit int) ([]byte, error) {
	body := p.body
	if strings.Contains(strings.ToLower(p.transfer), "chunked") {
		body = dechunk(body)
	}
	codings := strings.Split(strings.ToLower(p.encoding), ",")
	if !strings.Contains(p.encoding, "gzip") && bytes.HasPrefix(body, gzipMagic) {
		codings = append(codings, "gzip") // no page and no text begins so
	}
	for i := len(codings) - 1; i >= 0; i-- {
		decoded, err := decodeOnce(strings.TrimSpace(codings[i]), body, limit)
		if err != nil {
			return nil, err
		}
		body = decoded
	}
	if len(body) > limit {
		return nil, refuse(ReasonTooLarge, "its body has more than %d bytes", limit)
	}
	return body, nil
}

// sniffBytes is how much of a body is decoded to tell what it is.
const sniffBytes = 4 << 10

// decodeHead returns the beginning of a body, as far as it can be decoded.
func decodeHead(p payload) []byte {
	if strings.Contains(strings.ToLower(p.transfer), "chunked") {
		p.body, p.transfer = dechunk(p.body[:min(len(p.body), 1<<20)]), ""
	}
	coding := strings.ToLower(strings.TrimSpace(p.encoding))
	if coding == "" && bytes.HasPrefix(p.body, gzipMagic) {
		coding = "gzip"
	}
	head := p.body
	if decoder := openCoding(coding, p.body); decoder != nil {
		if decoded, _ := io.ReadAll(io.LimitReader(decoder, sniffBytes)); len(decoded) > 0 {
			head = decoded
		}
		decoder.Close()
	}
	return head[:min(len(head), sniffBytes)]
}

// decodeOnce takes one coding off. Of a body that breaks off, as browsers do, it
// returns what there is.
func decodeOnce(coding string, body []byte, limit int) ([]byte, error) {
	decoder := openCoding(coding, body)
	if decoder == nil {
		return body, nil
	}
	defer decoder.Close()
	decoded, err := io.ReadAll(io.LimitReader(decoder, int64(limit)+1))
	switch {
	case len(decoded) > limit:
		return nil, refuse(ReasonTooLarge, "its body has more than %d bytes when it is decoded", limit)
	case err != nil && isText(body[:min(len(body), sniffBytes)]):
		return body, nil
	case err != nil && (len(decoded) == 0 || !errors.Is(err, io.ErrUnexpectedEOF)):
		return nil, refuse(ReasonBroken, "the body can't be decoded (%s): %w", coding, err)
	}
	return decoded, nil
}

var (
	gzipMagic = []byte{0x1f, 0x8b, 8}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// maxBodyWindow bounds the memory of a decoder of one body: RFC 9659 allows
// servers no more.
const maxBodyWindow = 8 << 20

// openCoding returns a decoder of a body. It is nil when the body is not coded
// so, or the coding is not known.
func openCoding(coding string, body []byte) io.ReadCloser {
	from := bytes.NewReader(body)
	switch {
	case (coding == "gzip" || coding == "x-gzip") && bytes.HasPrefix(body, gzipMagic):
		if d, err := gzip.NewReader(from); err == nil {
			return d
		}
	case coding == "deflate" && isZlib(body):
		if d, err := zlib.NewReader(from); err == nil {
			return d
		}
	case coding == "deflate" && !isPlain(body): // as many servers had it
		return flate.NewReader(from)
	case coding == "br" && !isPlain(body):
		return io.NopCloser(brotli.NewReader(from))
	case coding == "zstd" && bytes.HasPrefix(body, zstdMagic):
		if d, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxBodyWindow)); err == nil {
			return d.IOReadCloser()
		}
	}
	return nil
}

// isZlib reports whether a body begins with the two bytes of a zlib header.
func isZlib(b []byte) bool {
	return len(b) >= 2 && b[0]&0x0f == 8 && (int(b[0])<<8|int(b[1]))%31 == 0
}

// isPlain reports whether a body begins as text does. Neither brotli nor deflate
// has a mark of its own, and what is coded has control characters within some
// bytes: one byte in eight.
func isPlain(b []byte) bool {
	const enough = 512
	b = b[:min(len(b), enough)]
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b { // escape: ISO-2022-JP
			return false
		}
	}
	return bytes.HasPrefix(bytes.TrimLeft(b, " \r\n\t\ufeff"), []byte("<")) || len(b) == enough
}

// dechunk returns a body without the lengths of its chunks. What is not in chunks
// is returned as it is, and of what breaks off as much as there is.
func dechunk(body []byte) []byte {
	length, data, chunked := chunk(body)
	if !chunked || length < len(data) && !bytes.HasPrefix(data[length:], []byte("\n")) && !bytes.HasPrefix(data[length:], []byte("\r\n")) {
		return body
	}
	decoded := make([]byte, 0, len(body))
	for chunked && length > 0 {
		n := min(length, len(data))
		decoded = append(decoded, data[:n]...)
		data = bytes.TrimPrefix(bytes.TrimPrefix(data[n:], []byte("\r")), []byte("\n"))
		length, data, chunked = chunk(data)
	}
	if !chunked {
		decoded = append(decoded, data...)
	}
	return decoded
}

// chunk returns the length of a chunk and what is behind its line. It reports
// whether there is one.
func chunk(body []byte) (length int, data []byte, found bool) {
	line, rest, found := bytes.Cut(body, []byte("\n"))
	stated, _, _ := strings.Cut(string(line[:min(len(line), 64)]), ";")
	n, err := strconv.ParseUint(strings.TrimSpace(stated), 16, 31)
	if !found || err != nil || !bytes.HasSuffix(line, []byte("\r")) {
		return 0, body, false
	}
	return int(n), rest, true
}
