package archive

import (
	"context"
	"io"
)

// Source is an input that is not a file, such as a stream. It can be read again,
// from any mark of one of its records on.
type Source interface {
	// Open returns its records from a mark on. The Offset of the zero Mark, and of
	// the Marks in After, is the source's own.
	Open(ctx context.Context, at Mark) (Records, error)
}

// Records is a source that is being read. One goroutine uses it.
type Records interface {
	// Next returns the next record, and io.EOF after the last. The record's Read
	// counts from the source's beginning. An error says that the source can't be
	// read, not what is wrong with a record.
	Next(ctx context.Context) (*Record, error)

	Close() error
}

// sourceReader is the records of a source, as the reader of an input.
type sourceReader struct {
	ctx     context.Context // of the Next that reads
	records Records
}

func (r *sourceReader) next() (*Record, error) {
	record, err := r.records.Next(r.ctx)
	if err != nil && err != io.EOF {
		err = sourceError{err}
	}
	return record, err
}

func (r *sourceReader) close() error { return r.records.Close() }

// sourceError is an error of a source: its records are not to blame.
type sourceError struct{ error }

func (e sourceError) Unwrap() error { return e.error }
