package stream

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// The times of a pull.
const (
	pullWait      = 10 * time.Second       // an idle pull is renewed after this
	pullHeartbeat = 2 * time.Second        // a pull that the server forgot is noticed after twice this
	drainWait     = 200 * time.Millisecond // an empty pull that asks whether the stream is drained
	lingerWait    = 50 * time.Millisecond  // at the end, for what the server has already sent
)

// source pulls deliveries from the shared consumer.
//
// It pulls with Fetch rather than with Consume or Messages: those keep what
// they prefetched in a buffer of their own, where it can't be kept alive while
// the sink waits out an outage. Here every delivery is held, and counted
// against the bounds, from its arrival.
type source struct {
	consumer jetstream.Consumer
	ackWait  time.Duration
	once     bool // end when the stream is drained
	held     *held
	queue    chan *delivery
	trouble  *outage

	stop  func()
	tasks sync.WaitGroup
}

// startSource begins to pull, until ctx is done or close is called. What is in
// hand is kept alive until close.
func startSource(ctx context.Context, consumer jetstream.Consumer, once bool, log *slog.Logger) *source {
	pulling, stopPulling := context.WithCancel(ctx)
	alive, die := context.WithCancel(context.WithoutCancel(ctx))
	s := &source{
		consumer: consumer, ackWait: consumer.CachedInfo().Config.AckWait, once: once,
		held: newHeld(), queue: make(chan *delivery, maxHeld),
		trouble: newOutage(log, "no deliveries"),
		stop:    func() { stopPulling(); die() },
	}
	s.tasks.Go(func() { s.intake(pulling) })
	s.tasks.Go(func() { s.keepAlive(alive) })
	return s
}

// Receive gives the next delivery as an item whose Origin is its *delivery.
func (s *source) Receive(ctx context.Context) (pipeline.Item, error) {
	select {
	case d, ok := <-s.queue:
		if !ok {
			return pipeline.Item{}, io.EOF
		}
		return pipeline.Item{
			Size: d.size, Origin: d,
			Open: func() (document.Raw, error) { return record.Parse(d.msg.Headers(), d.msg.Data()) },
		}, nil
	case <-ctx.Done():
		return pipeline.Item{}, ctx.Err()
	}
}

// close stops pulling and gives back at once what nobody will settle, so that
// other workers need not wait for AckWait to pass.
func (s *source) close() {
	s.stop()
	s.tasks.Wait()
	for _, d := range s.held.empty() {
		_ = d.msg.Nak() // when it is lost, AckWait does the same later
	}
}

func (s *source) intake(ctx context.Context) {
	defer close(s.queue)
	var retry growing
	for {
		bytes, ok := s.held.room(ctx)
		if !ok {
			return
		}
		got, err := s.pull(ctx, bytes)
		if ctx.Err() != nil {
			return
		}
		if err == nil && got == 0 && s.once {
			var drained bool
			if drained, err = s.drained(ctx); drained {
				return
			}
		}
		if err == nil {
			s.trouble.over()
			retry = growing{}
			continue
		}
		s.trouble.goesOn(err)
		pause(ctx, retry.delay())
	}
}

// pull asks for deliveries once and takes what comes. When ctx is done it
// lingers for what is under way: a delivery that nobody hears comes again only
// after AckWait.
func (s *source) pull(ctx context.Context, bytes int) (got int, err error) {
	wait := pullWait
	options := []jetstream.FetchOpt{jetstream.FetchMaxBytes(bytes)}
	if s.once {
		wait = drainWait
	} else {
		options = append(options, jetstream.FetchHeartbeat(pullHeartbeat))
	}
	pulling, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	batch, err := s.consumer.Fetch(fetchSize, append(options, jetstream.FetchContext(pulling))...)
	if err != nil {
		return 0, err
	}
	stopped, linger := ctx.Done(), (<-chan time.Time)(nil)
	for {
		select {
		case msg, ok := <-batch.Messages():
			if !ok {
				return got, pullError(batch.Error())
			}
			got++
			if err := s.take(msg); err != nil {
				return got, err
			}
		case <-stopped:
			stopped, linger = nil, time.After(lingerWait)
		case <-linger:
			linger = nil
			cancel()
		}
	}
}

// pullError drops the error of a pull that merely ran out of time.
func pullError(err error) error {
	if err == context.DeadlineExceeded || err == context.Canceled {
		return nil
	}
	return err
}

func (s *source) take(msg jetstream.Msg) error {
	meta, err := msg.Metadata()
	if err != nil {
		return fmt.Errorf("a delivery on %s without metadata: %w", msg.Subject(), err)
	}
	d := &delivery{msg: msg, meta: meta, size: len(msg.Data())}
	s.held.add(d)
	s.queue <- d // never blocks: it has room for all that may be held
	return nil
}

// drained reports whether nothing waits and nobody, here or elsewhere, has a
// delivery in hand.
func (s *source) drained(ctx context.Context) (bool, error) {
	info, err := s.consumer.Info(ctx)
	if err != nil {
		return false, err
	}
	return info.NumPending == 0 && info.NumAckPending == 0, nil
}

// keepAlive tells the server, well before AckWait is over, that what is in
// hand is not lost.
func (s *source) keepAlive(ctx context.Context) {
	tick := time.NewTicker(s.ackWait / 6)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			for _, d := range s.held.stale(now.Add(-s.ackWait / 3)) {
				_ = d.msg.InProgress() // when it is lost, the document comes again and is a duplicate
			}
		}
	}
}

// pause waits for d or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
