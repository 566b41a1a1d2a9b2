package drifts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// Options are what the stage may be told.
type Options struct {
	Once     bool               // end when all clean documents are looked at
	Stored   func(record.Drift) // called with every event after it is stored, in order; may be nil
	Observer Observer           // default: one that does nothing
	Log      *slog.Logger
	Faults   *faults.Hooks // for tests; nil

	SnapshotEvery int // deltas between snapshots of memory, at most; 0: by their bytes alone
}

// group is the prefix under which the processes of this stage see each other in
// the workers' bucket.
const group = "drifts."

// Run watches sites until ctx is done, or, with Once, until all clean documents are
// looked at; then it returns nil. The streams must be there: Topology.Apply makes
// them.
func Run(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options Options) error {
	w, err := newWatcher(ctx, js, topology, options)
	if err != nil {
		return unlessDone(ctx, err)
	}
	bucket, err := topology.Bucket(ctx, js)
	if err != nil {
		return unlessDone(ctx, err)
	}
	others := members.New(js, bucket, members.Options{Name: w.name, Lease: topology.Lease, Prefix: group})
	running, stop := context.WithCancel(ctx)
	defer stop()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	if options.Once {
		tasks.Go(func() { w.awaitEnd(running); stop() })
	}
	w.govern(running, others)
	return nil
}

// unlessDone drops an error when ctx is done: whoever wanted to know has left.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// govern works while this process leads, until ctx is done.
func (w *watcher) govern(ctx context.Context, others *members.Group) {
	lead := members.Lead{Work: w.keepWatching}
	defer w.options.Observer.WatchesSites(false)
	defer lead.End()
	pulse := broker.Pulse{Beat: others.Beat(), Trouble: broker.NewOutage(w.options.Log, "cannot see who else watches sites", w.js.Conn())}
	for ctx.Err() == nil {
		err := lead.Decide(ctx, others)
		w.options.Observer.WatchesSites(lead.Ours())
		broker.Pause(ctx, pulse.Next(err, ctx.Err() != nil))
	}
	lead.End()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), members.LeaveTimeout)
	defer cancel()
	if err := others.Leave(leaving); err != nil {
		w.options.Log.Warn("who watches sites next will notice only after the lease that this one is gone", "error", err)
	}
}

// keepWatching works until ctx is done. When another process stored a batch
// meanwhile, or when it is not known whether a batch was stored, it begins again
// from what is stored.
func (w *watcher) keepWatching(ctx context.Context) {
	var retry broker.Backoff
	for ctx.Err() == nil {
		began := time.Now()
		err := w.watch(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			retry = broker.Backoff{}
		}
		if !broker.Conflict(err) {
			w.trouble.Report(err)
		}
		w.trouble.Wait(ctx, &retry)
	}
}

// awaitEnd returns when every clean document is looked at, by this process or
// another, or when ctx is done.
func (w *watcher) awaitEnd(ctx context.Context) {
	w.trouble.Await(ctx, func() (bool, error) {
		left, err := w.behind(ctx)
		return err == nil && left == 0, err
	})
}

// behind returns the sequence of the last clean document when that is not looked at
// yet, else 0.
func (w *watcher) behind(ctx context.Context) (uint64, error) {
	last, err := broker.LastMessage(ctx, w.clean, w.topology.CleanSubjects())
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of stream %s: %w", w.topology.CleanStream, err)
	}
	at, err := w.journal.Load(ctx)
	if err != nil || at.Head.Sequence >= last.Sequence {
		return 0, err
	}
	return last.Sequence, nil
}
