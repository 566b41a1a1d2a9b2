package stories

import (
	"context"
	"log/slog"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// Options are what the stage may be told.
type Options struct {
	Memory   memory.StoryOptions
	Once     bool               // end when all clean documents are clustered
	Stored   func(record.Story) // called with every record after it is stored, in order; may be nil
	Observer Observer           // default: one that does nothing
	Log      *slog.Logger
	Faults   *faults.Hooks // for tests; nil

	SnapshotEvery int // deltas between snapshots of memory, at most; 0: by their bytes alone
	pieceBytes    int // of one message of a snapshot; 0: what there is room for
}

// group is the prefix under which the processes of this stage see each other in
// the workers' bucket.
const group = "stories."

// Run clusters clean documents until ctx is done, or, with Once, until all are
// clustered; then it returns nil. The streams must be there: Topology.Apply makes
// them.
func Run(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options Options) error {
	c, err := newClusterer(ctx, js, topology, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil // whoever wanted to know has left
		}
		return err
	}
	return c.stage().Run(ctx, options.Once)
}

// stage returns what c does as the work of one process at a time.
func (c *clusterer) stage() *members.Stage {
	return &members.Stage{
		JS: c.js, Topology: c.topology, Name: c.name, Prefix: group, Doing: "clusters stories", Clean: c.clean,
		Trouble: c.trouble, Log: c.options.Log, Leading: c.options.Observer.Leading,
		Work: c.cluster,
		Reached: func(ctx context.Context) (uint64, error) {
			at, err := c.journal.Load(ctx)
			if err != nil {
				return 0, err
			}
			return at.Head.Sequence, nil
		},
	}
}

// Behind returns the sequence of the last clean document when that is not
// clustered yet, and 0 when all are.
func Behind(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (uint64, error) {
	c, err := newClusterer(ctx, js, topology, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return 0, err
	}
	return c.stage().Behind(ctx)
}
