package stream

import (
	"cmp"
	"context"
	"log/slog"
	"sync"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// WorkOptions are what a worker may be told.
type WorkOptions struct {
	Pipeline  pipeline.Options // but for Observer and Waiting, which Work sets
	Observer  Observer         // told what the worker does; may be nil
	Build     record.Build
	Once      bool                    // end when the raw stream is drained
	Committed func([]pipeline.Stored) // called with what this worker stored, after it is stored, in order; may be nil
	Log       *slog.Logger
	Name      string        // that no other worker has, such as members.NewName returns; default such a one
	Faults    *faults.Hooks // for the chaos harness; nil

	Lean     bool               // paragraphs are published as stretches of their document's text
	Compress record.Compression // which documents may be compressed; default CompressOff

	Recurring     memory.Recurring // whether sites are remembered; default RecurringOff
	Beside        *Beside          // for who cleans beside the worker; may be nil
	SnapshotEvery int              // deltas of a partition between snapshots of its memory, at most; default 256
}

// form returns how clean documents are written, for a stream that takes messages of
// so many bytes.
func (o *WorkOptions) form(largest int) record.Form {
	return record.Form{Largest: largest, Lean: o.Lean, Compress: cmp.Or(o.Compress, record.CompressOff), Parts: mostParts}
}

// DefaultBatch is the documents of one commit under load. Each brings as many
// state records as it has partitions in it: with a batch of 256 those are a
// fifth of all messages. While one batch is committed the next is cleaned.
const (
	DefaultBatch    = 512
	inFlightBatches = 3
)

// Work cleans what comes in on the raw stream until ctx is done, or, with
// Once, until the stream is drained. Any number of workers may run at once;
// each has its share of the partitions. The streams must be there:
// Topology.Apply makes them. When ctx is done it commits what is in hand, hands
// its partitions over, and returns nil.
func Work(ctx context.Context, js jetstream.JetStream, topology broker.Topology, engine pipeline.Engine, options WorkOptions) error {
	if options.Pipeline.BatchSize == 0 {
		options.Pipeline.BatchSize = DefaultBatch
	}
	if options.Pipeline.InFlight == 0 {
		options.Pipeline.InFlight = inFlightBatches * options.Pipeline.BatchSize
	}
	options.Pipeline.Observer = options.Observer
	passing := broker.NewOutage(options.Log, "cannot clean", nil)
	options.Pipeline.Waiting = func(err error) {
		if err == nil {
			passing.Over()
		} else {
			passing.Report(err)
		}
	}
	w, err := newWorker(ctx, js, topology, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	var watch sync.WaitGroup
	watch.Go(func() { w.watcher.run(watching) })
	defer watch.Wait()
	defer stop()
	w.source.start(ctx, options.Once)
	ran := pipeline.Run(ctx, w.source, w.source.cleanWith(engine), w.sink, options.Pipeline)
	w.sink.deadLog.end()
	if err := w.source.close(ctx); err != nil {
		options.Log.Warn("the other workers will notice only after the lease that this one is gone", "error", err)
	}
	return ran
}

type worker struct {
	source  *source
	sink    *sink
	watcher *watcher
}

func newWorker(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options WorkOptions) (*worker, error) {
	if err := broker.CheckServer(js, options.Log); err != nil {
		return nil, err
	}
	raw, topology, err := topology.OpenRaw(ctx, js)
	if err != nil {
		return nil, err
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	dead, err := topology.Open(ctx, js, topology.DeadStream)
	if err != nil {
		return nil, err
	}
	bucket, err := topology.Bucket(ctx, js)
	if err != nil {
		return nil, err
	}
	observer := options.Observer
	if observer == nil {
		observer = NoopObserver{}
	}
	made := raw.CachedInfo().Created
	name := cmp.Or(options.Name, members.NewName())
	largest := broker.LargestMessage(js, clean)
	store := &checkpoints.Store{Topology: topology, Clean: clean, Made: made, Logger: options.Log}
	if options.SnapshotEvery == 0 {
		options.SnapshotEvery = checkpoints.DefaultEvery
	}
	queue := make(chan *delivery)
	claims, err := newClaims(ctx, js, bucket, name, made, options)
	if err != nil {
		return nil, err
	}
	unstored := broker.NewOutage(options.Log, "cannot store documents", js.Conn())
	unstored.Stream = topology.CleanStream // what is in another says so
	unstored.Also = func(err error) { observer.Storing(true, err) }
	others := members.New(js, bucket, members.Options{Name: name, Lease: topology.Lease, Now: options.Faults.Now()})
	return &worker{
		watcher: &watcher{js: js, topology: topology, observer: observer, log: options.Log, every: fillEvery},
		source: &source{
			topology: topology, raw: raw, checkpoints: store, queue: queue, ended: make(chan struct{}), log: options.Log, observer: observer,
			members: others, trouble: broker.NewOutage(options.Log, "cannot see the other workers", js.Conn()),
			claims: claims, beside: options.Beside,
			assignment: &assignment{
				js: js, topology: topology, checkpoints: store, queue: queue, large: make(chan struct{}, 1),
				tail:    &tail{raw: raw, checkpoints: store, topology: topology, log: options.Log, observer: observer},
				trouble: broker.NewOutage(options.Log, "no deliveries", js.Conn()), has: make(map[int]*partition), recurring: options.Recurring,
				worker: name, tidy: checkpoints.Tidying(options.SnapshotEvery, largest), faults: options.Faults,
			},
		},
		sink: &sink{
			topology: topology, build: options.Build, committed: options.Committed, form: options.form(largest), observer: observer,
			deadLog: &deadLog{log: options.Log},
			committer: &committer{
				js: js, clean: clean, worker: name, faults: options.Faults, observer: observer, log: options.Log,
				dead:    &deadStore{js: js, topology: topology, dead: dead, made: made},
				trouble: unstored,
			},
		},
	}, nil
}
