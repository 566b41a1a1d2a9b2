package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

type rulesLiveCmd struct{ brokerFlags }

// Run says what is in force. It returns an error unless every worker that follows the
// bucket has it.
func (c *rulesLiveCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	s, err := c.openRules(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.session.close()) }()
	head, err := s.head(ctx)
	if err != nil {
		return err
	}
	if head.Revision == 0 {
		fmt.Fprintf(at.out, "%s has no rules\n", s)
	} else {
		fmt.Fprintf(at.out, "revision %d, digest %s, by %s at %s %s\n", head.Revision, digestOrNone(safe(head.Digest)), safe(head.By), head.At.UTC().Format(time.RFC3339), safe(head.Note))
	}
	workers, err := rulebucket.Workers(ctx, s.session.js, s.topology)
	if err != nil {
		return err
	}
	now, err := s.head(ctx) // a later one may have been pushed meanwhile
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(at.out, 0, 0, 2, ' ', 0)
	if len(workers) > 0 {
		fmt.Fprintln(table, "WORKER\tREVISION\tDIGEST\tSTATE")
	}
	for _, w := range workers {
		revision, digest := "-", "-"
		if w.Says != nil {
			digest = digestOrNone(safe(w.Says.Digest))
			if w.Says.Revision > 0 {
				revision = fmt.Sprint(w.Says.Revision)
			}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", safe(w.Name), revision, digest, s.stateOf(w, head.Revision, now.Revision))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	got := s.count(workers, head.Revision, now.Revision)
	fmt.Fprintln(at.out, got.text)
	if got.waiting > 0 {
		return fmt.Errorf("%d workers do not have revision %d", got.waiting, head.Revision)
	}
	return nil
}

// stateOf says for people what a worker makes of a revision, where another may be in
// force by now.
func (s *rulesStore) stateOf(w rulebucket.Worker, revision, inForce uint64) string {
	switch {
	case w.Says == nil:
		return "knows no rules: it is of an earlier version"
	case w.Says.Source == "":
		return "takes no rules"
	case !w.Follows(s.Store):
		return "has rules of its own: " + safe(w.Says.Source)
	case w.Has(revision, inForce):
		return "has it"
	case w.Says.Refused != "" && w.Says.RefusedNumber == revision:
		return "refuses it: " + safe(w.Says.Refused)
	}
	return "has it not yet"
}

// counted is how many workers have a revision.
type counted struct {
	text    string
	waiting int    // that follow the bucket and have it not
	refused string // why one of those refuses it; empty where none does
}

func (s *rulesStore) count(workers []rulebucket.Worker, revision, inForce uint64) (c counted) {
	have := 0
	for _, w := range workers {
		switch {
		case !w.Follows(s.Store):
		case w.Has(revision, inForce):
			have++
		default:
			c.waiting++
			if w.Says.Refused != "" && w.Says.RefusedNumber == revision {
				c.refused = fmt.Sprintf("worker %s refuses it: %s", w.Name, w.Says.Refused)
			}
		}
	}
	c.text = fmt.Sprintf("%d of %d workers have it", have, len(workers))
	if others := len(workers) - have - c.waiting; others > 0 {
		c.text += fmt.Sprintf("; %d do not follow %s", others, s)
	}
	if len(workers) == 0 {
		c.text = "no worker is alive: the next to start takes it"
	}
	return c
}

// awaitWorkers waits until all workers that follow the bucket have a revision.
func (s *rulesStore) awaitWorkers(ctx context.Context, at console, revision uint64, within time.Duration) error {
	for end := time.Now().Add(within); ; {
		workers, err := rulebucket.Workers(ctx, s.session.js, s.topology)
		if err != nil {
			return err
		}
		now, err := s.head(ctx)
		if err != nil {
			return err
		}
		got := s.count(workers, revision, now.Revision)
		switch {
		case got.refused != "":
			return errors.New(safe(got.refused))
		case got.waiting == 0:
			_, err := fmt.Fprintln(at.out, got.text)
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Now().After(end):
			return fmt.Errorf("after %s %s", within, strings.ToLower(got.text))
		}
		broker.Pause(ctx, lookAgain)
	}
}

// lookAgain is the time between two looks at the workers.
const lookAgain = 200 * time.Millisecond

// safe returns what somebody else wrote in one line that a terminal does not obey.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\u00b7'
		}
		return r
	}, text)
}
