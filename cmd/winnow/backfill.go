package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

type backfillCmd struct {
	In   []string `arg:"" optional:"" name:"in" help:"Files, folders and globs with documents; - is standard input. Their form and compression are told from their bytes."`
	List string   `help:"Also read what this file names, one path a line; - is standard input." placeholder:"FILE"`

	Format string            `env:"WINNOW_BACKFILL_FORMAT" help:"Form of the inputs, when their bytes do not tell it: ${forms}." placeholder:"FORM" group:"Inputs"`
	Field  map[string]string `help:"Which fields or columns of the records are what: url=link,content=html. A dot leads into a field: content=page.html." mapsep:"," placeholder:"NAME=FIELD,…" group:"Inputs"`
	Sample int               `env:"-" help:"Clean so many documents, spread over the inputs, and write none." placeholder:"N" group:"Inputs"`

	Out        string   `short:"o" help:"File for the clean documents; its suffix says the form, and .gz or .zst how it is packed. A folder with --to=markdown or text. - is standard output. What fails goes to OUT.rejects.jsonl beside it, and how far it is and what was learned to OUT.state: stopped or killed, it goes on from there when it is called the same way again." placeholder:"OUT" group:"Output"`
	To         string   `help:"Form of the output, when its name does not say it: ${outputs}." placeholder:"FORM" group:"Output"`
	RotateSize byteSize `help:"Begin another file when one has so many bytes, such as 256MB: OUT-00001, OUT-00002, …" placeholder:"SIZE" group:"Output"`
	RotateDocs int      `help:"Begin another file when one has so many documents." placeholder:"N" group:"Output"`
	Overwrite  bool     `env:"-" help:"Replace what is there and is not of this run." group:"Output"`
	MaxRejects string   `help:"Stop when more records than this could not be cleaned: 100, or 1%." placeholder:"N|SHARE" group:"Output"`

	Workers    int              `help:"Documents cleaned at once; one a CPU when 0." placeholder:"N"`
	Checkpoint time.Duration    `help:"Time whose work is done again at most after a crash (${default})." default:"3s" placeholder:"TIME"`
	Recurring  memory.Recurring `default:"on" help:"Read the archives twice, first to learn what each site repeats; then take it out (on), only mark it (shadow). Or read once and learn nothing (off) (${default})." placeholder:"off|shadow|on"`
	CPUProfile string           `name:"cpu-profile" hidden:"" help:"Write where the time goes, for go tool pprof." placeholder:"FILE"`
	Memory     string           `help:"File with what sites repeat. Where it is there, nothing is learned; else it is written." placeholder:"FILE"`

	Stories    bool `env:"WINNOW_BACKFILL_STORIES" help:"Say in every document of which others it is a copy." group:"Stories"`
	PartCopies bool `help:"With --stories: put what is only a copy into OUT.copies beside OUT." group:"Stories"`
	storyBounds
	queueFlags
	reportFlags
	streamFlags
	credentialFlags
	memoryFlags
	policyFlags
	fixedRulesFlag
	extrasFlag
}

// archiveInFlight is how many bytes of records are received and not written, unless
// it is said. A record takes some ten times as much until its document is
// written. With 32 MB a crawl of pages takes 360 MB of memory in all, with 64 MB
// 440 MB, and neither keeps two cores waiting.
const archiveInFlight = 32 << 20

// Run cleans the archives. Records that fail are an error at the end.
func (c *backfillCmd) Run(ctx context.Context, at console, log *slog.Logger) error {
	if c.Join != "" {
		return c.join(ctx, at, log)
	}
	if err := c.checkWhole(); err != nil {
		return err
	}
	streams, err := c.openStreams(log)
	if err != nil {
		return err
	}
	defer streams.close()
	options, err := c.options(ctx, at, log)
	if err != nil {
		return err
	}
	base, err := c.engine(c.Extras)
	if err != nil {
		return err
	}
	rules, err := c.siteRules(ctx, streams, log)
	if err != nil {
		return err
	}
	engine := base.with(rules)
	options.Build, options.Conditions = engine.build(), engine.conditions()
	if err := streams.join(ctx, &options, log); err != nil {
		return err
	}
	c.bound(&options.Pipeline, limitMemory(os.DirFS("/"), log))
	if c.InFlightMB == 0 {
		options.Pipeline.InFlightBytes = archiveInFlight
	}
	endProfile, err := profileTo(c.CPUProfile)
	if err != nil {
		return err
	}
	defer endProfile()
	told := c.begin(at, &options)
	done, err := c.lead(ctx, engine, rules, &options, told, log)
	if err != nil {
		return err
	}
	result, err := backfill.Run(ctx, engine, options)
	done()
	told.end()
	if errors.Is(err, backfill.ErrIsInput) {
		return usageError{fmt.Errorf("--out: %w", err)}
	}
	if err != nil {
		return fmt.Errorf("backfill: %w (%d documents cleaned)", err, result.Cleaned)
	}
	if err := told.tell(ctx, at, c.Out, log); err != nil {
		return err
	}
	return c.tell(&result, log)
}

// profileTo writes a profile of the processor's time until it is ended; an empty
// name is none.
func profileTo(name string) (end func(), err error) {
	if name == "" {
		return func() {}, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		file.Close()
	}, nil
}

// check is part of checker.
func (c *backfillCmd) check() error {
	if c.Join != "" {
		return errors.Join(c.checkJoin(), atLeast("workers", c.Workers, 0), c.memoryFlags.check(), c.policyFlags.check())
	}
	_, err := c.values()
	errs := []error{
		atLeast("workers", c.Workers, 0), atLeast("rotate-docs", c.RotateDocs, 0), atLeast("sample", c.Sample, 0),
		timeAtLeast("checkpoint", c.Checkpoint, 0), atLeast("queue-replicas", c.QueueReplicas, 1), err,
		c.storyBounds.check(), c.memoryFlags.check(), c.policyFlags.check(),
	}
	unread := c.Out == backfill.Stdout || c.Sample > 0
	if c.Stories && unread {
		errs = append(errs, usagef("--stories reads what was written: it needs a file for --out"))
	}
	if c.Diff != "" && unread {
		errs = append(errs, usagef("--diff reads what was written: it needs a file for --out"))
	}
	return errors.Join(errs...)
}

// checkWhole returns an error for what is missing beside what is set.
func (c *backfillCmd) checkWhole() error {
	switch {
	case len(c.In) == 0 && c.List == "":
		return usagef("name the archives to clean, or a --list of them")
	case c.Out == "" && c.Sample == 0:
		return usagef("--out says where the clean documents go")
	case c.PartCopies && !c.Stories:
		return usagef("--part-copies is for --stories")
	}
	return c.checkQueue()
}

// values returns what single flags say.
func (c *backfillCmd) values() (o backfill.Options, err error) {
	o.Archive = archive.Options{Form: c.Format, Fields: c.Field}
	var errs []error
	if err := archive.CheckFields(c.Field); err != nil {
		errs = append(errs, usagef("--field: %w", err))
	}
	if err := archive.CheckForm(c.Format); err != nil {
		errs = append(errs, usagef("--format: %w", err))
	}
	if c.MaxRejects != "" {
		if o.MaxRejects, err = backfill.ParseLimit(c.MaxRejects); err != nil {
			errs = append(errs, usagef("--max-rejects: %w", err))
		}
	}
	if c.To != "" {
		if o.Form, err = output.FormNamed(c.To); err != nil {
			errs = append(errs, usagef("--to: %w", err))
		}
	}
	return o, errors.Join(errs...)
}

// options returns what the flags say.
func (c *backfillCmd) options(ctx context.Context, at console, log *slog.Logger) (o backfill.Options, err error) {
	if o, err = c.values(); err != nil {
		return o, err
	}
	o.Stdin, o.Stdout, o.Log, o.Site = at.in, at.out, log, cleaners.Site
	o.Out, o.RotateBytes, o.RotateAfter, o.Overwrite = c.Out, int64(c.RotateSize), c.RotateDocs, c.Overwrite
	o.CheckpointEvery, o.Recurring, o.MemoryFile, o.Sample = c.Checkpoint, c.Recurring, c.Memory, c.Sample
	o.Pipeline = pipeline.Options{Workers: c.Workers, Waiting: func(err error) {
		if err != nil {
			log.Warn("cannot clean: waiting", "error", err)
		}
	}}
	if c.To == "" && c.Out != "" && c.Out != backfill.Stdout && !isServer(c.Out) {
		if _, err := output.FormOf(c.Out); err != nil {
			return o, usageError{fmt.Errorf("--out: %w", err)}
		}
	}
	if c.Diff != "" {
		if err := c.comparable(&o); err != nil {
			return o, err
		}
	}
	if c.Sample > 0 {
		o.Out = backfill.Stdout
	}
	if c.Stories {
		o.Stories = &backfill.StoryOptions{Memory: c.bounds(), Separate: c.PartCopies}
	}
	if o.In, err = c.inputs(ctx, at); err != nil {
		return o, err
	}
	return o, c.reportFlags.check(o.In)
}

// comparable returns an error unless the output can be read back.
func (c *backfillCmd) comparable(o *backfill.Options) (err error) {
	form := o.Form
	if form == nil {
		if form, err = output.FormOf(c.Out); err != nil {
			return err
		}
	}
	if form != output.Forms[0] {
		return usagef("--diff compares documents as jsonl, not as %s", form.Name)
	}
	return nil
}

// inputs returns the files that are named.
func (c *backfillCmd) inputs(ctx context.Context, at console) (archive.Inputs, error) {
	names := filesOf(c.In)
	if c.List != "" {
		list, err := readList(c.List, at.in)
		if err != nil {
			return nil, err
		}
		names = append(names, list...)
	}
	return archive.Find(ctx, names, c.own())
}

// own returns what tells the files that the run writes, which are not read.
func (c *backfillCmd) own() func(name string) bool {
	var own []func(string) bool
	for _, name := range []string{c.Out, c.stateName(), c.Memory, c.Report, c.diffPage()} {
		own = append(own, backfill.Own(name))
	}
	return func(name string) bool {
		return slices.ContainsFunc(own, func(is func(string) bool) bool { return is(name) })
	}
}

func readList(name string, stdin io.Reader) ([]string, error) {
	if name == "-" {
		return archive.ReadList(stdin)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return archive.ReadList(bytes.NewReader(text))
}

// tell says what was done, and returns an error when something was rejected.
func (c *backfillCmd) tell(result *backfill.Result, log *slog.Logger) error {
	if result.Before {
		log.Info("nothing to do: an earlier run cleaned all of it; --overwrite begins anew", "cleaned", result.Cleaned, "rejected", result.Rejected)
	} else {
		log.Info("backfill done", "cleaned", result.Cleaned, "rejected", result.Rejected, "duplicate_ids", result.Duplicates, "files", len(result.Files))
	}
	if c.Stories && !result.Before {
		found := result.Stories
		log.Info("stories done", "documents", found.Documents, "stories", found.Stories, "copies", found.Copies)
		if found.Separated > 0 {
			log.Info("copies were put aside", "documents", found.Separated, "files", len(found.CopiesTo), "first", found.CopiesTo[0].Name)
		}
	}
	switch {
	case result.Rejected > 0 && result.Rejects != "":
		return fmt.Errorf("%d records could not be cleaned: they are in %s", result.Rejected, result.Rejects)
	case result.Rejected > 0:
		return fmt.Errorf("%d records could not be cleaned", result.Rejected)
	}
	return nil
}
