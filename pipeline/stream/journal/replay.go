package journal

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// ErrForgotten says that records or snapshots which memory needs are not in the
// stream.
var ErrForgotten = errors.New("part of memory is not there")

// pruneRaces is how often in a row the owner of a journal may prune what another
// is just reading.
const pruneRaces = 3

// Read returns the memory that the stream holds, and the fence that it is as of.
// Beside ErrForgotten it returns what there is.
func (l *Log[H, M]) Read(ctx context.Context) (*M, Fence[H], error) {
	return l.catchUp(ctx, nil, Fence[H]{})
}

// catchUp brings a memory that is as of a fence to the last record. The owner may
// prune this very moment what is just being read: then it is read anew, from
// what is there now. What is still missing after some tries is gone.
func (l *Log[H, M]) catchUp(ctx context.Context, memory *M, from Fence[H]) (*M, Fence[H], error) {
	for race := 0; ; race++ {
		to, err := l.Load(ctx)
		if err != nil {
			return nil, to, err
		}
		memory, err = l.replay(ctx, memory, from, to)
		if race == pruneRaces || !errors.Is(err, ErrForgotten) {
			return memory, to, err
		}
		from = Fence[H]{}
	}
}

// replay brings a memory that is as of one fence to another. When it can't go on
// from there it starts from the last snapshot. Beside ErrForgotten it returns
// what there is.
func (l *Log[H, M]) replay(ctx context.Context, memory *M, from, to Fence[H]) (*M, error) {
	var forgot error
	if from.At == 0 || !from.Snapshot.same(to.Snapshot) || from.Deltas > to.Deltas {
		var err error
		if memory, err = l.loadSnapshot(ctx, to.Snapshot); errors.Is(err, ErrForgotten) {
			memory, forgot = l.Codec.New(), err
		} else if err != nil {
			return nil, err
		}
		from = Fence[H]{}
		if to.Snapshot != nil {
			from.At = to.Snapshot.At
		}
	}
	left := to.Deltas - from.Deltas
	if left == 0 {
		return memory, forgot
	}
	err := l.scan(ctx, from.At, to.At, func(data []byte, at uint64) (more bool, err error) {
		r, err := l.parse(data, at)
		if err != nil || len(r.Delta) == 0 {
			return true, err
		}
		if err := l.Codec.Apply(memory, r.Delta); err != nil {
			return false, fmt.Errorf("record %s at sequence %d: %w", l.Subject, at, err)
		}
		left--
		return left > 0, nil
	})
	if err != nil {
		return nil, err
	}
	if left > 0 {
		forgot = errors.Join(forgot, fmt.Errorf("%w: %d of %d deltas of %s up to sequence %d", ErrForgotten, left, to.Deltas, l.What, to.At))
	}
	return memory, forgot
}

func (l *Log[H, M]) loadSnapshot(ctx context.Context, at *Snapshot) (*M, error) {
	if at == nil {
		return l.Codec.New(), nil
	}
	memory, err := l.Codec.Load(l.Layout.load(ctx, l.Stream, l.Snapshots, at))
	if err != nil {
		return nil, fmt.Errorf("snapshot of %s as of sequence %d: %w", l.What, at.At, err)
	}
	return memory, nil
}

// scan calls hand with the records after one sequence up to another, in order,
// until it says that it needs no more.
func (l *Log[H, M]) scan(ctx context.Context, after, upTo uint64, hand func(data []byte, at uint64) (more bool, err error)) error {
	if l.Reader != nil {
		return scanReading(ctx, l.Reader(after), upTo, hand)
	}
	for at := after; at < upTo; {
		msg, err := broker.GetMessage(ctx, l.Stream, at+1, jetstream.WithGetMsgSubject(l.Subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && msg.Sequence > upTo {
			return nil
		}
		if err != nil {
			return fmt.Errorf("records of %s after %d: %w", l.What, at, err)
		}
		at = msg.Sequence
		if more, err := hand(msg.Data, at); err != nil || !more {
			return err
		}
	}
	return nil
}

// scanReading is scan through a consumer.
func scanReading(ctx context.Context, r *broker.Reader, upTo uint64, hand func(data []byte, at uint64) (more bool, err error)) error {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var wrong error
	r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
		at, more := meta.Sequence.Stream, true
		if at <= upTo {
			more, wrong = hand(msg.Data(), at)
		}
		if wrong != nil || !more || at >= upTo {
			stop()
		}
		return reading.Err() == nil
	})
	return errors.Join(wrong, ctx.Err())
}
