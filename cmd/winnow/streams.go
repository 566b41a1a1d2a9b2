package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

type streamsCmd struct {
	Plan  streamsPlanCmd  `cmd:"" help:"Say what is missing or does not fit, and change nothing."`
	Apply streamsApplyCmd `cmd:"" help:"Create the streams, and change what does not fit where that loses nothing."`
}

type streamsPlanCmd struct{ brokerFlags }

// Run prints the plan.
func (c *streamsPlanCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.ask(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	steps, err := c.topology().Plan(ctx, b.js)
	for _, s := range steps {
		printStep(at, s)
	}
	return err
}

func printStep(at console, s broker.Step) {
	switch {
	case s.Missing:
		fmt.Fprintf(at.out, "%s: create\n", s.Stream)
	case s.Fits():
		fmt.Fprintf(at.out, "%s: fits\n", s.Stream)
	default:
		fmt.Fprintf(at.out, "%s: does not fit\n", s.Stream)
	}
	print := func(what string, lines []string) {
		for _, line := range lines {
			fmt.Fprintf(at.out, "  %s: %s\n", what, line)
		}
	}
	print("trouble", s.Troubles)
	if !s.Fits() {
		print("change", s.Changes)
		print("stuck", s.Stuck)
	}
}

type streamsApplyCmd struct{ brokerFlags }

// Run does what the plan says, as far as every step of it can be taken.
func (c *streamsApplyCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.ask(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	topology := c.topology()
	steps, err := topology.Plan(ctx, b.js)
	if err != nil {
		return err
	}
	for _, s := range steps {
		printStep(at, s)
		if err := s.Take(ctx, b.js); err != nil {
			return err
		}
	}
	return topology.Apply(ctx, b.js)
}
