package stream

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
)

// PartitionOf gives the partition that the raw stream puts a site in, by the
// hash that the server's subject transform takes: FNV-1a.
func (t Topology) PartitionOf(site string) int {
	h := fnv.New32a()
	h.Write([]byte(site))
	return int(h.Sum32() % uint32(t.Partitions))
}

// outsider is whoever looks at partitions, or changes their memory, and is no
// worker.
type outsider struct {
	js       jetstream.JetStream
	topology Topology
	ledger   *ledger
	forever  bool
}

func newOutsider(ctx context.Context, js jetstream.JetStream, topology Topology) (*outsider, error) {
	raw, err := topology.open(ctx, js, topology.RawStream)
	if err != nil {
		return nil, err
	}
	clean, err := topology.open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	topology.Partitions, _ = topology.partitionsOf(raw.CachedInfo().Config.SubjectTransform)
	return &outsider{
		js: js, topology: topology, forever: clean.CachedInfo().Config.AllowMsgTTL,
		ledger: &ledger{topology: topology, clean: clean, made: raw.CachedInfo().Created, log: slog.New(slog.DiscardHandler)},
	}, nil
}

// Remembered gives the memory of the partition that a site is in, as it is
// committed. It gives an error when part of it is not there.
func Remembered(ctx context.Context, js jetstream.JetStream, topology Topology, site string) (*memory.Sites, error) {
	o, err := newOutsider(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	for race := 0; ; race++ {
		f, err := o.ledger.load(ctx, o.topology.PartitionOf(site))
		if err != nil {
			return nil, err
		}
		sites, err := o.ledger.remember(ctx, nil, fence{}, f)
		if errors.Is(err, errForgotten) && race < pruneRaces {
			continue
		}
		return sites, err
	}
}

// teacher is the name that changes of Teach have in the records.
const teacher = "operator"

// Teach changes the memory of the partition that a site is in, as a worker's
// batch does: by a record that follows the last one. A worker that has the
// partition finds its next batch refused, reads the change, and goes on.
func Teach(ctx context.Context, js jetstream.JetStream, topology Topology, site string, change func(*memory.Delta)) error {
	o, err := newOutsider(ctx, js, topology)
	if err != nil {
		return err
	}
	var delta memory.Delta
	change(&delta)
	if len(delta.Bytes()) == 0 {
		return nil
	}
	c := &committer{js: js, ledger: o.ledger, worker: teacher, forever: o.forever}
	p := &partition{number: o.topology.PartitionOf(site)}
	for ctx.Err() == nil {
		if p.fence, err = o.ledger.load(ctx, p.number); err != nil {
			return err
		}
		next := c.follow(p)
		next.add(&delta)
		message, err := c.record(p, next)
		if err != nil {
			return err
		}
		if _, err = js.PublishMsg(ctx, message); err == nil {
			return nil
		}
		if !conflict(err) {
			return fmt.Errorf("memory of partition %d: %w", p.number, err)
		}
	}
	return ctx.Err()
}
