package stream

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// partition is one that this worker has, from taking it over to giving it up.
type partition struct {
	number  int
	epoch   uint64
	inHand  atomic.Int64 // deliveries that were read, and are neither committed nor passed over
	reached uint64       // the last delivery; the reader's
	unread  atomic.Int64 // documents behind the last that was read, as the server saw it then

	// fence is how far the partition is. Who takes the partition over sets it
	// before the reader starts; from then on only Commit touches it.
	fence fence

	// sites is the memory as of the fence, nil when this worker remembers
	// nothing. Whoever cleans reads it; who may change the fence changes it too.
	sites   atomic.Pointer[memory.Sites]
	learned atomic.Uint64 // the record that sites is as of, by sequence; the fence's
	ahead   ahead
	forgot  bool // part of it is gone from the stream: what is left is to be written whole

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

// holding is the partitions that a worker has, and the goroutines that read
// them. One goroutine uses it.
type holding struct {
	js       jetstream.JetStream
	topology broker.Topology
	ledger   *ledger
	queue    chan<- *delivery
	tail     *tail
	large    chan struct{} // of its readers
	trouble  *broker.Outage
	has      map[int]*partition

	recurring memory.Recurring
}

// find gives a partition as its state record says it stands.
func (h *holding) find(ctx context.Context, number int) (*partition, error) {
	p := &partition{number: number, read: make(chan struct{})}
	if h.recurring != memory.RecurringOff {
		p.sites.Store(memory.NewSites(h.ledger.memory))
	}
	if err := h.ledger.refresh(ctx, p); err != nil {
		return nil, err
	}
	p.epoch = p.fence.Epoch + 1
	return p, nil
}

// begin starts to read a partition from there.
func (h *holding) begin(ctx context.Context, p *partition) {
	reading, stop := context.WithCancel(ctx)
	p.stopReading = stop
	r := &broker.Reader{
		JS: h.js, What: fmt.Sprintf("partition %d", p.number), Stream: h.topology.RawStream, Subjects: h.topology.StoredSubjects(p.number),
		Last: p.fence.Sequence, Size: max(leastPull, min(mostPull, allPulls/h.topology.Partitions)),
		Large: h.large, Trouble: h.trouble,
	}
	h.has[p.number] = p
	go func() {
		defer close(p.read)
		defer stop()
		r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool { return h.hand(reading, p, msg, meta) })
	}()
}

// hand gives one delivery to the worker. It waits while the worker is busy,
// and reports false when reading is to end.
func (h *holding) hand(ctx context.Context, p *partition, msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
	d := &delivery{
		msg: msg, partition: p, sequence: meta.Sequence.Stream, behind: meta.NumPending,
		stored: meta.Timestamp, received: time.Now(),
	}
	h.tail.whileReading(ctx, p.reached, d.sequence, p.unread.Load(), int64(meta.NumPending))
	p.inHand.Add(1)
	p.unread.Store(int64(meta.NumPending))
	p.reached = d.sequence
	select {
	case h.queue <- d:
		return true
	case <-ctx.Done():
		p.inHand.Add(-1)
		return false
	}
}

// retire ends the reading of a partition. What was read of it is still
// committed.
func (h *holding) retire(p *partition) {
	p.retiring = true
	p.stopReading()
}

// release forgets the retired partitions of which nothing is in hand, and
// gives them.
func (h *holding) release() (released []*partition) {
	for number, p := range h.has {
		if p.retiring && p.idle() {
			delete(h.has, number)
			released = append(released, p)
		}
	}
	return released
}

// anyIdle reports whether there is something to release.
func (h *holding) anyIdle() bool {
	for _, p := range h.has {
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
func (h *holding) retiring() bool {
	for _, p := range h.has {
		if p.retiring {
			return true
		}
	}
	return false
}

// numbers gives all partitions that are held, the retiring ones among them.
func (h *holding) numbers() []int {
	all := make([]int, 0, len(h.has))
	for number := range h.has {
		all = append(all, number)
	}
	return all
}

// waiting gives how many documents wait in each partition that is held.
func (h *holding) waiting() map[int]int {
	all := make(map[int]int, len(h.has))
	for number, p := range h.has {
		all[number] = int(p.inHand.Load() + p.unread.Load())
	}
	return all
}

// tellMemory tells what is remembered of the sites of all partitions that are
// held, and what was evicted since it was called last.
func (h *holding) tellMemory(observer Observer) {
	var all memory.Size
	var evicted memory.Evicted
	for _, p := range h.has {
		sites := p.sites.Load()
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
func (h *holding) stop() {
	for _, p := range h.has {
		h.retire(p)
	}
	for _, p := range h.has {
		<-p.read
	}
}
