package stories

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

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
		return unlessDone(ctx, err)
	}
	bucket, err := topology.Bucket(ctx, js)
	if err != nil {
		return unlessDone(ctx, err)
	}
	others := members.New(js, bucket, members.Options{Name: c.name, Lease: topology.Lease, Prefix: group})
	running, stop := context.WithCancel(ctx)
	defer stop()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	if options.Once {
		tasks.Go(func() { c.awaitEnd(running); stop() })
	}
	c.govern(running, others)
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
func (c *clusterer) govern(ctx context.Context, others *members.Group) {
	lead := members.Lead{Work: c.keepClustering}
	defer c.options.Observer.Leading(false)
	defer lead.End()
	pulse := broker.Pulse{Beat: others.Beat(), Trouble: broker.NewOutage(c.options.Log, "cannot see who else clusters stories", c.js.Conn())}
	for ctx.Err() == nil {
		err := lead.Decide(ctx, others)
		c.options.Observer.Leading(lead.Ours())
		broker.Pause(ctx, pulse.Next(err, ctx.Err() != nil))
	}
	lead.End()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), members.LeaveTimeout)
	defer cancel()
	if err := others.Leave(leaving); err != nil {
		c.options.Log.Warn("who clusters stories next will notice only after the lease that this one is gone", "error", err)
	}
}

// keepClustering works until ctx is done. When another process stored a batch
// meanwhile, or when it is not known whether a batch was stored, it begins again
// from what is stored.
func (c *clusterer) keepClustering(ctx context.Context) {
	var retry broker.Backoff
	for ctx.Err() == nil {
		began := time.Now()
		err := c.cluster(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			retry = broker.Backoff{}
		}
		if !broker.Conflict(err) {
			c.trouble.Report(err)
		}
		c.trouble.Wait(ctx, &retry)
	}
}

// awaitEnd returns when every clean document is clustered, by this process or
// another, or when ctx is done.
func (c *clusterer) awaitEnd(ctx context.Context) {
	c.trouble.Await(ctx, func() (bool, error) {
		left, err := c.behind(ctx)
		return err == nil && left == 0, err
	})
}

// behind returns the sequence of the last clean document when that is not
// clustered yet, else 0.
func (c *clusterer) behind(ctx context.Context) (uint64, error) {
	last, err := broker.LastMessage(ctx, c.clean, c.topology.CleanSubjects())
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of stream %s: %w", c.topology.CleanStream, err)
	}
	at, err := c.journal.Load(ctx)
	if err != nil || at.Head.Sequence >= last.Sequence {
		return 0, err
	}
	return last.Sequence, nil
}

// Behind returns the sequence of the last clean document when that is not
// clustered yet, and 0 when all are.
func Behind(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (uint64, error) {
	c, err := newClusterer(ctx, js, topology, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return 0, err
	}
	return c.behind(ctx)
}
