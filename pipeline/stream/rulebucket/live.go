package rulebucket

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Worker is a live worker and its rules.
type Worker struct {
	Name string
	Says *Report // nil: it is of a version that knows no rules
}

// Follows reports whether a worker takes its rules from a store.
func (w Worker) Follows(s *Store) bool { return w.Says != nil && w.Says.Source == s.String() }

// Has reports whether a worker has a revision, or a later one up to that which is in
// force: one that is later still is of a bucket before this one.
func (w Worker) Has(revision, inForce uint64) bool {
	return w.Says != nil && w.Says.Revision >= revision && w.Says.Revision <= inForce
}

// lookPause is the time between two looks at the workers.
const lookPause = 200 * time.Millisecond

// Workers returns the workers that are alive, by name: those that say something in
// the bucket of the workers within a lease, in which each speaks several times.
func Workers(ctx context.Context, js jetstream.JetStream, topology broker.Topology) ([]Worker, error) {
	if _, err := js.KeyValue(ctx, topology.Workers); err != nil {
		return nil, fmt.Errorf("bucket %s: %w", topology.Workers, err)
	}
	first, err := beats(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	alive := make(map[string]bool)
	for end := time.Now().Add(topology.Lease); len(alive) < len(first) && time.Now().Before(end); {
		broker.Pause(ctx, lookPause)
		now, err := beats(ctx, js, topology)
		if err != nil {
			return nil, err
		}
		for name, beat := range now {
			if before, known := first[name]; !known || beat != before {
				alive[name] = true
			}
		}
		first = now
		maps.DeleteFunc(alive, func(name string, _ bool) bool { _, there := now[name]; return !there })
	}
	reports := make(map[string]*Report)
	err = broker.EachKey(ctx, js, topology.Workers, reportPrefix, func(name string, msg *jetstream.RawStreamMsg) {
		var r Report
		if !broker.Gone(msg) && json.Unmarshal(msg.Data, &r) == nil {
			reports[name] = &r
		}
	})
	if err != nil {
		return nil, err
	}
	var all []Worker
	for _, name := range slices.Sorted(maps.Keys(alive)) {
		all = append(all, Worker{name, reports[name]})
	}
	return all, nil
}

// beats returns the sequence at which each worker said something last.
func beats(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (map[string]uint64, error) {
	last := make(map[string]uint64)
	err := broker.EachKey(ctx, js, topology.Workers, "", func(name string, msg *jetstream.RawStreamMsg) {
		if !broker.Gone(msg) {
			last[name] = msg.Sequence
		}
	})
	return last, err
}
