package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

type dlqCmd struct {
	Ls      dlqLsCmd      `cmd:"" help:"List dead letters, oldest first."`
	Show    dlqShowCmd    `cmd:"" help:"Show one dead letter: why it died, its headers, its bytes."`
	Redrive dlqRedriveCmd `cmd:"" help:"Send dead letters round again and remove them."`
	Purge   dlqPurgeCmd   `cmd:"" help:"Remove dead letters for good."`
}

// deadFilter says which dead letters are meant.
type deadFilter struct {
	Reason string        `env:"-" help:"Only those with this reason." placeholder:"REASON"`
	Stage  string        `env:"-" help:"Only those that failed at this stage: envelope, clean or publish." placeholder:"STAGE"`
	Site   siteToken     `env:"-" help:"Only those of this site: courier.example, or as in its subjects courier-example." placeholder:"SITE"`
	Error  string        `env:"-" help:"Only those whose error has this in it." placeholder:"TEXT"`
	Within time.Duration `env:"-" help:"Only those that came within this time." placeholder:"TIME"`
	Older  time.Duration `env:"-" help:"Only those that are older." placeholder:"TIME"`
}

// filter returns it as the stream package wants it. What could mean nothing, or
// would be left out of account and so mean all, is wrong usage.
func (f deadFilter) filter() (operate.DeadFilter, error) {
	filter := operate.DeadFilter{Reason: f.Reason, Stage: f.Stage, Site: string(f.Site), Error: f.Error}
	switch {
	case f.Stage != "" && !slices.Contains(stages, pipeline.Stage(f.Stage)):
		return filter, usagef("--stage=%s: want envelope, clean or publish", f.Stage)
	case f.Within < 0:
		return filter, usagef("--within=%s: want a time that is not negative", f.Within)
	case f.Older < 0:
		return filter, usagef("--older=%s: want a time that is not negative", f.Older)
	}
	now := time.Now()
	if f.Within > 0 {
		filter.After = now.Add(-f.Within)
	}
	if f.Older > 0 {
		filter.Before = now.Add(-f.Older)
	}
	return filter, nil
}

// stages are those at which a document can fail.
var stages = []pipeline.Stage{pipeline.StageEnvelope, pipeline.StageClean, pipeline.StagePublish}

// chosenLetters is the dead letters that something is to be done with: by
// sequence, by a filter, or all.
type chosenLetters struct {
	brokerFlags
	deadFilter
	Sequences []uint64 `arg:"" optional:"" name:"sequence" help:"Dead letters by sequence, as ls gives it."`
	All       bool     `env:"-" help:"All dead letters."`
}

// each does something with every chosen letter, and stops at the first that
// fails. It returns how many went well.
func (c *chosenLetters) each(ctx context.Context, log *slog.Logger, do func(*session, broker.Topology, operate.Dead) error) (n int, err error) {
	filtered := c.deadFilter != deadFilter{}
	switch {
	case len(c.Sequences) > 0 && (c.All || filtered):
		return 0, usagef("name sequences, or say --all or a filter such as --reason, not both")
	case len(c.Sequences) == 0 && !c.All && !filtered:
		return 0, usagef("name the dead letters: their sequences, --all, or a filter such as --reason")
	}
	filter, err := c.filter()
	if err != nil {
		return 0, err
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	topology := c.topology()
	for dead, err := range c.letters(ctx, b, topology, filter) {
		if err == nil {
			err = do(b, topology, dead)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (c *chosenLetters) letters(ctx context.Context, b *session, topology broker.Topology, filter operate.DeadFilter) iter.Seq2[operate.Dead, error] {
	if len(c.Sequences) == 0 {
		return operate.DeadLetters(ctx, b.js, topology, filter)
	}
	return func(yield func(operate.Dead, error) bool) {
		for _, sequence := range c.Sequences {
			if !yield(operate.DeadLetter(ctx, b.js, topology, sequence)) {
				return
			}
		}
	}
}

type dlqLsCmd struct {
	brokerFlags
	deadFilter
}

// Run prints a table.
func (c *dlqLsCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	table := tabwriter.NewWriter(at.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SEQUENCE\tTIME\tSUBJECT\tSTAGE\tREASON\tATTEMPTS\tERROR")
	for dead, err := range operate.DeadLetters(ctx, b.js, c.topology(), filter) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%d\t%s\n", dead.Sequence, dead.Failed.Format(time.RFC3339),
			dead.DeadLetter.Subject, dead.Stage, dead.Reason, dead.Attempts, dead.Error)
	}
	return table.Flush()
}

type dlqShowCmd struct {
	brokerFlags
	Sequence uint64 `arg:"" help:"The dead letter's sequence, as ls gives it."`
	Body     bool   `help:"Only the original bytes, as they came in."`
}

// Run prints one letter.
func (c *dlqShowCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	dead, err := operate.DeadLetter(ctx, b.js, c.topology(), c.Sequence)
	if err != nil {
		return err
	}
	terminal := terminalOf(at.out)
	at.out = harmless(at.out)
	if !c.Body {
		printDead(at, dead)
		if terminal != nil && !utf8.Valid(dead.Body) {
			fmt.Fprintf(at.out, "%d bytes that are no text: --body writes them, into a file\n", len(dead.Body))
			return nil
		}
	}
	_, err = at.out.Write(dead.Body)
	return err
}

func printDead(at console, dead operate.Dead) {
	fmt.Fprintf(at.out, "reason:   %s\nstage:    %s\nerror:    %s\nattempts: %d\nfailed:   %s\nfrom:     %s, sequence %d of %s\n",
		dead.Reason, dead.Stage, dead.Error, dead.Attempts, dead.Failed.Format(time.RFC3339),
		dead.DeadLetter.Subject, dead.DeadLetter.Sequence, dead.Stream)
	if dead.Whole > 0 {
		fmt.Fprintf(at.out, "bytes:    the first %d of %d\n", len(dead.Body), dead.Whole)
	}
	for _, name := range slices.Sorted(maps.Keys(dead.Header)) {
		for _, value := range dead.Header[name] {
			fmt.Fprintf(at.out, "header:   %s: %s\n", name, value)
		}
	}
	if dead.Stack != "" {
		fmt.Fprintf(at.out, "stack:\n%s\n", dead.Stack)
	}
	fmt.Fprintln(at.out)
}

type dlqRedriveCmd struct{ chosenLetters }

// Run sends the letters round, one by one.
func (c *dlqRedriveCmd) Run(ctx context.Context, at console, log *slog.Logger) error {
	n, err := c.each(ctx, log, func(b *session, topology broker.Topology, dead operate.Dead) error {
		return operate.Redrive(ctx, b.js, topology, dead)
	})
	if n > 0 || err == nil {
		fmt.Fprintf(at.out, "redriven: %d\n", n)
	}
	return err
}

type dlqPurgeCmd struct{ chosenLetters }

// Run removes the letters, one by one.
func (c *dlqPurgeCmd) Run(ctx context.Context, at console, log *slog.Logger) error {
	n, err := c.each(ctx, log, func(b *session, topology broker.Topology, dead operate.Dead) error {
		return operate.Discard(ctx, b.js, topology, dead.Sequence)
	})
	if n > 0 || err == nil {
		fmt.Fprintf(at.out, "purged: %d\n", n)
	}
	return err
}
