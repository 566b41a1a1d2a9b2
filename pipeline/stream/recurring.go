package stream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

const (
	// doorBytes bounds what is remembered of first sightings by a worker that
	// has all partitions.
	doorBytes = 48 << 20
	// mostSites bounds the sites that it remembers.
	mostSites = 1 << 17
	// deltaShare of the largest message is a delta at most, which its record
	// holds in base64, among other things.
	deltaShare = 2
	// A snapshot is due when the deltas since the last take more bytes than it
	// did, and more than leastDeltaBytes: so everything is written about twice.
	// Or when there are mostDeltas, which whoever takes the partition over has
	// to read one by one.
	leastDeltaBytes = 256 << 10
	mostDeltas      = 256
	// chunkShare of the largest message is one of a snapshot's.
	chunkShare = 2
)

// memoryOf gives the bounds of one partition's memory. Everybody who reads the
// partition's deltas takes the same, so as to come to the same memory.
func memoryOf(t broker.Topology) memory.Options {
	return memory.Options{DoorBytes: doorBytes / t.Partitions, Sites: mostSites / t.Partitions}
}

// cleanWith returns how a document is cleaned: with what is remembered of its
// site, and what it shows of that in the product.
func (s *source) cleanWith(engine pipeline.Engine) pipeline.CleanFunc[*delivery, product] {
	return func(raw document.Raw, d *delivery) (*document.Clean, product, error) {
		var seen *memory.Sighting
		recall := d.recall(s.ledger, s.topology.SiteOf(d.msg.Subject()), s.holding.recurring, &seen)
		clean, err := engine.CleanRecalling(raw, recall)
		return clean, product{sighting: seen}, err
	}
}

// recall returns what the engine is to ask about a delivery's document, nil when
// nothing is remembered. It reads the memory as committed so far, and puts what
// the document shows into seen. One that is cleaned anew has shown that before,
// and what an operator had forgotten of it must not come back.
func (d *delivery) recall(l *ledger, site string, how memory.Recurring, seen **memory.Sighting) document.Recall {
	if how == memory.RecurringOff || site == broker.NoSite {
		return nil
	}
	anew := record.Header(d.msg.Headers(), record.HeaderEmission) != ""
	after, _ := strconv.ParseUint(record.Header(d.msg.Headers(), headerAfter), 10, 64) // 0 for nearly all
	return func(doc *document.Document) []document.Verdict {
		verdicts, shown := how.Ask(d.partition.asOf(after, l), site, doc, 0)
		if !anew {
			*seen = shown
		}
		return verdicts
	}
}

// ahead is a partition's memory as of a record that its worker has not come to:
// of a change by an operator, who wants documents cleaned with it.
type ahead struct {
	sync.Mutex
	at    uint64
	sites *memory.Sites
}

// aheadTime bounds the reading of a memory that is ahead.
const aheadTime = 10 * time.Second

// asOf gives the partition's memory as of a record or a later one. When that
// can't be read it gives what there is.
func (p *partition) asOf(sequence uint64, l *ledger) *memory.Sites {
	own := p.sites.Load()
	if sequence == 0 || p.learned.Load() >= sequence {
		return own
	}
	p.ahead.Lock()
	defer p.ahead.Unlock()
	if p.ahead.at >= sequence {
		return p.ahead.sites
	}
	ctx, cancel := context.WithTimeout(context.Background(), aheadTime)
	defer cancel()
	f, err := l.load(ctx, p.number)
	if err != nil {
		return own
	}
	sites, err := l.remember(ctx, nil, fence{}, f)
	if err != nil {
		return own
	}
	p.ahead.at, p.ahead.sites = max(sequence, f.at), sites
	return sites
}

// stand moves the partition to a fence, to which its memory has come.
func (p *partition) stand(f fence, forgot bool) {
	p.fence, p.forgot = f, forgot
	p.learned.Store(f.at)
}

// teach puts what a clean document showed into the delta of its batch.
func teach(delta *memory.Delta, o *outcome) {
	if o.Product.sighting == nil {
		return
	}
	seen := *o.Product.sighting
	seen.Day = memory.Day(o.Clean.Published, o.Item.Raw.FetchedAt, o.Item.Origin.stored)
	delta.Saw(seen)
}

// taughtBytes returns how many bytes a document adds to a delta, at most.
func (p product) taughtBytes() int {
	if p.sighting == nil {
		return 0
	}
	return p.sighting.Size()
}

// add puts a delta into the record.
func (s *state) add(delta *memory.Delta) {
	if s.Delta = delta.Bytes(); len(s.Delta) > 0 {
		s.Deltas++
		s.DeltaBytes += len(s.Delta)
	}
}

// learn moves the partition to a record that was just stored, and applies its
// delta.
func (p *partition) learn(f fence) error {
	if sites := p.sites.Load(); sites != nil {
		if err := sites.Apply(f.Delta); err != nil {
			return fmt.Errorf("partition %d at %d: %w", p.number, f.at, err)
		}
	}
	p.stand(f, p.forgot)
	return nil
}

// first gives the sequence of a snapshot's first message.
func (s *snapshotAt) first() uint64 { return s.At - uint64(s.Messages) }

func (s *snapshotAt) same(t *snapshotAt) bool {
	return s == t || s != nil && t != nil && *s == *t
}

// errForgotten says that records or snapshots which memory needs are gone.
var errForgotten = errors.New("part of memory is not there")

// pruneRaces is how often in a row the owner of a partition may prune what
// another is just reading.
const pruneRaces = 3

// despitePruning reads memory, of which its owner may prune this very moment
// what is just being read: then it is read anew, from what is there now. What
// is still missing after some tries is gone.
func despitePruning(read func(anew bool) error) error {
	for race := 0; ; race++ {
		err := read(race > 0)
		if race == pruneRaces || !errors.Is(err, errForgotten) {
			return err
		}
	}
}

// refresh brings a partition to its last record, and its memory with it.
func (l *ledger) refresh(ctx context.Context, p *partition) error {
	var f fence
	sites := p.sites.Load()
	err := despitePruning(func(anew bool) (err error) {
		if f, err = l.load(ctx, p.number); err != nil || sites == nil {
			return err
		}
		from := p.fence
		if anew {
			from = fence{}
		}
		sites, err = l.remember(ctx, sites, from, f)
		return err
	})
	forgot := errors.Is(err, errForgotten)
	if err != nil && !forgot {
		return err
	}
	if forgot {
		l.log.Warn("part of what was remembered is gone from the stream; going on with the rest", "partition", p.number, "error", err)
	}
	if sites != nil {
		p.sites.Store(sites)
	}
	p.stand(f, forgot)
	return nil
}

// remember brings a memory that is as of one fence to another. When it can't
// go on from there it starts from the last snapshot. Beside errForgotten it
// gives what there is.
func (l *ledger) remember(ctx context.Context, sites *memory.Sites, from, to fence) (_ *memory.Sites, err error) {
	if from.at == 0 || !from.Snapshot.same(to.Snapshot) || from.Deltas > to.Deltas {
		from = fence{}
		sites, err = l.loadSnapshot(ctx, to.Snapshot, to.Partition)
		if err != nil && !errors.Is(err, errForgotten) {
			return nil, err
		}
		if to.Snapshot != nil {
			from.at = to.Snapshot.At
		}
	}
	left := to.Deltas - from.Deltas
	for at := from.at; left > 0 && at < to.at; {
		msg, getErr := broker.GetMessage(ctx, l.clean, at+1, jetstream.WithGetMsgSubject(l.topology.StateSubject(to.Partition)))
		if errors.Is(getErr, jetstream.ErrMsgNotFound) || getErr == nil && msg.Sequence > to.at {
			break
		}
		if getErr != nil {
			return nil, fmt.Errorf("deltas of partition %d after %d: %w", to.Partition, at, getErr)
		}
		at = msg.Sequence
		s, parseErr := parseState(msg, to.Partition)
		if parseErr != nil {
			return nil, parseErr
		}
		if len(s.Delta) == 0 {
			continue
		}
		if applyErr := sites.Apply(s.Delta); applyErr != nil {
			return nil, fmt.Errorf("state record %s at sequence %d: %w", msg.Subject, at, applyErr)
		}
		left--
	}
	if left > 0 {
		err = errors.Join(err, fmt.Errorf("%w: %d of %d deltas up to sequence %d", errForgotten, left, to.Deltas, to.at))
	}
	return sites, err
}

// loadSnapshot reads a snapshot; without one memory is empty. It is empty, too,
// beside errForgotten.
func (l *ledger) loadSnapshot(ctx context.Context, at *snapshotAt, partition int) (*memory.Sites, error) {
	if at == nil {
		return memory.NewSites(l.memory), nil
	}
	whole := make([]byte, 0, at.Bytes)
	for sequence := at.first(); sequence < at.At; sequence++ {
		msg, err := broker.GetMessage(ctx, l.clean, sequence)
		if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && msg.Subject != l.topology.SnapshotSubject(partition) {
			return memory.NewSites(l.memory), fmt.Errorf("%w: snapshot at sequence %d", errForgotten, sequence)
		}
		if err != nil {
			return nil, fmt.Errorf("snapshot of partition %d at sequence %d: %w", partition, sequence, err)
		}
		whole = append(whole, msg.Data...)
	}
	sites, err := memory.LoadSites(whole, l.memory)
	if err != nil {
		return nil, fmt.Errorf("snapshot of partition %d before sequence %d: %w", partition, at.At, err)
	}
	return sites, nil
}

// snapshotDue reports whether the partition's memory is to be written whole.
func (p *partition) snapshotDue(every int) bool {
	if p.sites.Load() == nil {
		return false
	}
	last := 0
	if p.fence.Snapshot != nil {
		last = p.fence.Snapshot.Bytes
	}
	return p.forgot || p.fence.Deltas >= every || p.fence.DeltaBytes >= max(leastDeltaBytes, last)
}

// snapshot stores a partition's memory with a record that says so, as one
// batch behind the fence: a worker that was overtaken stores none. When the
// answer is lost, the next batch is refused, and the records are read again.
func (c *committer) snapshot(ctx context.Context, p *partition) error {
	whole := p.sites.Load().Snapshot()
	var messages []*nats.Msg
	for rest := whole; len(rest) > 0; {
		n := min(len(rest), c.chunk)
		message := &nats.Msg{Subject: c.ledger.topology.SnapshotSubject(p.number), Data: rest[:n], Header: nats.Header{}}
		if c.forever {
			message.Header.Set(jetstream.MsgTTLHeader, broker.NeverExpire)
		}
		messages = append(messages, message)
		rest = rest[n:]
	}
	next := c.follow(p)
	next.teachings = teachings{Snapshot: &snapshotAt{Messages: len(messages), Bytes: len(whole)}}
	record, err := c.record(p, next)
	if err != nil {
		return err
	}
	c.faults.Reach(faults.SnapshotSent)
	at, err := c.publish(ctx, append(messages, record))
	if err != nil {
		return fmt.Errorf("snapshot of partition %d, %d bytes: %w", p.number, len(whole), err)
	}
	p.stand(newFence(*next, at), false)
	c.faults.Reach(faults.SnapshotKept)
	return nil
}

// takenAtOnce is how many partitions are read in at once: the time goes into
// waiting for the server.
const takenAtOnce = 8

// findAll gives partitions as their state records say they stand.
func (h *holding) findAll(ctx context.Context, numbers []int) ([]*partition, error) {
	found, errs := make([]*partition, len(numbers)), make([]error, len(numbers))
	var finding sync.WaitGroup
	slots := make(chan struct{}, takenAtOnce)
	for i, number := range numbers {
		slots <- struct{}{}
		finding.Go(func() {
			defer func() { <-slots }()
			found[i], errs[i] = h.find(ctx, number)
		})
	}
	finding.Wait()
	return found, errors.Join(errs...)
}
