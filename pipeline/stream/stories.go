package stream

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

// StoryOptions are what the telling of stories may be told.
type StoryOptions struct {
	Memory   memory.StoryOptions
	Once     bool               // end when all clean documents are told of
	Told     func(record.Story) // called with every record after it is stored, in order; may be nil
	Observer StoryObserver      // default: one that does nothing
	Log      *slog.Logger
	Faults   *faults.Hooks // for tests; nil

	SnapshotEvery int // deltas between snapshots of memory, at most; 0: by their bytes alone
}

// storyRoom is the prefix under which those who tell stories see each other in
// the workers' bucket.
const storyRoom = "stories."

// TellStories reads the clean documents in order and says of each, in a record
// on the subject of its story, of which others it is a copy. Cleaning knows
// nothing of it: a document is published first and told of later, and workers
// need no memory of each other's documents.
//
// Any number may run it; one at a time tells, and another takes over when that
// one is silent for a lease. As with partitions, that saves work and nothing
// else: the records of a batch, what memory needs to know of its documents and
// how far the clean stream is read are stored in one atomic batch, which names
// the one that it follows. Memory is what these say; now and then it is written
// whole, and who starts reads that and what came since.
//
// It returns nil when ctx is done, or, with Once, when all is told. The streams
// must be there.
func TellStories(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options StoryOptions) error {
	t, err := newTeller(ctx, js, topology, options)
	if err != nil {
		return quiet(ctx, err)
	}
	bucket, err := topology.Bucket(ctx, js)
	if err != nil {
		return quiet(ctx, err)
	}
	group := members.New(js, bucket, members.Options{Name: t.name, Lease: topology.Lease, Prefix: storyRoom})
	untilTold, stop := context.WithCancel(ctx)
	defer stop()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	if options.Once {
		tasks.Go(func() { t.awaitTold(untilTold); stop() })
	}
	return t.govern(untilTold, group)
}

func newTeller(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options StoryOptions) (*teller, error) {
	if topology.StoryStream == "" {
		return nil, errors.New("there is no stream for stories")
	}
	if options.Observer == nil {
		options.Observer = noopStoryObserver{}
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	stories, err := topology.Open(ctx, js, topology.StoryStream)
	if err != nil {
		return nil, err
	}
	return &teller{
		js: js, topology: topology, options: options, clean: clean, stories: stories, name: members.NewName(),
		trouble: broker.NewOutage(options.Log, "cannot tell stories", js.Conn()), piece: broker.LargestMessage(js, stories) / chunkShare,
	}, nil
}

// quiet drops an error when ctx is done: whoever wanted to know has left.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// govern tells while it falls to us, until ctx is done.
func (t *teller) govern(ctx context.Context, group *members.Group) error {
	turn := turn{tell: t.keepTelling}
	defer t.options.Observer.Telling(false)
	defer turn.end()
	pulse := broker.Pulse{Beat: group.Beat(), Trouble: broker.NewOutage(t.options.Log, "cannot see who else tells stories", t.js.Conn())}
	for ctx.Err() == nil {
		err := turn.settle(ctx, group)
		t.options.Observer.Telling(turn.stop != nil)
		broker.Pause(ctx, pulse.Next(err, ctx.Err() != nil))
	}
	turn.end()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), members.LeaveTimeout)
	defer cancel()
	if err := group.Leave(leaving); err != nil {
		t.options.Log.Warn("who tells stories next will notice only by and by that this one is gone", "error", err)
	}
	return nil
}

// turn is whose turn it is to tell: there is one partition, and one has it.
type turn struct {
	tell func(context.Context)
	stop context.CancelFunc // nil when it is not ours
	done chan struct{}      // closed when telling has ended
}

// settle takes the turn when nobody has it and it falls to us, and gives it up
// when somebody else took it and it falls to them. It does not move when one
// joins: memory would have to be read anew.
func (t *turn) settle(ctx context.Context, group *members.Group) error {
	if err := group.Announce(ctx, t.holds()); err != nil {
		return err
	}
	alive, held, err := group.Look(ctx)
	if err != nil {
		return err
	}
	_, others := held[0]
	falls := group.Share(1, alive)[0]
	switch {
	case t.stop == nil && falls && !others:
		t.begin(ctx)
		return group.Announce(ctx, t.holds())
	case t.stop != nil && others && !falls:
		t.end()
		return group.Announce(ctx, t.holds())
	}
	return nil
}

func (t *turn) holds() []int {
	if t.stop == nil {
		return nil
	}
	return []int{0}
}

func (t *turn) begin(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	t.stop, t.done = stop, done
	go func() {
		defer close(done)
		t.tell(ctx)
	}()
}

// end stops telling and waits for it.
func (t *turn) end() {
	if t.stop == nil {
		return
	}
	t.stop()
	<-t.done
	t.stop = nil
}

// awaitTold returns when every clean document is told of, by us or another, or
// when ctx is done.
func (t *teller) awaitTold(ctx context.Context) {
	t.trouble.Await(ctx, func() (bool, error) {
		left, err := t.untold(ctx)
		return err == nil && left == 0, err
	})
}

// untold gives the sequence of the last clean document when that is not told of
// yet, else 0.
func (t *teller) untold(ctx context.Context) (uint64, error) {
	last, err := broker.LastMessage(ctx, t.clean, t.topology.CleanSubjects())
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of stream %s: %w", t.topology.CleanStream, err)
	}
	at, err := t.load(ctx)
	if err != nil || at.Sequence >= last.Sequence {
		return 0, err
	}
	return last.Sequence, nil
}

// StoriesBehind gives the sequence of the last clean document when no story is
// told of it yet, and 0 when all are told of.
func StoriesBehind(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (uint64, error) {
	t, err := newTeller(ctx, js, topology, StoryOptions{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return 0, err
	}
	return t.untold(ctx)
}

// keepTelling tells until ctx is done. When another has told meanwhile, or when
// it is not known whether a batch was stored, it begins again from what is
// stored.
func (t *teller) keepTelling(ctx context.Context) {
	var retry broker.Backoff
	for ctx.Err() == nil {
		began := time.Now()
		err := t.tell(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			retry = broker.Backoff{}
		}
		if !broker.Conflict(err) {
			t.trouble.Report(broker.Explain(err))
		}
		t.trouble.Wait(ctx, &retry)
	}
}
