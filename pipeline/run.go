package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Options bound a run. A zero field takes its default.
type Options struct {
	Workers       int           // documents cleaned at once; default: one a CPU
	InFlight      int           // documents received and not yet committed; default 512
	InFlightBytes int           // their bytes together, one document may always pass; default 256 MiB
	BatchSize     int           // documents in one Commit; default 256
	BatchDelay    time.Duration // how long a batch waits to fill once it has a document; default 20 ms
	Grace         time.Duration // how long commits may go on after ctx is done; default 20 s

	DocumentTime  time.Duration          // after which a document is too slow, and a failure; default 30 s
	Weigh         func(document.Raw) int // memory that a document takes while it is cleaned, in bytes, as far as can be foretold; default: its content
	CleaningBytes int                    // of such memory at once; a document that weighs more is cleaned alone; default 1 GiB
	HeaviestBytes int                    // a document that weighs more is a failure; default: none is
	Memory        *MemoryLimiter         // shared with others who clean in this process; default: one of CleaningBytes
	Waiting       func(error)            // told before a document whose error is Temporary is tried again, and with nil when that is over; default: nobody is
	Observer      Observer               // default: NoopObserver
}

// The defaults. A batch of 256 keeps a broker's round trip below a percent of
// the work in it; twice that in flight lets cleaning go on during a commit.
const (
	defaultInFlight      = 512
	defaultInFlightBytes = 256 << 20
	defaultBatchSize     = 256
	defaultBatchDelay    = 20 * time.Millisecond
	defaultGrace         = 20 * time.Second

	// A large page takes some tens of milliseconds: what takes a thousand
	// times that will not end.
	defaultDocumentTime = 30 * time.Second
	// The weight of the heaviest document that the engine takes.
	defaultCleaningBytes = 1 << 30
)

// WithDefaults returns the options with their defaults in place of zero fields.
func (o Options) WithDefaults() Options {
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	set(&o.Workers, runtime.GOMAXPROCS(0))
	set(&o.InFlight, defaultInFlight)
	set(&o.InFlightBytes, defaultInFlightBytes)
	set(&o.BatchSize, defaultBatchSize)
	set(&o.CleaningBytes, defaultCleaningBytes)
	if o.Memory == nil {
		o.Memory = NewMemoryLimiter(o.CleaningBytes)
	}
	if o.Observer == nil {
		o.Observer = NoopObserver{}
	}
	if o.Waiting == nil {
		o.Waiting = func(error) {}
	}
	if o.Weigh == nil {
		o.Weigh = func(raw document.Raw) int { return len(raw.Content) }
	}
	if o.DocumentTime <= 0 {
		o.DocumentTime = defaultDocumentTime
	}
	if o.BatchDelay <= 0 {
		o.BatchDelay = defaultBatchDelay
	}
	if o.Grace <= 0 {
		o.Grace = defaultGrace
	}
	return o
}

// errGrace is the cause for which late commits are given up.
var errGrace = errors.New("the time to finish is over")

// Run carries documents from source through clean to sink until the source
// ends, ctx is done, or one of them fails. When ctx is done it stops receiving,
// commits what is in flight, and returns nil; it returns an error when
// Options.Grace was not enough for that: then the inputs in flight are not
// acknowledged. It returns ErrStuck, after committing what is in flight, when
// more cleanings hang than there are workers. It waits for its own goroutines,
// and not for cleanings that were given up on.
func Run[O, P any](ctx context.Context, source Source[O], clean CleanFunc[O, P], sink Sink[O, P], options Options) error {
	options = options.WithDefaults()
	receiving, stopReceiving := context.WithCancel(ctx)
	defer stopReceiving()
	committing, release := outlive(ctx, options.Grace)
	defer release()

	r := &run[O, P]{
		Options: options, source: source, clean: clean, sink: sink,
		window:   newWindow(options.InFlight, options.InFlightBytes),
		pending:  make(chan *job[O, P], options.InFlight),
		work:     make(chan *job[O, P], options.InFlight),
		deadline: deadline{limit: options.DocumentTime, most: int64(options.Workers), stuck: stopReceiving},
	}
	var workers sync.WaitGroup
	var received error
	workers.Go(func() { received = r.receive(receiving) })
	for range options.Workers {
		workers.Go(func() { r.cleanAll(receiving) })
	}
	committed := r.commit(committing)
	stopReceiving()
	workers.Wait()
	return errors.Join(received, committed, r.deadline.err())
}

// outlive returns a context that ends grace after ctx does.
func outlive(ctx context.Context, grace time.Duration) (context.Context, func()) {
	late, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
			cancel(errGrace)
		case <-late.Done():
		}
	})
	return late, func() {
		stop()
		cancel(nil)
	}
}

// job is one item on its way; done is closed when its outcome is whole, or is
// known to become whole no more.
type job[O, P any] struct {
	outcome Outcome[O, P]
	unknown bool
	done    chan struct{}
}

// run is the state of one Run. Every job goes into both channels: work, from
// which any worker takes it, and pending, from which the committer takes it in
// order. Neither ever blocks, since the window admits no more than they hold.
type run[O, P any] struct {
	Options
	source   Source[O]
	clean    CleanFunc[O, P]
	sink     Sink[O, P]
	window   *window
	deadline deadline
	pending  chan *job[O, P]
	work     chan *job[O, P]
	head     *job[O, P] // taken from pending, not yet in a batch
}

func (r *run[O, P]) receive(ctx context.Context) error {
	defer close(r.pending)
	defer close(r.work)
	for {
		item, err := r.source.Receive(ctx)
		switch {
		case ctx.Err() != nil || errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("receive: %w", err)
		case !r.window.enter(ctx, item.Size):
			return nil
		}
		j := &job[O, P]{outcome: Outcome[O, P]{Item: item}, done: make(chan struct{})}
		r.pending <- j
		r.work <- j
	}
}

func (r *run[O, P]) cleanAll(ctx context.Context) {
	in := &lane[cleaned[P]]{deadline: &r.deadline}
	defer in.close()
	for j := range r.work {
		j.unknown = !r.cleanOne(ctx, in, &j.outcome)
		close(j.done)
	}
}

// commit hands batches to the sink until pending is closed and empty.
func (r *run[O, P]) commit(ctx context.Context) error {
	batch := make([]Outcome[O, P], 0, r.BatchSize)
	for more := true; more; {
		batch, more = r.gather(batch[:0])
		if len(batch) == 0 {
			continue
		}
		if err := r.sink.Commit(ctx, batch); err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = errors.Join(cause, err)
			}
			return fmt.Errorf("commit of %d documents: %w", len(batch), err)
		}
		for i := range batch {
			r.window.leave(batch[i].Item.Size)
		}
		clear(batch)
	}
	return nil
}

// gather waits for a first outcome, then for as many more as come within
// BatchDelay. It reports whether there may be more.
func (r *run[O, P]) gather(batch []Outcome[O, P]) ([]Outcome[O, P], bool) {
	var full <-chan time.Time
	for len(batch) < r.BatchSize {
		if r.head == nil {
			select {
			case j, ok := <-r.pending:
				if !ok {
					return batch, false
				}
				r.head = j
			case <-full:
				return batch, true
			}
		}
		select {
		case <-r.head.done:
		case <-full:
			return batch, true
		}
		if r.head.unknown { // what comes after it must not be stored before it
			return batch, false
		}
		batch = append(batch, r.head.outcome)
		r.head = nil
		if full == nil {
			full = time.After(r.BatchDelay)
		}
	}
	return batch, true
}
