package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/record"
)

// place is where a record is: raw documents are read again when somebody looks at one,
// since pages are ten times as large as what is told of them.
type place struct {
	inputs  archive.Inputs
	options archive.Options
	at      archive.Mark // where reading begins
	order   uint64       // of the record, from 1
	room    *room
}

// room is how many bytes of packed documents may be kept yet.
type room struct{ left atomic.Int64 }

// mostKept is the bytes of packed documents that one Load keeps, of files in which a
// place is far to get to. To open a document of a gzip file of 60 MB took half a second.
const mostKept = 256 << 20

// packed are the endings of files that have to be unpacked from their beginning. (A WARC
// is packed record by record.)
var packed = []string{".gz", ".zst", ".xz", ".bz2"}

func (p place) isFar() bool {
	name := strings.ToLower(p.inputs[p.at.Input].Name)
	return slices.Contains(packed, filepath.Ext(name)) && !strings.Contains(filepath.Base(name), ".warc") && !strings.Contains(filepath.Base(name), ".wet")
}

// open returns what reads the document again. Standard input can't be read again: its
// documents are kept.
func (p place) open(raw *document.Raw) func(context.Context) (*document.Raw, error) {
	if p.at.Input >= len(p.inputs) {
		return nil
	}
	standard := p.inputs[p.at.Input].Name == archive.Stdin
	if standard || p.isFar() && p.room.left.Load() > 0 {
		kept, size := keep(raw)
		if p.room.left.Add(-int64(size)) > 0 || standard {
			return kept
		}
	}
	id := strings.Clone(raw.ID)
	return func(ctx context.Context) (*document.Raw, error) {
		found, err := p.readAgain(ctx)
		if err == nil && found.ID != id {
			err = fmt.Errorf("it is another one now: %w", catalog.ErrNoRaw)
		}
		return found, err
	}
}

func (p place) readAgain(ctx context.Context) (*document.Raw, error) {
	from, err := archive.Open(p.inputs, p.at, nil, p.options)
	if err != nil {
		return nil, err
	}
	defer from.Close() // it was only read
	r, err := from.Next(ctx)
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("the file is shorter now: %w", catalog.ErrNoRaw)
	case err != nil:
		return nil, err
	}
	raw, err := r.Open() // its memory is not given back: the document is in it
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", r, catalog.ErrNoRaw, err)
	}
	return &raw, nil
}

// keep keeps a document packed, and returns what unpacks it and how large that is.
func keep(raw *document.Raw) (open func(context.Context) (*document.Raw, error), size int) {
	line, err := record.Wrap(*raw).Marshal()
	if err != nil {
		return nil, 0
	}
	packed := record.Gzip(line)
	return func(context.Context) (*document.Raw, error) {
		line, err := record.Unpack(map[string][]string{record.HeaderEncoding: {record.EncodingGzip}}, packed)
		if err != nil {
			return nil, err
		}
		raw, err := record.ParseEnvelope(line)
		return &raw, err
	}, len(packed)
}
