package drifts

import (
	"context"
	"log/slog"

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
		if ctx.Err() != nil {
			return nil // whoever wanted to know has left
		}
		return err
	}
	return w.stage().Run(ctx, options.Once)
}

// stage returns what w does as the work of one process at a time.
func (w *watcher) stage() *members.Stage {
	return &members.Stage{
		JS: w.js, Topology: w.topology, Name: w.name, Prefix: group, Doing: "watches sites", Clean: w.clean,
		Trouble: w.trouble, Log: w.options.Log, Leading: w.options.Observer.WatchesSites,
		Work: w.watch,
		Reached: func(ctx context.Context) (uint64, error) {
			at, err := w.journal.Load(ctx)
			if err != nil {
				return 0, err
			}
			return at.Head.Sequence, nil
		},
	}
}
