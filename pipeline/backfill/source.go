package backfill

import (
	"context"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
)

// source is the records of the inputs, as the pipeline takes them. The record is
// the origin of its item.
type source struct {
	from *archive.Archive
	take func(*archive.Record) bool // nil: all
}

// openSource reads the inputs from a mark on.
func openSource(o *Options, at archive.Mark) (*source, error) {
	from, err := archive.Open(o.In, at, o.Stdin, o.Archive)
	if err != nil {
		return nil, err
	}
	return &source{from: from}, nil
}

func (s *source) close() { s.from.Close() } // it was only read

// Receive returns the next record.
func (s *source) Receive(ctx context.Context) (pipeline.Item[*archive.Record], error) {
	for {
		r, err := s.from.Next(ctx)
		if err != nil {
			return pipeline.Item[*archive.Record]{}, err
		}
		if s.take == nil || s.take(r) {
			return pipeline.Item[*archive.Record]{Size: r.Size, Open: r.Open, Origin: r}, nil
		}
	}
}
