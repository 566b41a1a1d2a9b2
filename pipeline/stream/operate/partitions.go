package operate

import (
	"context"
	"log/slog"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
)

// partitions are those of the raw stream, for whoever is no worker.
type partitions struct {
	checkpoints.Store
	raw jetstream.Stream
}

func openPartitions(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (*partitions, error) {
	raw, topology, err := topology.OpenRaw(ctx, js)
	if err != nil {
		return nil, err
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	store := checkpoints.Store{Topology: topology, Clean: clean, Made: raw.CachedInfo().Created, Logger: slog.New(slog.DiscardHandler)}
	return &partitions{store, raw}, nil
}

// of returns the journal of the partition that a site is in.
func (p *partitions) of(site string) *checkpoints.Log { return p.Log(p.Topology.PartitionOf(site)) }

// Behind returns the partitions whose checkpoints have not passed all raw
// documents, each with the sequence of its last one.
func Behind(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (map[int]uint64, error) {
	p, err := openPartitions(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	behind := make(map[int]uint64)
	for number := range p.Topology.Partitions {
		last, err := p.Lag(ctx, p.raw, number, checkpoints.Ends{})
		if err != nil {
			return nil, err
		}
		if last > 0 {
			behind[number] = last
		}
	}
	return behind, nil
}
