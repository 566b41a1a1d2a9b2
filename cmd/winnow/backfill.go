package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
)

type backfillCmd struct {
	In      []string `arg:"" name:"in" help:"Files with one JSON envelope a line; - is standard input."`
	Out     string   `required:"" short:"o" help:"File for the clean documents, one a line; - is standard output. What fails goes to OUT.dead.jsonl beside it." placeholder:"OUT"`
	Workers int      `help:"Documents cleaned at once; one a CPU when 0." placeholder:"N"`
	memoryFlags
	policyFlags
}

// Run cleans the archives. Lines that fail are an error at the end.
func (c *backfillCmd) Run(ctx context.Context, at console, log *slog.Logger) error {
	if c.Workers < 0 {
		return usagef("--workers=%d: want 0 or more", c.Workers)
	}
	engine, err := c.engine()
	if err != nil {
		return err
	}
	limits := pipeline.Options{Workers: c.Workers, Waiting: func(err error) {
		if err != nil {
			log.Warn("cannot clean: waiting", "error", err)
		}
	}}
	c.bound(&limits, limitMemory(os.DirFS("/"), log))
	result, err := backfill.Run(ctx, engine, backfill.Options{
		In: c.In, Out: c.Out, Stdin: at.in, Stdout: at.out, Build: thisBuild(), Log: log,
		Pipeline: limits,
	})
	if err != nil {
		return fmt.Errorf("backfill: %w (%d documents cleaned)", err, result.Cleaned)
	}
	log.Info("backfill done", "cleaned", result.Cleaned, "failed", result.Failed)
	switch {
	case result.Failed > 0 && result.Dead != "":
		return fmt.Errorf("%d lines could not be cleaned: they are in %s", result.Failed, result.Dead)
	case result.Failed > 0:
		return fmt.Errorf("%d lines could not be cleaned", result.Failed)
	}
	return nil
}
