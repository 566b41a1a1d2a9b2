package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/memory"
)

type backfillCmd struct {
	In        []string         `arg:"" name:"in" help:"Files with one JSON envelope a line; - is standard input."`
	Out       string           `required:"" short:"o" help:"File for the clean documents, one a line; - is standard output. What fails goes to OUT.dead.jsonl beside it, and how far it is and what was learned to OUT.state: stopped or killed, it goes on from there when it is called the same way again." placeholder:"OUT"`
	Workers   int              `help:"Documents cleaned at once; one a CPU when 0." placeholder:"N"`
	Recurring memory.Recurring `default:"on" help:"Read the archives twice, first to learn what each site repeats; then take it out (on), only mark it (shadow). Or read once and learn nothing (off) (${default})." placeholder:"off|shadow|on"`

	Stories    bool `help:"Say in every document of which others it is a copy." group:"Stories"`
	PartCopies bool `help:"With --stories: put what is only a copy into OUT.copies.jsonl beside OUT." group:"Stories"`
	storyBounds
	memoryFlags
	policyFlags
	extrasFlag
}

// Run cleans the archives. Lines that fail are an error at the end.
func (c *backfillCmd) Run(ctx context.Context, at console, log *slog.Logger) error {
	if c.Workers < 0 {
		return usagef("--workers=%d: want 0 or more", c.Workers)
	}
	switch {
	case c.Stories && c.Out == "-":
		return usagef("--stories reads what was written: it needs a file for --out")
	case c.PartCopies && !c.Stories:
		return usagef("--part-copies is for --stories")
	}
	engine, err := c.engine(c.Extras)
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
		In: c.In, Out: c.Out, Stdin: at.in, Stdout: at.out, Build: engine.build(), Conditions: engine.conditions(), Log: log,
		Pipeline: limits, Recurring: c.Recurring, Site: cleaners.Site,
	})
	if err != nil {
		return fmt.Errorf("backfill: %w (%d documents cleaned)", err, result.Cleaned)
	}
	log.Info("backfill done", "cleaned", result.Cleaned, "failed", result.Failed)
	if c.Stories {
		if err := c.markStories(ctx, log); err != nil {
			return err
		}
	}
	switch {
	case result.Failed > 0 && result.Dead != "":
		return fmt.Errorf("%d lines could not be cleaned: they are in %s", result.Failed, result.Dead)
	case result.Failed > 0:
		return fmt.Errorf("%d lines could not be cleaned", result.Failed)
	}
	return nil
}

// markStories says in the documents that were written which are one story.
func (c *backfillCmd) markStories(ctx context.Context, log *slog.Logger) error {
	found, err := backfill.MarkStories(ctx, c.Out, backfill.StoryOptions{Memory: c.bounds(), Separate: c.PartCopies, Log: log})
	if err != nil {
		return fmt.Errorf("stories: %w (the clean documents are there, and not marked)", err)
	}
	log.Info("stories done", "documents", found.Documents, "stories", found.Stories, "copies", found.Copies)
	if found.Separated > 0 {
		log.Info("copies were put aside", "documents", found.Separated, "file", found.CopiesTo)
	}
	return nil
}
