package archive

import (
	"context"
	"io"
)

// cancelableReader reads from something that may block for ever, such as a pipe
// whose writer waits, and stops waiting when its context is done. A read of a
// pipe can't be interrupted: the goroutine that is in it ends with the next
// byte, with the writer, or with the process. There is one at a time.
type cancelableReader struct {
	ctx  context.Context // of the Receive that reads
	from io.Reader

	buffer  []byte
	rest    []byte // of the buffer, not returned yet
	err     error  // that comes after it
	pending chan readResult
}

// readResult is what one Read of the underlying reader returned.
type readResult struct {
	n   int
	err error
}

func newCancelableReader(from io.Reader) *cancelableReader {
	return &cancelableReader{ctx: context.Background(), from: from, buffer: make([]byte, 1<<16)}
}

// Read is as io.Reader has it. When the context is done before there is
// anything to return it returns the context's error.
func (r *cancelableReader) Read(p []byte) (int, error) {
	switch {
	case len(r.rest) > 0:
		return r.take(p), nil
	case r.err != nil:
		return 0, r.err
	}
	if r.pending == nil { // else the read that was given up on goes on
		r.pending = make(chan readResult, 1)
		go func(done chan<- readResult) {
			n, err := r.from.Read(r.buffer)
			done <- readResult{n, err}
		}(r.pending)
	}
	select {
	case got := <-r.pending:
		r.pending = nil
		r.rest, r.err = r.buffer[:got.n], got.err
		if got.n == 0 {
			return 0, got.err
		}
		return r.take(p), nil
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

// take moves what fits from the buffer into p.
func (r *cancelableReader) take(p []byte) int {
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n
}
