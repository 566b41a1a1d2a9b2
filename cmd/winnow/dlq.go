package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream"
)

type dlqCmd struct {
	Ls      dlqLsCmd      `cmd:"" help:"List dead letters, oldest first."`
	Show    dlqShowCmd    `cmd:"" help:"Show one dead letter: why it died, its headers, its bytes."`
	Redrive dlqRedriveCmd `cmd:"" help:"Send dead letters round again and remove them."`
}

// deadFilter says which dead letters are meant.
type deadFilter struct {
	Reason string `help:"Only those with this reason." placeholder:"REASON"`
	Site   string `help:"Only those of this site." placeholder:"SITE"`
}

func (f deadFilter) filter() stream.DeadFilter {
	return stream.DeadFilter{Reason: f.Reason, Site: f.Site}
}

type dlqLsCmd struct {
	brokerFlags
	deadFilter
}

// Run prints a table.
func (c *dlqLsCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.open("", log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	table := tabwriter.NewWriter(at.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SEQUENCE\tTIME\tSUBJECT\tSTAGE\tREASON\tATTEMPTS\tERROR")
	for dead, err := range stream.DeadLetters(ctx, b.js, c.topology(), c.filter()) {
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
	b, err := c.open("", log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	dead, err := stream.DeadLetter(ctx, b.js, c.topology(), c.Sequence)
	if err != nil {
		return err
	}
	if !c.Body {
		printDead(at, dead)
	}
	_, err = at.out.Write(dead.Body)
	return err
}

func printDead(at console, dead stream.Dead) {
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

type dlqRedriveCmd struct {
	brokerFlags
	deadFilter
	Sequences []uint64 `arg:"" optional:"" name:"sequence" help:"Dead letters by sequence, as ls gives it."`
	All       bool     `help:"All that --reason and --site leave."`
}

// Run sends the letters round, one by one, and stops at the first that fails.
func (c *dlqRedriveCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	filtered := c.Reason != "" || c.Site != ""
	switch {
	case len(c.Sequences) > 0 && (c.All || filtered):
		return usagef("name sequences, or say --all, --reason or --site, not both")
	case len(c.Sequences) == 0 && !c.All && !filtered:
		return usagef("name the dead letters to send round: their sequences, --all, --reason or --site")
	}
	b, err := c.open("", log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	n, err := c.redrive(ctx, b)
	fmt.Fprintf(at.out, "redriven: %d\n", n)
	return err
}

func (c *dlqRedriveCmd) redrive(ctx context.Context, b *broker) (n int, err error) {
	topology := c.topology()
	for _, sequence := range c.Sequences {
		dead, err := stream.DeadLetter(ctx, b.js, topology, sequence)
		if err == nil {
			err = stream.Redrive(ctx, b.js, topology, dead)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	if len(c.Sequences) > 0 {
		return n, nil
	}
	for dead, err := range stream.DeadLetters(ctx, b.js, topology, c.filter()) {
		if err == nil {
			err = stream.Redrive(ctx, b.js, topology, dead)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
