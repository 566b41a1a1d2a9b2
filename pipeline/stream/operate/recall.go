package operate

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// Remembered returns the memory of the partition that a site is in, as it is
// committed. It returns an error when part of it is not there.
func Remembered(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string) (*memory.Sites, error) {
	p, err := openPartitions(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	sites, _, err := p.of(site).Read(ctx)
	return sites, err
}

// Memories reads what is remembered of sites, each partition once: as it was committed
// when the first of its sites was asked for. Any number of goroutines may use it.
type Memories struct {
	partitions *partitions
	mu         sync.Mutex // held while a partition is read: others wait for it
	read       map[int]*memory.Sites
}

// OpenMemories returns the memories of a topology's partitions.
func OpenMemories(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (*Memories, error) {
	p, err := openPartitions(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	return &Memories{partitions: p, read: make(map[int]*memory.Sites)}, nil
}

// Of returns the memory of the partition that a site is in, as Remembered does.
func (m *Memories) Of(ctx context.Context, site string) (*memory.Sites, error) {
	number := m.partitions.Topology.PartitionOf(site)
	m.mu.Lock()
	defer m.mu.Unlock()
	if sites := m.read[number]; sites != nil {
		return sites, nil
	}
	sites, _, err := m.partitions.Log(number).Read(ctx)
	if err != nil {
		return nil, err
	}
	m.read[number] = sites
	return sites, nil
}

// Recall returns what the cleaning of a document of a site is to ask: what a worker
// asks. Fetched is as in the raw document, stored may be zero. Without a site it is nil:
// nothing is remembered.
func (m *Memories) Recall(ctx context.Context, how memory.Recurring, site, fetched string, stored time.Time) (document.Recall, error) {
	if site == "" || site == broker.NoSite {
		return nil, nil
	}
	sites, err := m.Of(ctx, site)
	if err != nil {
		return nil, fmt.Errorf("what is remembered of %s: %w", site, err)
	}
	return func(doc *document.Document) []document.Verdict {
		verdicts, _ := how.Ask(sites, site, doc, 0, memory.Day("", fetched, stored))
		return verdicts
	}, nil
}

// operator is the name that changes of Teach have in the records.
const operator = "operator"

// Teach changes the memory of the partition that a site is in, as a worker's
// batch does: by a record that follows the last one. A worker that has the
// partition finds its next batch refused, reads the change, and goes on. It
// returns the sequence of the record with the change; of the last one, when
// there is nothing to change.
func Teach(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string, change func(*memory.Delta)) (uint64, error) {
	p, err := openPartitions(ctx, js, topology)
	if err != nil {
		return 0, err
	}
	var delta memory.Delta
	change(&delta)
	return teach(ctx, js, p.of(site), &delta)
}

// teach stores a delta as a record of its own.
func teach(ctx context.Context, js jetstream.JetStream, log *checkpoints.Log, delta *memory.Delta) (uint64, error) {
	owner := journal.NewOwner(js, log, journal.OwnerOptions[checkpoints.Checkpoint]{
		Writer: operator, Idle: true, // it need not know what it changes
		Sign: func(next *checkpoints.Checkpoint) { next.Worker = operator },
	})
	for ctx.Err() == nil {
		if err := owner.Refresh(ctx); err != nil || len(delta.Bytes()) == 0 {
			return owner.At(), err
		}
		next := owner.Next()
		next.Add(delta.Bytes())
		message, err := owner.Message(next)
		if err != nil {
			return 0, err
		}
		ack, err := js.PublishMsg(ctx, message)
		if err == nil {
			return ack.Sequence, nil
		}
		if !broker.Conflict(err) {
			return 0, fmt.Errorf("memory of %s: %w", owner.What, err)
		}
	}
	return 0, ctx.Err()
}
