package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/record"
)

// place is where a record is: raw documents are read again when somebody looks at one,
// since pages are ten times as large as what is told of them. It takes as long as the
// file's compression takes to get there.
type place struct {
	inputs  archive.Inputs
	options archive.Options
	at      archive.Mark // where reading begins
	order   uint64       // of the record, from 1
}

// open returns what reads the document again. Standard input can't be read again: its
// document is kept.
func (p place) open(raw *document.Raw) func(context.Context) (*document.Raw, error) {
	if p.at.Input < len(p.inputs) && p.inputs[p.at.Input].Name == archive.Stdin {
		return keep(raw)
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

// keep keeps a document packed.
func keep(raw *document.Raw) func(context.Context) (*document.Raw, error) {
	line, err := record.Wrap(*raw).Marshal()
	if err != nil {
		return nil
	}
	packed := record.Gzip(line)
	return func(context.Context) (*document.Raw, error) {
		line, err := record.Unpack(map[string][]string{record.HeaderEncoding: {record.EncodingGzip}}, packed)
		if err != nil {
			return nil, err
		}
		raw, err := record.ParseEnvelope(line)
		return &raw, err
	}
}
