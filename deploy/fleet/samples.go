//go:build unix

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// sampleWait is how long the samples may take.
const sampleWait = time.Minute

// trySamples publishes the sample documents as the scraper, and reads clean ones
// as the reader. It returns how many there were.
func (f *fleet) trySamples(ctx context.Context) (n int, err error) {
	reading, reader, err := f.as("reader")
	if err != nil {
		return 0, err
	}
	defer reading.Close()
	topology := broker.DefaultTopology()
	consumer, err := reader.OrderedConsumer(ctx, topology.CleanStream, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{topology.CleanSubjects()}, DeliverPolicy: jetstream.DeliverNewPolicy,
	})
	if err != nil {
		return 0, fmt.Errorf("reader: %w", err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return 0, fmt.Errorf("reader: %w", err)
	}
	defer messages.Stop()
	publishing, scraper, err := f.as("scraper")
	if err != nil {
		return 0, err
	}
	defer publishing.Close()
	samples := fixtures.Samples()
	for _, raw := range samples {
		if err := operate.Feed(ctx, scraper, topology, cleaners.Site(raw.URL), raw); err != nil {
			return 0, fmt.Errorf("scraper: %w", err)
		}
	}
	waiting, cancel := context.WithTimeout(ctx, sampleWait)
	defer cancel()
	for ; n < len(samples); n++ {
		if _, err := messages.Next(jetstream.NextContext(waiting)); err != nil {
			return n, fmt.Errorf("%d of %d samples came out: %w", n, len(samples), err)
		}
	}
	return n, nil
}
