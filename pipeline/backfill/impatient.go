package backfill

import (
	"context"
	"io"
)

// impatient reads from something that may be silent for ever, such as a pipe
// whose writer waits, and gives up when its context is done. A read of a pipe
// can't be interrupted: the goroutine that is in it then ends with the next
// byte, with the writer, or with the process. There is one at a time.
type impatient struct {
	ctx  context.Context // of the Receive that reads
	from io.Reader

	buffer  []byte
	rest    []byte // of the buffer, not given yet
	err     error  // that comes after it
	reading chan reading
}

// reading is what one Read gave.
type reading struct {
	n   int
	err error
}

func newImpatient(from io.Reader) *impatient {
	return &impatient{ctx: context.Background(), from: from, buffer: make([]byte, 1<<16)}
}

// Read is as io.Reader has it. When the context is done before anything came
// it gives the context's error.
func (r *impatient) Read(p []byte) (int, error) {
	switch {
	case len(r.rest) > 0:
		return r.give(p), nil
	case r.err != nil:
		return 0, r.err
	}
	if r.reading == nil { // else the one that was given up goes on
		r.reading = make(chan reading, 1)
		go func(done chan<- reading) {
			n, err := r.from.Read(r.buffer)
			done <- reading{n, err}
		}(r.reading)
	}
	select {
	case got := <-r.reading:
		r.reading = nil
		r.rest, r.err = r.buffer[:got.n], got.err
		if got.n == 0 {
			return 0, got.err
		}
		return r.give(p), nil
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

func (r *impatient) give(p []byte) int {
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n
}
