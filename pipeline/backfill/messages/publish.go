package messages

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// The bounds of what is on its way.
const (
	mostWaiting = 1024
	mostBytes   = 16 << 20 // one message may always pass
)

// queue is the messages that were sent and that the server has not said it has
// stored, in order.
type queue struct {
	target  *target
	trouble *broker.Outage
	waiting []*sent
	bytes   int
	failed  error // for good
}

// sent is one of them.
type sent struct {
	message *nats.Msg
	place   string
	answer  jetstream.PubAckFuture // nil: it was not sent
	refused error                  // why it is not stored, or may not be
	unknown bool                   // it may be stored all the same
}

// add sends a message. It waits while there are too many on their way.
func (q *queue) add(ctx context.Context, place string, m *nats.Msg) error {
	if err := q.drain(ctx, mostWaiting-1, mostBytes-len(m.Data)); err != nil {
		return err
	}
	s := &sent{message: m, place: place}
	s.answer, s.refused = q.target.JS.PublishMsgAsync(m)
	q.waiting = append(q.waiting, s)
	q.bytes += len(m.Data)
	return nil
}

// drain waits until so many messages, with so many bytes, are on their way at
// most. It returns an error when ctx is done, or when a message can't be stored
// ever.
func (q *queue) drain(ctx context.Context, messages, bytes int) error {
	for q.failed == nil && len(q.waiting) > 0 && (len(q.waiting) > messages || q.bytes > bytes) {
		err := q.settle(ctx, q.waiting[0])
		if err == nil {
			q.leave(1)
			continue
		}
		q.failed = q.again(ctx, err)
	}
	return q.failed
}

// leave drops the first messages, which are stored.
func (q *queue) leave(n int) {
	for _, s := range q.waiting[:n] {
		q.bytes -= len(s.message.Data)
	}
	q.waiting = q.waiting[n:]
}

// settle waits until it is known what became of a message, and returns an error
// unless it is stored.
func (q *queue) settle(ctx context.Context, s *sent) error {
	if s.answer == nil {
		return s.refused
	}
	select {
	case ack := <-s.answer.Ok():
		return q.stored(ack)
	case err := <-s.answer.Err():
		var answered *jetstream.APIError
		s.answer, s.refused, s.unknown = nil, err, !errors.As(err, &answered)
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// errElsewhere says that another stream takes the subjects.
var errElsewhere = errors.New("another stream has stored it")

func (q *queue) stored(ack *jetstream.PubAck) error {
	if ack.Stream != q.target.Name {
		return fmt.Errorf("a document for stream %s: %w: %s", q.target.Name, errElsewhere, ack.Stream)
	}
	q.target.behind = max(q.target.behind, ack.Sequence)
	return nil
}

// again sends what was not stored until it is. It returns an error when that can
// not be, or ctx is done.
func (q *queue) again(ctx context.Context, err error) error {
	var retry broker.Backoff
	for err != nil {
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("%d documents did not reach stream %s: %w", len(q.waiting), q.target.Name, errors.Join(ctx.Err(), err))
		case errors.Is(err, errElsewhere) || broker.NeverFits(err):
			return fmt.Errorf("stream %s: %w", q.target.Name, err)
		}
		q.trouble.Report(err)
		q.trouble.Wait(ctx, &retry)
		err = q.resend(ctx)
	}
	q.trouble.Over()
	return nil
}

// resend sends what is not stored, one message after the other and in order. Of
// those that may be stored it asks the stream first.
func (q *queue) resend(ctx context.Context) error {
	left, unknown := q.waiting[:0:0], false
	for _, s := range q.waiting {
		if err := q.settle(ctx, s); err != nil {
			if ctx.Err() != nil || errors.Is(err, errElsewhere) {
				return err
			}
			left, unknown = append(left, s), unknown || s.unknown
		} else {
			q.bytes -= len(s.message.Data)
		}
	}
	q.waiting = left
	if unknown {
		found, err := q.target.written(ctx)
		if err != nil {
			return err
		}
		q.found(found)
	}
	for len(q.waiting) > 0 {
		s := q.waiting[0]
		asking, cancel := context.WithTimeout(ctx, broker.AckTimeout)
		ack, err := q.target.JS.PublishMsg(asking, s.message)
		cancel()
		if err == nil {
			err = q.stored(ack)
		}
		if err != nil {
			var answered *jetstream.APIError
			s.refused, s.unknown = err, !errors.As(err, &answered)
			return err
		}
		q.leave(1)
	}
	return nil
}

// found leaves out what is in the stream.
func (q *queue) found(places map[string]uint64) {
	left := q.waiting[:0:0]
	for _, s := range q.waiting {
		s.unknown = false
		if at, is := places[s.place]; is {
			q.target.behind = max(q.target.behind, at)
			q.bytes -= len(s.message.Data)
		} else {
			left = append(left, s)
		}
	}
	q.waiting = left
}
