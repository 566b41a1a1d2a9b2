package main

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/drifts"
	"github.com/winnow-news/winnow/pipeline/stream/members"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
)

type runCmd struct {
	brokerFlags
	observeFlags

	Listen  string `help:"Address for the embedded server, host:port or none (default: 127.0.0.1:4222, or another port when that is taken)." placeholder:"ADDR"`
	Sample  bool   `env:"-" help:"Publish the sample documents, and show on one screen what becomes of them; with --print, in full."`
	Print   bool   `help:"Print every document that this worker cleans, with what was removed and why."`
	Once    bool   `help:"End when the raw stream is drained."`
	Workers int    `help:"Documents cleaned at once; one a CPU when 0." placeholder:"N"`

	Lean     bool               `help:"Publish paragraphs as stretches of their document's text, not as copies of it."`
	Compress record.Compression `default:"off" help:"Which clean documents may be published compressed with zstd: none (off), those that are too large for a message otherwise (large), or all that are smaller then (all) (${default})." placeholder:"off|large|all"`

	Recurring memory.Recurring `default:"on" help:"Remember what each site repeats, and take it out (on), only mark it (shadow), or remember nothing (off) (${default})." placeholder:"off|shadow|on"`

	storyFlags
	driftFlag

	DocumentTime  time.Duration `default:"30s" help:"A document that is not cleaned by then becomes a dead letter (${default})." group:"Limits" placeholder:"TIME"`
	CommitDelay   time.Duration `default:"20ms" help:"How long a batch waits for more documents (${default})." group:"Limits" placeholder:"TIME"`
	CommitLargest int           `default:"512" help:"Documents of one batch (${default})." group:"Limits" placeholder:"N"`
	memoryFlags
	policyFlags
	followRulesFlag
	extrasFlag
	askFlag
}

// printedWidth is how much of a removed text is printed, in characters.
const printedWidth = 100

// stopped is what a worker says at the end.
const stopped = "stopped; all that was in hand is stored"

// check is part of checker.
func (c *runCmd) check() error {
	errs := []error{
		atLeast("workers", c.Workers, 0), atLeast("commit-largest", c.CommitLargest, 1),
		timeAtLeast("document-time", c.DocumentTime, leastDocumentTime), timeAtLeast("commit-delay", c.CommitDelay, 0),
		c.brokerFlags.check(), c.observeFlags.check(), c.storyFlags.check(), c.memoryFlags.check(), c.policyFlags.check(),
		c.checkAsk(&c.brokerFlags),
	}
	if c.NATS != "" && c.StoreMB > 0 {
		errs = append(errs, usagef("--store-mb is for the embedded server, which --nats leaves out"))
	}
	switch {
	case c.NATS != "" && c.Listen != "":
		errs = append(errs, usagef("--listen is for the embedded server, which --nats leaves out"))
	case c.Listen != "" && c.Listen != listenNone:
		errs = append(errs, checkAddress("listen", c.Listen))
	}
	return errors.Join(errs...)
}

// Run is the stream worker. It ends with nil when it was told to stop.
func (c *runCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	base, err := c.engine(c.Extras)
	if err == nil {
		err = c.checkFollow()
	}
	if err != nil {
		return err
	}
	seen, err := c.observe(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, seen.Close()) }()
	defer context.AfterFunc(ctx, seen.Stopping)()
	wait := c.waiting(broker.Forever, log)
	wait.Also = seen.Beat // it waits, and so it is alive
	listen := ""
	if c.NATS == "" {
		listen = listenAddress(c.Listen, log)
	}
	b, err := c.open(ctx, listen, wait, log)
	if err != nil {
		return unlessStopped(ctx, err, log)
	}
	defer func() { err = errors.Join(err, b.close()) }()

	topology := c.topology()
	if !c.tells() {
		topology.StoryStream = ""
	}
	if topology, err = c.prepare(ctx, b, topology, wait); err != nil {
		return unlessStopped(ctx, err, log)
	}
	topology.Advise(ctx, b.js, log)
	rules, err := c.follow(ctx, b.js, topology.Rules, log, seen)
	if err != nil {
		return err
	}
	engine := base.following(rules)
	options := stream.WorkOptions{
		Pipeline: c.limits(limitMemory(os.DirFS("/"), log)), Build: base.build(), Once: c.Once, Log: log, Recurring: c.Recurring, Observer: seen,
		Lean: c.Lean, Compress: c.Compress, Name: members.NewName(),
	}
	switch {
	case c.Print:
		options.Committed = printer(at, log)
	case c.Sample:
		shown := newTour(at.out, log, whereNext(topology, c.places(b, seen), c.Once), c.NATS != "")
		defer shown.end()
		options.Committed = shown.committed
	}
	log.Info("cleaning", "from", topology.RawPrefix+".*", "to", topology.CleanPrefix+".*")
	answering, err := c.answer(b.conn, engine, rules, &options, seen)
	if err != nil {
		return err
	}
	tell := func(ctx context.Context) { rulebucket.Say(ctx, b.js, topology.Workers, options.Name, rules, log) }
	err = during(ctx, rules, tell, func(ctx context.Context) error {
		return answering.during(ctx, log, func(ctx context.Context) error { return c.work(ctx, b, topology, engine, options, seen) })
	})
	if err != nil {
		return err
	}
	log.Info(stopped)
	return nil
}

// places returns where this worker is seen.
func (c *runCmd) places(b *session, seen *observatory) places {
	at := places{nats: broker.Redact(c.NATS)}
	switch {
	case b.embedded == nil:
		at.flags = " --nats " + at.nats
	case c.Once: // the next command opens the same data
		if c.Data != "" {
			at.flags = " --data " + c.Data
		}
	default:
		if at.nats = b.embedded.URL(); at.nats != "" {
			at.flags = " --nats " + at.nats
		}
	}
	if seen.server != nil {
		at.metrics = seen.server.Address()
	}
	return at
}

// unlessStopped drops an error of a worker that was told to stop before it had
// anything in hand.
func unlessStopped(ctx context.Context, err error, log *slog.Logger) error {
	if ctx.Err() == nil {
		return err
	}
	log.Info(stopped)
	return nil
}

func (c *runCmd) limits(memory int64) pipeline.Options {
	options := pipeline.Options{
		Workers: c.Workers, DocumentTime: c.DocumentTime, BatchDelay: c.CommitDelay, BatchSize: c.CommitLargest,
	}
	c.bound(&options, memory)
	return options
}

// stage runs beside a worker, and goes by what that has published.
type stage func(context.Context) error

// stages returns what is to run beside the worker.
func (c *runCmd) stages(b *session, topology broker.Topology, log *slog.Logger, seen *observatory) (all []stage) {
	if topology.StoryStream != "" {
		all = append(all, func(ctx context.Context) error {
			return stories.Run(ctx, b.js, topology, stories.Options{Memory: c.bounds(), Once: c.Once, Log: log, Observer: seen})
		})
	}
	if topology.DriftStream != "" {
		all = append(all, func(ctx context.Context) error {
			return drifts.Run(ctx, b.js, topology, drifts.Options{Once: c.Once, Log: log, Observer: seen})
		})
	}
	return all
}

// work cleans, and beside that runs the stages. With --once they come when all is
// cleaned. The first to fail ends the others.
func (c *runCmd) work(ctx context.Context, b *session, topology broker.Topology, engine pipeline.Engine, options stream.WorkOptions, seen *observatory) error {
	all := append([]stage{func(ctx context.Context) error { return stream.Work(ctx, b.js, topology, engine, options) }},
		c.stages(b, topology, options.Log, seen)...)
	if c.Once {
		for _, run := range all {
			if err := run(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	errs := make([]error, len(all))
	var running sync.WaitGroup
	for i, run := range all {
		running.Go(func() {
			if errs[i] = run(working); errs[i] != nil || i == 0 {
				stop()
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// unwatched is what a worker says that can't use the stream of sites that change. A
// deployment of an earlier version has none, and may not let a worker make one: that is
// no reason not to clean.
const unwatched = "nobody looks here for sites that change: winnow streams apply makes the stream, accounts.conf has what a worker may, and --drift off does without"

// prepare makes the streams, and puts the samples in. It returns the topology that
// holds from now on.
func (c *runCmd) prepare(ctx context.Context, b *session, topology broker.Topology, wait broker.Waiting) (broker.Topology, error) {
	all := topology
	topology.DriftStream = ""
	if err := wait.Ready(ctx, b.js, func() error { return topology.Apply(ctx, b.js) }); err != nil {
		return topology, err
	}
	if c.watches() {
		if err := wait.Ready(ctx, b.js, func() error { return all.Apply(ctx, b.js) }); err == nil {
			topology = all
		} else if ctx.Err() != nil {
			return topology, err
		} else {
			wait.Log.Warn(unwatched, "stream", all.DriftStream, "error", err)
		}
	}
	if !c.Sample {
		return topology, nil
	}
	for _, raw := range fixtures.Samples() {
		if err := operate.Feed(ctx, b.js, topology, cleaners.Site(raw.URL), raw); err != nil {
			return topology, err
		}
	}
	return topology, nil
}

// printer returns a function that prints what was stored.
func printer(at console, log *slog.Logger) func([]pipeline.Stored) {
	return func(batch []pipeline.Stored) {
		out := bufio.NewWriter(at.out)
		for _, o := range batch {
			if o.Failure != nil {
				log.Warn("dead letter", "id", o.Raw.ID, "url", o.Raw.URL, "error", o.Failure)
				continue
			}
			out.WriteString(record.Report(o.Clean, printedWidth)) // its error stays until Flush
		}
		if err := out.Flush(); err != nil {
			log.Warn("cannot print", "error", err)
		}
	}
}
