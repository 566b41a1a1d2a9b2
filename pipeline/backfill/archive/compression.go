package archive

import (
	"bytes"
	"compress/bzip2"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// compression is one way in which the bytes of an input are packed. It is told
// from the bytes.
type compression struct {
	name   string
	suffix string
	magic  []byte
	open   func(io.Reader) (io.ReadCloser, error)
}

// maxWindow bounds the memory of a decoder, in bytes: what a frame may ask for.
// zstd's own tools refuse more without a flag.
const maxWindow = 128 << 20

// compressions is the visible list.
var compressions = []compression{
	{name: "gzip", suffix: ".gz", magic: []byte{0x1f, 0x8b}, open: func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }},
	{name: "zstd", suffix: ".zst", magic: []byte{0x28, 0xb5, 0x2f, 0xfd}, open: func(r io.Reader) (io.ReadCloser, error) {
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}},
	{name: "xz", suffix: ".xz", magic: []byte{0xfd, '7', 'z', 'X', 'Z', 0}, open: func(r io.Reader) (io.ReadCloser, error) {
		x, err := xz.NewReader(r)
		return io.NopCloser(x), err
	}},
	{name: "bzip2", suffix: ".bz2", magic: []byte("BZh"), open: func(r io.Reader) (io.ReadCloser, error) {
		return io.NopCloser(bzip2.NewReader(r)), nil
	}},
}

// compressionOf returns how an input is packed; nil when it is not.
func compressionOf(head []byte) *compression {
	for i := range compressions {
		if bytes.HasPrefix(head, compressions[i].magic) {
			return &compressions[i]
		}
	}
	return nil
}

// plainName returns a file's name without the suffix of a compression.
func plainName(name string) string {
	suffix := strings.ToLower(filepath.Ext(name))
	for i := range compressions {
		if suffix == compressions[i].suffix {
			return name[:len(name)-len(suffix)]
		}
	}
	return name
}
