package output

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Compression is how a file is packed: the suffix of its name, empty for not at
// all.
type Compression string

// The compressions.
const (
	Plain Compression = ""
	Gzip  Compression = ".gz"
	Zstd  Compression = ".zst"
)

func compressionNames() string { return "NAME" + string(Gzip) + " or NAME" + string(Zstd) }

// splitCompression returns a name without the suffix of a compression, and that.
func splitCompression(name string) (plain string, packed Compression) {
	suffix := Compression(strings.ToLower(filepath.Ext(name)))
	if suffix != Gzip && suffix != Zstd {
		return name, Plain
	}
	return name[:len(name)-len(suffix)], suffix
}

// packer packs what is written to it. end ends a frame: what was written so far
// can be unpacked, and what comes after it begins anew. empty writes a frame of
// nothing: a packed file without one is broken.
type packer interface {
	io.Writer
	end() error
	empty() error
}

func newPacker(packed Compression, to io.Writer) (packer, error) {
	switch packed {
	case Gzip:
		return &gzipPacker{to: to, writer: gzip.NewWriter(to)}, nil
	case Zstd:
		writer, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(zstdWindow), zstd.WithZeroFrames(true))
		if err != nil {
			return nil, err
		}
		return &zstdPacker{to: to, writer: writer}, nil
	}
	return notPacked{to}, nil
}

// zstdWindow is how far back zstd looks, in bytes: articles of one site share
// words within that. Twice as much saves 1% and holds twice the memory.
const zstdWindow = 4 << 20

type notPacked struct{ io.Writer }

func (notPacked) end() error   { return nil }
func (notPacked) empty() error { return nil }

type gzipPacker struct {
	to      io.Writer
	writer  *gzip.Writer
	written bool // since the last frame ended
}

func (p *gzipPacker) Write(b []byte) (int, error) {
	p.written = true
	return p.writer.Write(b)
}

func (p *gzipPacker) end() error {
	if !p.written {
		return nil
	}
	return p.empty()
}

func (p *gzipPacker) empty() error {
	p.written = false
	err := p.writer.Close()
	p.writer.Reset(p.to)
	return err
}

type zstdPacker struct {
	to      io.Writer
	writer  *zstd.Encoder
	written bool
}

func (p *zstdPacker) Write(b []byte) (int, error) {
	p.written = true
	return p.writer.Write(b)
}

func (p *zstdPacker) end() error {
	if !p.written {
		return nil
	}
	return p.empty()
}

func (p *zstdPacker) empty() error {
	p.written = false
	err := p.writer.Close()
	p.writer.Reset(p.to)
	return err
}
