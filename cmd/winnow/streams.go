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

type streamsPlanCmd struct{ brokerFlags }

// Run prints the plan. It returns an error where something is missing or does
// not fit.
func (c *streamsPlanCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	b, err := c.ask(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	steps, err := c.topology().Plan(ctx, b.js)
	var todo []string
	for _, s := range steps {
		printStep(at, s)
		if !s.Fits() {
			todo = append(todo, s.Stream)
		}
	}
	if len(todo) > 0 {
		err = errors.Join(err, fmt.Errorf("missing or not fit: %s", strings.Join(todo, ", ")))
	}
	return err
}

// printStep says each thing once: what is wrong and stays so is stuck.
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
	print("trouble", slices.DeleteFunc(slices.Clone(s.Troubles), func(line string) bool { return slices.Contains(s.Stuck, line) }))
	print("change", s.Changes)
	print("stuck", s.Stuck)
	print("advice", s.Advice)
}

type streamsApplyCmd struct{ brokerFlags }

// Run does what the plan says, as far as it can be done. It returns an error
// where something is stuck, and takes the other steps all the same.
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
	var stuck []string
	for _, s := range steps {
		printStep(at, s)
		if len(s.Stuck) > 0 {
			stuck = append(stuck, s.Stream)
			continue
		}
		if err := s.Take(ctx, b.js); err != nil {
			return err
		}
	}
	if len(stuck) > 0 {
		return fmt.Errorf("can't be changed so that it fits: %s", strings.Join(stuck, ", "))
	}
	return topology.Apply(ctx, b.js)
}
