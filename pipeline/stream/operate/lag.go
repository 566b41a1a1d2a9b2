package operate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
)

// Lag is how many raw documents no checkpoint has passed yet: those that wait,
// and those that workers have in hand.
type Lag struct {
	Documents  uint64         `json:"lag"`
	Partitions []PartitionLag `json:"partitions"` // those that are behind, in order
}

// PartitionLag is the lag of one partition.
type PartitionLag struct {
	Partition int    `json:"partition"`
	Documents uint64 `json:"documents"`
	Last      uint64 `json:"last"` // sequence of its last document in the raw stream
}

// Gauge measures the lag from what the streams hold. It needs no worker to be
// there, which is when an autoscaler has to know.
type Gauge struct {
	js       jetstream.JetStream
	topology broker.Topology
	ends     checkpoints.Ends
	drained  *position // where the streams were when nothing waited
}

// position is where the streams are: while nothing of it changes, neither does
// the lag.
type position struct {
	made, cleanMade            time.Time
	raw, firstClean, lastClean uint64
}

// NewGauge returns a gauge of the streams of a topology.
func NewGauge(js jetstream.JetStream, topology broker.Topology) *Gauge {
	return &Gauge{js: js, topology: topology, ends: make(checkpoints.Ends)}
}

// Measure returns the lag. It asks for the state record of every partition, unless
// nothing waited the last time and nothing has happened since. It is for one
// goroutine at a time.
func (g *Gauge) Measure(ctx context.Context) (lag Lag, err error) {
	lag.Partitions = []PartitionLag{} // not null, for whoever reads the JSON
	p, err := openPartitions(ctx, g.js, g.topology)
	if err != nil {
		return lag, err
	}
	at := p.position()
	if g.drained != nil && *g.drained == at {
		return lag, nil
	}
	if g.drained == nil || g.drained.made != at.made {
		clear(g.ends)
	}
	g.drained = nil
	for number := range p.Topology.Partitions {
		last, err := p.Lag(ctx, p.raw, number, g.ends)
		if err != nil {
			return Lag{}, err
		}
		if last == 0 {
			continue
		}
		n, err := p.waiting(ctx, number)
		if err != nil {
			return Lag{}, fmt.Errorf("partition %d: %w", number, err)
		}
		if n > 0 { // or a worker was quicker
			lag.Documents += n
			lag.Partitions = append(lag.Partitions, PartitionLag{Partition: number, Documents: n, Last: last})
		}
	}
	if lag.Documents == 0 {
		g.drained = &at
	}
	return lag, nil
}

// position returns where the streams were when they were opened.
func (p *partitions) position() position {
	raw, clean := p.raw.CachedInfo(), p.Clean.CachedInfo()
	return position{raw.Created, clean.Created, raw.State.LastSeq, clean.State.FirstSeq, clean.State.LastSeq}
}

// LagConsumer is the name of the consumer that counts: whoever measures need not
// be let at those of workers.
const LagConsumer = "winnow-lag"

// counterLife is when the server drops a consumer that nobody deleted.
const counterLife = 5 * time.Second

// waiting counts the documents of a partition behind its checkpoint, by a consumer
// that reads none of them: the server says how many it has before it. Somebody
// else who measures may be at it as well; each waits for the other.
func (p *partitions) waiting(ctx context.Context, partition int) (uint64, error) {
	fence, err := p.Log(partition).Load(ctx)
	if err != nil {
		return 0, err
	}
	config := jetstream.ConsumerConfig{
		Name: LagConsumer, FilterSubject: p.Topology.StoredSubjects(partition),
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: fence.Head.Sequence + 1,
		AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true, Replicas: 1, InactiveThreshold: counterLife, HeadersOnly: true,
	}
	for {
		counter, err := p.raw.CreateConsumer(ctx, config)
		if isTaken(err) && ctx.Err() == nil {
			broker.Pause(ctx, retryCounter)
			continue
		}
		if err != nil {
			return 0, err
		}
		if err := p.raw.DeleteConsumer(ctx, LagConsumer); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
			return 0, err
		}
		return counter.CachedInfo().NumPending, nil
	}
}

const retryCounter = 50 * time.Millisecond

// isTaken reports that somebody else's counter is there, or was until just now: of one
// that is deleted meanwhile the server says that it does not exist.
func isTaken(err error) bool {
	return errors.Is(err, jetstream.ErrConsumerExists) || errors.Is(err, jetstream.ErrConsumerDoesNotExist)
}
