package stream

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// The rhythm of a worker among others.
const (
	releasePoll = 20 * time.Millisecond // while others wait for what we give up
	countEvery  = 10 * time.Second      // what is remembered, which takes 0.1 µs a site
)

// source is the deliveries of all partitions that fall to this worker. It says
// in the bucket which it holds, sees there who else is alive, and takes and hands
// over partitions accordingly.
type source struct {
	topology    broker.Topology
	raw         jetstream.Stream
	checkpoints *checkpoints.Store
	members     *members.Group
	claims      *claims
	assignment  *assignment
	beside      *Beside // may be nil
	queue       chan *delivery
	trouble     *broker.Outage
	log         *slog.Logger
	observer    Observer

	ended chan struct{} // closed when the stream is drained, which only Once wants to know
	stop  context.CancelFunc
	tasks sync.WaitGroup
}

// start begins to read, until ctx is done or close is called.
func (s *source) start(ctx context.Context, once bool) {
	governing, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.tasks.Go(func() { s.govern(ctx, governing) })
	if once {
		s.tasks.Go(func() { s.awaitDrained(governing) })
	}
}

// close stops reading and says goodbye to the others, which may go on at once
// with what this worker had.
func (s *source) close(ctx context.Context) error {
	s.stop()
	s.tasks.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), members.LeaveTimeout)
	defer cancel()
	// Even of partitions with something left in hand: it did not kill this
	// worker.
	return errors.Join(s.claims.drop(ctx, slices.Collect(maps.Values(s.assignment.has))), s.members.Leave(ctx))
}

// Receive returns the next delivery as an item.
func (s *source) Receive(ctx context.Context) (pipeline.Item[*delivery], error) {
	select {
	case d := <-s.queue:
		return s.item(d), nil
	case <-s.ended:
		return pipeline.Item[*delivery]{}, io.EOF
	case <-ctx.Done():
		return pipeline.Item[*delivery]{}, ctx.Err()
	}
}

func (s *source) item(d *delivery) pipeline.Item[*delivery] {
	alone, kills := d.partition.claimed.alone(d.sequence, d.behind)
	d.trace = s.observer.Follow(d.msg.Headers(), d.msg.Subject(), d.received)
	return pipeline.Item[*delivery]{
		Size: record.UnpackedSize(d.msg.Headers(), d.msg.Data()), Origin: d, Arrived: d.stored,
		Open:        func() (document.Raw, error) { return record.Parse(d.msg.Headers(), d.msg.Data()) },
		Acquire:     func(ctx context.Context) (release func()) { return s.claims.acquire(ctx, d, alone) },
		Quarantined: quarantined(kills), Tries: kills,
	}
}

// govern keeps the worker's partitions right until it is stopped. When ctx is
// done no more is read, but what is in hand stays ours until then.
func (s *source) govern(ctx, governing context.Context) {
	defer s.assignment.stop()
	pulse := broker.Pulse{Beat: s.members.Beat(), Trouble: s.trouble}
	var counted time.Time
	for governing.Err() == nil {
		if ctx.Err() != nil {
			for _, p := range s.assignment.has {
				s.assignment.retire(p)
			}
		}
		err := s.rebalance(ctx, governing)
		s.beside.tell(s.assignment, &s.claims.gate)
		wait := pulse.Next(err, governing.Err() != nil || ctx.Err() != nil)
		s.observer.Beat(err)
		s.observer.Holds(s.assignment.waiting(), s.topology.Partitions)
		if time.Since(counted) > countEvery {
			counted = time.Now()
			s.assignment.tellMemory(s.observer)
		}
		for until := time.Now().Add(wait); time.Now().Before(until) && governing.Err() == nil; {
			if !s.assignment.retiring() {
				pauseEither(governing, ctx, time.Until(until))
				break
			}
			broker.Pause(governing, releasePoll)
			if s.assignment.anyIdle() {
				break
			}
		}
	}
}

// pauseEither waits for d or until one of the two is done for the first time.
func pauseEither(a, b context.Context, d time.Duration) {
	if b.Err() != nil {
		broker.Pause(a, d)
		return
	}
	both, cancel := context.WithCancel(a)
	defer cancel()
	defer context.AfterFunc(b, cancel)()
	broker.Pause(both, d)
}

// rebalance looks who is there, hands over what falls to others, takes what falls
// to this worker and nobody holds, and says so.
func (s *source) rebalance(ctx, governing context.Context) error {
	if err := s.release(governing); err != nil {
		s.log.Debug("a claim stays that should go", "error", err) // one death too many will be thought of
	}
	if err := s.members.Announce(governing, s.assignment.numbers()); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return nil
	}
	alive, held, err := s.members.Look(ctx)
	if err != nil {
		return err
	}
	mine := s.members.Share(s.topology.Partitions, alive)
	for number, p := range s.assignment.has {
		if _, others := held[number]; others || !mine[number] {
			s.assignment.retire(p)
		}
	}
	var free []int
	for number := range mine {
		_, has := s.assignment.has[number]
		if _, others := held[number]; !has && !others {
			free = append(free, number)
		}
	}
	if len(free) == 0 {
		return nil
	}
	if err := s.take(ctx, free); err != nil {
		return err
	}
	s.log.Debug("partitions", "took", len(free), "hold", len(s.assignment.has), "workers", len(alive))
	return s.members.Announce(governing, s.assignment.numbers())
}

// take claims partitions, and reads them from then on.
func (s *source) take(ctx context.Context, numbers []int) error {
	taken, err := s.assignment.findAll(ctx, numbers)
	if err != nil {
		return err
	}
	if err := s.claims.make(ctx, taken); err != nil {
		return err
	}
	s.assignment.tail.beforeReading(ctx, taken)
	for _, p := range taken {
		s.assignment.begin(ctx, p)
	}
	return nil
}

// release hands over the retired partitions of which nothing is in hand.
func (s *source) release(ctx context.Context) error {
	return s.claims.drop(ctx, s.assignment.release())
}

// awaitDrained closes ended when every partition is committed to its end, by
// this worker or by others.
func (s *source) awaitDrained(ctx context.Context) {
	seen := make(checkpoints.Ends)
	if s.trouble.Await(ctx, func() (bool, error) { return s.drained(ctx, seen) }) {
		close(s.ended)
	}
}

func (s *source) drained(ctx context.Context, seen checkpoints.Ends) (bool, error) {
	for number := range s.topology.Partitions {
		last, err := s.checkpoints.Lag(ctx, s.raw, number, seen)
		if err != nil || last > 0 {
			return false, err
		}
	}
	return true, nil
}
