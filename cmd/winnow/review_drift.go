package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/drifts"
)

// siteDrift is which sites have left their range, on the pages.
type siteDrift struct {
	js       jetstream.JetStream
	topology broker.Topology
	catalog  *catalog.Memory
	only     string // this site's alone; empty for all
	log      *slog.Logger
}

var _ review.Drift = siteDrift{}

// mostAlarms are shown.
const mostAlarms = 50

// Alarms is part of review.Drift. Where there is no stream of them there are none.
func (d siteDrift) Alarms(ctx context.Context, site string) ([]review.Alarm, error) {
	if d.only != "" && site != "" && site != d.only {
		return nil, nil
	}
	if site == "" {
		site = d.only
	}
	var events []drifts.Event
	for e, err := range drifts.Events(ctx, d.js, d.topology, site) {
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	if len(events) == 0 {
		return nil, nil
	}
	ranges, err := drifts.Ranges(ctx, d.js, d.topology, d.log)
	if err != nil {
		return nil, err
	}
	slices.Reverse(events)
	var all []review.Alarm
	newest := make(map[string]bool) // sites whose latest alarm is in all
	for _, e := range events[:min(len(events), mostAlarms)] {
		at, found := ranges.Standing(e.Site)
		over := newest[e.Site] || found && at.Watched
		newest[e.Site] = true
		all = append(all, d.alarm(&e, over))
	}
	return all, nil
}

func (d siteDrift) alarm(e *drifts.Event, over bool) review.Alarm {
	first := &e.Measures[0]
	a := review.Alarm{Site: e.Site, Since: e.Stored, Over: over, Figure: figureName(first.Measure), Usual: usual(first), Now: measured(first.Measure, first.Is)}
	if since, err := time.Parse(time.RFC3339, e.Since); err == nil {
		a.Since = since
	}
	for i := range e.Measures[1:] {
		m := &e.Measures[1+i]
		a.Also = append(a.Also, figureName(m.Measure)+": "+measured(m.Measure, m.Is)+", usually "+usual(m))
	}
	a.Before, a.After = d.documents(e.Before), d.documents(e.After)
	return a
}

// documents returns those of an event. One that the catalog has not is not led to.
func (d siteDrift) documents(of []record.DriftDocument) (all []review.NamedDocument) {
	for _, one := range of {
		shown := review.NamedDocument{ID: one.ID, Title: one.Title}
		if _, there := d.catalog.Title(one.ID); there {
			shown.Key = catalog.KeyOf(one.ID)
		}
		all = append(all, shown)
	}
	return all
}

// usual returns the range of a measure, in words.
func usual(m *record.DriftMeasure) string {
	low, high := measured(m.Measure, m.Low), measured(m.Measure, m.High)
	if low == high {
		return low
	}
	return low + " to " + high
}

// figureName returns what a measure is, in words.
func figureName(measure string) string {
	switch measure {
	case drift.Removed.String():
		return "Share removed"
	case drift.Title.String():
		return "Share with a title"
	case drift.Byline.String():
		return "Share with a byline"
	case drift.Published.String():
		return "Share with a date"
	case drift.Article.String():
		return "Share that are articles"
	case drift.Length.String():
		return "Length of what is kept"
	}
	return "Share removed as " + measure
}
