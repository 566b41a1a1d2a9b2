package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

type streamsCmd struct {
	Plan  streamsPlanCmd  `cmd:"" help:"Say what is missing or does not fit, and change nothing."`
	Apply streamsApplyCmd `cmd:"" help:"Create the streams, and change what does not fit where that loses nothing."`
}

type streamsPlanCmd struct {
	brokerFlags
	reviewsFlags
}

// Run prints the plan. It returns an error where something is missing or does
// not fit.
func (c *streamsPlanCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	steps, err := c.with(c.topology()).Plan(ctx, b.js)
	var todo []string
	for _, s := range steps {
		printStep(at, s, "create")
		if !s.Suffices() {
			todo = append(todo, s.Stream)
		}
	}
	if len(todo) > 0 {
		err = errors.Join(err, fmt.Errorf("missing or not fit: %s", strings.Join(todo, ", ")))
	}
	return err
}

// printStep says each thing once: what is wrong and stays so is stuck.
func printStep(at console, s broker.Step, create string) {
	switch {
	case s.Missing && s.Optional:
		fmt.Fprintf(at.out, "%s: %s; workers run without it\n", s.Stream, create)
	case s.Missing:
		fmt.Fprintf(at.out, "%s: %s\n", s.Stream, create)
	case s.Fits():
		fmt.Fprintf(at.out, "%s: fits\n", s.Stream)
	default:
		fmt.Fprintf(at.out, "%s: does not fit\n", s.Stream)
	}
	printLines(at, "trouble", slices.DeleteFunc(slices.Clone(s.Troubles), func(line string) bool { return slices.Contains(s.Stuck, line) }))
	printLines(at, "change", s.Changes)
	printLines(at, "stuck", s.Stuck)
	printLines(at, "advice", s.Advice)
}

func printLines(at console, what string, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(at.out, "  %s: %s\n", what, line)
	}
}

type streamsApplyCmd struct {
	brokerFlags
	reviewsFlags
}

// Run does what the plan says, as far as it can be done. It returns an error
// where something is stuck, and takes the other steps all the same.
func (c *streamsApplyCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	topology, wait := c.with(c.topology()), c.waiting(0, log)
	steps, err := topology.Plan(ctx, b.js)
	if err != nil {
		return err
	}
	var stuck []string
	for _, s := range steps {
		if len(s.Stuck) > 0 {
			stuck = append(stuck, s.Stream)
			printStep(at, s, "")
			continue
		}
		if err := wait.Ready(ctx, b.js, func() error { return s.Take(ctx, b.js) }); err != nil {
			return broker.Explain(err, s.Stream)
		}
		if len(s.Changes) > 0 && !s.Missing {
			fmt.Fprintf(at.out, "%s: changed: %s\n", s.Stream, strings.Join(s.Changes, "; "))
			printLines(at, "advice", s.Advice)
			continue
		}
		printStep(at, s, "created")
	}
	if len(stuck) > 0 {
		return fmt.Errorf("can't be changed so that it fits: %s", strings.Join(stuck, ", "))
	}
	return topology.Apply(ctx, b.js)
}
