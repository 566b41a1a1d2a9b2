package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/drifts"
)

// standing prints the site's range and its last change.
func (c *recallCmd) standing(ctx context.Context, b *session, topology broker.Topology, out io.Writer, log *slog.Logger) error {
	known, err := drifts.Ranges(ctx, b.js, topology, log)
	if err != nil {
		return err
	}
	if at, found := known.Standing(string(c.Site)); found {
		err = printRange(out, &at)
	} else {
		_, err = fmt.Fprintf(out, "nothing is known of %s\n", c.Site)
	}
	var last *drifts.Event
	for e, failed := range drifts.Events(ctx, b.js, topology, string(c.Site)) {
		if failed != nil {
			return errors.Join(err, failed)
		}
		last = &e
	}
	if last != nil {
		err = errors.Join(err, printChange(out, last))
	}
	return err
}

// printRange prints the measures of a site that are ever more than nothing.
func printRange(out io.Writer, at *drift.Standing) error {
	if !at.Watched {
		_, err := fmt.Fprintf(out, "its range is not known yet: that takes %d documents at least, the first of them over %d days; of those from %s on there are %d (its first week does not count)\n",
			drift.LeastDocuments, drift.LeastDays, at.Since.Format(time.DateOnly), at.Documents)
		return err
	}
	fmt.Fprintf(out, "its range, of %d documents since %s:\n", at.Documents, at.Days[0].Day.Format(time.DateOnly))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MEASURE\tLOW\tUSUAL\tHIGH\tNOW")
	for _, r := range at.Ranges {
		if told := func(value float64) string { return measured(r.Measure.String(), value) }; r.High > 0 || r.Now > 0 {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.Measure, told(r.Low), told(r.Usual), told(r.High), told(r.Now))
		}
	}
	return table.Flush()
}

// printChange prints what was said of a site last.
func printChange(out io.Writer, e *drifts.Event) error {
	var moved []string
	for _, m := range e.Measures {
		moved = append(moved, fmt.Sprintf("%s was %s and is %s", m.Measure, measured(m.Measure, m.Was), measured(m.Measure, m.Is)))
	}
	fmt.Fprintf(out, "it changed on %s, as was found on %s: %s\n", e.Since[:len(time.DateOnly)], e.Stored.UTC().Format(time.DateOnly), strings.Join(moved, "; "))
	var err error
	for _, side := range []struct {
		name string
		of   []record.DriftDocument
	}{{"before", e.Before}, {"after", e.After}} {
		for _, d := range side.of {
			_, err = fmt.Fprintf(out, "  %s: %s %s\n", side.name, d.ID, d.URL)
		}
	}
	return err
}

// measured returns a share as a percentage, and a length in bytes.
func measured(measure string, value float64) string {
	if measure == drift.Length.String() {
		return fmt.Sprintf("%.0f bytes", math.Round(value))
	}
	return fmt.Sprintf("%.0f%%", 100*value)
}
