package journal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// OwnerOptions say how a journal is written.
type OwnerOptions[H any] struct {
	Writer string   // a name that is new for every process; in the names of snapshots
	Sign   func(*H) // puts into the head of a new record what is the writer's; may be nil
	Idle   bool     // do not remember: leave memory in the stream as it is
	Tidy   Tidying
	Hooks  *faults.Hooks // nil, but in the chaos harness
}

// Owner is a journal as one who appends to it knows it: its last record, and
// memory as of that. Whether it is the only one, the server decides at every
// record. One goroutine uses it, but for Memory and At.
type Owner[H, M any] struct {
	*Log[H, M]
	js      jetstream.JetStream
	options OwnerOptions[H]

	fence  Fence[H]
	memory atomic.Pointer[M] // nil when idle, and before the first Refresh
	at     atomic.Uint64     // the fence's
	torn   bool              // memory may have come beyond the fence
	forgot bool              // part of memory is gone from the stream: what is left is to be written whole

	commits  int  // since records were pruned
	replaced int  // bytes of deltas and snapshots, since then
	counted  bool // replaced is all that there is; false while another owner may have left some
	holdOff  int  // commits before a snapshot is tried again
}

// NewOwner returns an owner that knows nothing yet: Refresh makes it ready.
func NewOwner[H, M any](js jetstream.JetStream, log *Log[H, M], options OwnerOptions[H]) *Owner[H, M] {
	return &Owner[H, M]{Log: log, js: js, options: options}
}

// Fence returns the last record that the owner knows.
func (o *Owner[H, M]) Fence() Fence[H] { return o.fence }

// Memory returns memory as of the fence, nil when the owner is idle. Any
// goroutine may call it; the memory changes with the fence.
func (o *Owner[H, M]) Memory() *M { return o.memory.Load() }

// At returns the sequence of the record that Memory is as of, or has passed. Any
// goroutine may call it.
func (o *Owner[H, M]) At() uint64 { return o.at.Load() }

// Forgot reports whether part of memory was gone from the stream when it was
// read last, and no snapshot has been written since.
func (o *Owner[H, M]) Forgot() bool { return o.forgot }

// Refresh brings the owner to the last record in the stream, and memory with it.
// Where part of memory is gone from the stream it goes on with the rest.
func (o *Owner[H, M]) Refresh(ctx context.Context) error {
	if o.options.Idle {
		fence, err := o.Load(ctx)
		if err == nil {
			o.move(fence)
		}
		return err
	}
	from, memory := o.fence, o.memory.Load()
	if memory == nil || o.torn {
		from = Fence[H]{}
	}
	o.torn = true // until it is whole: replaying changes memory in place
	memory, fence, err := o.catchUp(ctx, memory, from)
	forgot := errors.Is(err, ErrForgotten)
	if err != nil && !forgot {
		return err
	}
	if forgot {
		o.Logger.Warn("part of what was remembered is gone from the stream; going on with the rest", "of", o.What, "error", err)
	}
	o.Take(fence, memory)
	o.forgot = forgot
	return nil
}

// Reset drops what the owner knows of memory, which is not as of its fence any
// more: the next Refresh reads all of it anew.
func (o *Owner[H, M]) Reset() { o.torn = true }

// Take makes the owner stand at a fence, with memory as of it.
func (o *Owner[H, M]) Take(fence Fence[H], memory *M) {
	o.memory.Store(memory)
	o.torn, o.forgot, o.counted = false, false, false
	o.move(fence)
}

func (o *Owner[H, M]) move(fence Fence[H]) {
	o.fence = fence
	o.at.Store(fence.At)
}

// Next returns the record that comes after the fence, with no delta yet.
func (o *Owner[H, M]) Next() *Record[H] {
	next := o.fence.Record
	next.Delta = nil
	if o.options.Sign != nil {
		o.options.Sign(&next.Head)
	}
	return &next
}

// Message returns the message of a record that follows the fence. The server
// refuses it, and the batch that it is in, when there is a later record.
func (o *Owner[H, M]) Message(next *Record[H]) (*nats.Msg, error) {
	body, err := next.encode()
	if err != nil {
		return nil, fmt.Errorf("record of %s: %w", o.What, err)
	}
	message := &nats.Msg{Subject: o.Subject, Data: body, Header: nats.Header{}}
	if !o.options.Hooks.WithoutFence() {
		message.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(o.fence.At, 10))
	}
	o.keep(message)
	return message, nil
}

// keep lets a message outlive the stream's max_age, where the stream allows it.
func (o *Owner[H, M]) keep(message *nats.Msg) {
	if o.forever() {
		message.Header.Set(jetstream.MsgTTLHeader, broker.NeverExpire)
	}
}

// Learn puts a delta into memory.
func (o *Owner[H, M]) Learn(delta []byte) error {
	memory := o.memory.Load()
	if memory == nil || len(delta) == 0 {
		return nil
	}
	if err := o.Codec.Apply(memory, delta); err != nil {
		return fmt.Errorf("memory of %s after %d: %w", o.What, o.fence.At, err)
	}
	return nil
}

// Advance moves the fence to a record that was stored at a sequence. Memory must
// have learned its delta.
func (o *Owner[H, M]) Advance(next *Record[H], at uint64) { o.move(newFence(*next, at)) }
