package output

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"github.com/winnow-news/winnow/pipeline/record"
)

// convert writes a file that can't be appended to from the lines that were
// spooled for it, gives it its name, and removes the spool.
func (s *Set) convert(ctx context.Context, spool, name string) error {
	aside := name + whole + partial
	if err := s.writeWhole(ctx, spool, aside); err != nil {
		return err
	}
	if err := rename(aside, name); err != nil {
		return err
	}
	return os.Remove(spool)
}

func (s *Set) writeWhole(ctx context.Context, spool, name string) (err error) {
	from, err := os.Open(spool)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	next, end, err := spooled(ctx, from)
	if err != nil {
		return err
	}
	defer end()
	buffer := bufio.NewWriterSize(to, partBuffer)
	n, err := s.options.Form.whole(buffer, next)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case n != s.state.Documents:
		return fmt.Errorf("%s: %d documents were written of %d", name, n, s.state.Documents)
	}
	return errors.Join(buffer.Flush(), syncFile(to))
}

// spooled returns the documents of a spool, one a call, until io.EOF.
func spooled(ctx context.Context, from io.Reader) (next func() (*record.Clean, error), end func(), err error) {
	unpacked, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, nil, err
	}
	decoder := json.NewDecoder(unpacked)
	return func() (*record.Clean, error) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		doc := new(record.Clean)
		if err := decoder.Decode(doc); err != nil {
			return nil, err
		}
		return doc, nil
	}, unpacked.Close, nil
}
