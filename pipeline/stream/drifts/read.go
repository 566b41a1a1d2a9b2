package drifts

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Event is an event as it is stored.
type Event struct {
	record.Drift
	Stored time.Time // when it was raised
}

// Events returns the events of a site, or, for an empty name, of all, in the order in
// which they were raised. Where there is no stream of them there are none. After an
// error it ends.
func Events(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string) iter.Seq2[Event, error] {
	subject := topology.DriftPrefix + ".*"
	if site != "" {
		subject = topology.DriftPrefix + "." + site
	}
	return func(yield func(Event, error) bool) {
		stream, err := js.Stream(ctx, topology.DriftStream)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return
		}
		if err != nil {
			yield(Event{}, fmt.Errorf("stream %s: %w", topology.DriftStream, err))
			return
		}
		for sequence := uint64(1); ; {
			msg, err := broker.GetMessage(ctx, stream, sequence, jetstream.WithGetMsgSubject(subject))
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				return
			}
			e := Event{}
			if err == nil {
				e.Stored = msg.Time
				e.Drift, err = record.ParseDrift(msg.Data)
			}
			if err != nil {
				yield(e, fmt.Errorf("stream %s from sequence %d: %w", topology.DriftStream, sequence, err))
				return
			}
			if !yield(e, nil) {
				return
			}
			sequence = msg.Sequence + 1
		}
	}
}

// Ranges returns what is known of all sites, as it is committed. Where there is no
// stream of them nothing is. It reads the last snapshot and what came since, some
// megabytes for thousands of sites; who shows several sites asks once.
func Ranges(ctx context.Context, js jetstream.JetStream, topology broker.Topology, logger *slog.Logger) (*drift.Sites, error) {
	ranges, err := js.Stream(ctx, topology.DriftStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return drift.NewSites(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", topology.DriftStream, err)
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	known, _, err := newLog(topology, clean, ranges, logger).Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("ranges of sites: %w", err)
	}
	return known, nil
}
