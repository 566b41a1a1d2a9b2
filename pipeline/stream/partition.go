package stream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// partition is one that this worker has, from taking it over to handing it over.
type partition struct {
	number  int
	inHand  atomic.Int64 // deliveries that were read, and are neither committed nor passed over
	reached uint64       // the last delivery; the reader's
	unread  atomic.Int64 // documents behind the last that was read, as the server saw it then

	// journal is how far the partition is, and what is remembered of its sites.
	// Who takes the partition over reads it before the reader starts; from then
	// on only Commit touches it. Whoever cleans reads the memory.
	journal *checkpoints.Owner
	ahead   ahead

	claimed *claimed // by the worker that reads it

	stopReading context.CancelFunc
	read        chan struct{} // closed when the reader has ended
	retiring    bool
}

// The documents of one pull. With the most, a round trip is well under a
// percent of the work.
const (
	leastPull = 16
	mostPull  = 256
	allPulls  = 2048 // of all pulls of a worker
)

// assignment is the partitions that a worker has, and the goroutines that read
// them. One goroutine uses it.
type assignment struct {
	js          jetstream.JetStream
	topology    broker.Topology
	checkpoints *checkpoints.Store
	queue       chan<- *delivery
	tail        *tail
	large       chan struct{} // of its readers
	trouble     *broker.Outage
	has         map[int]*partition

	recurring memory.Recurring
	worker    string          // this one's name, for checkpoints
	tidy      journal.Tidying // of those
	faults    *faults.Hooks
}

// find returns a partition as its checkpoint says it stands.
func (a *assignment) find(ctx context.Context, number int) (*partition, error) {
	p := &partition{number: number, read: make(chan struct{})}
	epoch := uint64(0)
	p.journal = journal.NewOwner(a.js, a.checkpoints.Log(number), journal.OwnerOptions[checkpoints.Checkpoint]{
		Writer: a.worker, Idle: a.recurring == memory.RecurringOff, Tidy: a.tidy, Hooks: a.faults,
		Sign: func(next *checkpoints.Checkpoint) { next.Worker, next.Epoch = a.worker, max(next.Epoch, epoch) },
	})
	if err := p.journal.Refresh(ctx); err != nil {
		return nil, err
	}
	epoch = p.journal.Fence().Head.Epoch + 1
	return p, nil
}

// takenAtOnce is how many partitions are read in at once: the time goes into
// waiting for the server.
const takenAtOnce = 8

// findAll returns partitions as their checkpoints say they stand.
func (a *assignment) findAll(ctx context.Context, numbers []int) ([]*partition, error) {
	found, errs := make([]*partition, len(numbers)), make([]error, len(numbers))
	var finding sync.WaitGroup
	slots := make(chan struct{}, takenAtOnce)
	for i, number := range numbers {
		slots <- struct{}{}
		finding.Go(func() {
			defer func() { <-slots }()
			found[i], errs[i] = a.find(ctx, number)
		})
	}
	finding.Wait()
	return found, errors.Join(errs...)
}

// begin starts to read a partition from there.
func (a *assignment) begin(ctx context.Context, p *partition) {
	reading, stop := context.WithCancel(ctx)
	p.stopReading = stop
	r := &broker.Reader{
		JS: a.js, What: fmt.Sprintf("partition %d", p.number), Stream: a.topology.RawStream, Subjects: a.topology.StoredSubjects(p.number),
		Last: p.journal.Fence().Head.Sequence, Size: max(leastPull, min(mostPull, allPulls/a.topology.Partitions)),
		Large: a.large, Trouble: a.trouble,
	}
	a.has[p.number] = p
	go func() {
		defer close(p.read)
		defer stop()
		r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool { return a.hand(reading, p, msg, meta) })
	}()
}

// hand passes one delivery to the worker. It waits while the worker is busy,
// and reports false when reading is to end.
func (a *assignment) hand(ctx context.Context, p *partition, msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
	d := &delivery{
		msg: msg, partition: p, sequence: meta.Sequence.Stream, behind: meta.NumPending,
		stored: meta.Timestamp, received: time.Now(),
	}
	a.tail.whileReading(ctx, p.reached, d.sequence, p.unread.Load(), int64(meta.NumPending))
	p.inHand.Add(1)
	p.unread.Store(int64(meta.NumPending))
	p.reached = d.sequence
	select {
	case a.queue <- d:
		return true
	case <-ctx.Done():
		p.inHand.Add(-1)
		return false
	}
}

// retire ends the reading of a partition. What was read of it is still
// committed.
func (a *assignment) retire(p *partition) {
	p.retiring = true
	p.stopReading()
}

// release forgets the retired partitions of which nothing is in hand, and
// returns them.
func (a *assignment) release() (released []*partition) {
	for number, p := range a.has {
		if p.retiring && p.idle() {
			delete(a.has, number)
			released = append(released, p)
		}
	}
	return released
}

// anyIdle reports whether there is something to release.
func (a *assignment) anyIdle() bool {
	for _, p := range a.has {
		if p.retiring && p.idle() {
			return true
		}
	}
	return false
}

func (p *partition) idle() bool {
	select {
	case <-p.read:
		return p.inHand.Load() == 0
	default:
		return false
	}
}

// retiring reports whether any partition is on its way out.
func (a *assignment) retiring() bool {
	for _, p := range a.has {
		if p.retiring {
			return true
		}
	}
	return false
}

// numbers returns all partitions that are held, the retiring ones among them.
func (a *assignment) numbers() []int {
	all := make([]int, 0, len(a.has))
	for number := range a.has {
		all = append(all, number)
	}
	return all
}

// waiting returns how many documents wait in each partition that is held.
func (a *assignment) waiting() map[int]int {
	all := make(map[int]int, len(a.has))
	for number, p := range a.has {
		all[number] = int(p.inHand.Load() + p.unread.Load())
	}
	return all
}

// tellMemory tells what is remembered of the sites of all partitions that are
// held, and what was evicted since it was called last.
func (a *assignment) tellMemory(observer Observer) {
	var all memory.Size
	var evicted memory.Evicted
	for _, p := range a.has {
		sites := p.journal.Memory()
		if sites == nil {
			continue
		}
		size, out := sites.Size(), sites.TakeEvicted()
		all.Sites += size.Sites
		all.Documents += size.Documents
		all.Paragraphs += size.Paragraphs
		all.DoorBytes += size.DoorBytes
		evicted.Sites += out.Sites
		evicted.Paragraphs += out.Paragraphs
		evicted.Doors += out.Doors
	}
	observer.Remembers(all.Sites, all.Documents, all.Paragraphs, all.DoorBytes)
	observer.Evicted(evicted.Sites, evicted.Paragraphs, evicted.Doors)
}

// stop ends all readers and waits for them.
func (a *assignment) stop() {
	for _, p := range a.has {
		a.retire(p)
	}
	for _, p := range a.has {
		<-p.read
	}
}
