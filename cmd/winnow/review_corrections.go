package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/reviews"
)

// openCorrections opens the stream of corrections, and makes it where there is none and
// the account may.
func (c *reviewShowCmd) openCorrections(ctx context.Context, b *session, topology broker.Topology, log *slog.Logger) (*reviews.Store, error) {
	store, err := reviews.OpenStore(ctx, b.js, topology, log)
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return store, err
	}
	if err := makeStream(ctx, b.js, topology, topology.ReviewStream); err != nil {
		server := "--data " + c.Data
		if c.NATS != "" {
			server = "--nats " + broker.Redact(c.NATS)
		}
		return nil, fmt.Errorf("there is no stream %s, and it can't be made: %w; who may make streams does it with: winnow streams apply --reviews %s (or keep corrections in a file with --corrections)", topology.ReviewStream, err, server)
	}
	log.Info("made the stream of corrections", "stream", topology.ReviewStream)
	return reviews.OpenStore(ctx, b.js, topology, log)
}

// makeStream makes one stream of a topology, if it is missing.
func makeStream(ctx context.Context, js jetstream.JetStream, topology broker.Topology, name string) error {
	steps, err := topology.Plan(ctx, js)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if s.Stream == name && s.Missing {
			return broker.Explain(s.Take(ctx, js), name)
		}
	}
	return nil
}
