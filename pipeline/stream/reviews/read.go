package reviews

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// forever is an end that no stream has.
const forever = math.MaxUint64

// readSize is how many messages are asked for at once, and mostFailures after how many
// troubles in a row a part of a stream is given up. What is followed forever is not.
const (
	readSize     = 256
	mostFailures = 4
)

// part is a part of a stream that is read.
type part struct {
	js       jetstream.JetStream
	log      *slog.Logger
	stream   string
	subjects string
	after    uint64 // the sequence before the first
	to       uint64 // the last, or forever
}

// read hands on the messages of a part, in order, until hand returns false. It blocks
// until the last one, or ctx is done.
func (p part) read(ctx context.Context, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) error {
	if p.to <= p.after {
		return nil
	}
	if p.to != forever {
		if any, err := p.any(ctx); err != nil || !any {
			return err
		}
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var trouble error
	failures, done := 0, false
	outage := broker.NewOutage(p.log, "reading "+p.stream, p.js.Conn())
	outage.Also = func(err error) {
		trouble = err
		if failures++; failures == mostFailures && p.to != forever {
			stop()
		}
	}
	end := func() bool {
		done = true
		stop()
		return false
	}
	reader := broker.Reader{
		JS: p.js, What: p.stream, Stream: p.stream, Subjects: p.subjects, Size: readSize, Last: p.after,
		Large: make(chan struct{}, 1), Trouble: outage,
	}
	reader.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
		failures = 0
		switch {
		case reading.Err() != nil:
			return false
		case meta.Sequence.Stream > p.to || !hand(msg, meta):
			return end()
		case p.to != forever && (meta.Sequence.Stream == p.to || meta.NumPending == 0):
			end()
		}
		return true
	})
	if done {
		return nil
	}
	return errors.Join(ctx.Err(), trouble)
}

// any reports whether the part has a message: without one, a reader would wait.
func (p part) any(ctx context.Context) (bool, error) {
	stream, err := p.js.Stream(ctx, p.stream)
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", p.stream, err)
	}
	first, err := broker.GetMessage(ctx, stream, p.after+1, jetstream.WithGetMsgSubject(p.subjects))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", p.stream, err)
	}
	return first.Sequence <= p.to, nil
}
