package broker

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// ReadTimeout bounds the reading of a record and of all that memory needs.
const ReadTimeout = 30 * time.Second

// How long the answer to a question for one message is waited for: twice as long
// as most take, since a cluster that is choosing a leader drops questions, and
// takes from four to nine seconds to choose; then as long as one may take that is
// of megabytes, on a machine that has other things to do. With one short wait, the
// last document after the death of a leader was 27 s late, with two 10 s (the
// fleet's test).
var readTimeouts = [...]time.Duration{5 * time.Second, 5 * time.Second, ReadTimeout}

// read asks for one message. All that read one by one go through it.
func read(ctx context.Context, ask func(context.Context) (*jetstream.RawStreamMsg, error)) (msg *jetstream.RawStreamMsg, err error) {
	for _, limit := range readTimeouts {
		asking, cancel := context.WithTimeout(ctx, limit)
		msg, err = ask(asking)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			break
		}
	}
	return msg, err
}

// GetMessage returns a message of a stream. It asks a second time when no answer
// comes.
func GetMessage(ctx context.Context, s jetstream.Stream, sequence uint64, options ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	return read(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) { return s.GetMsg(ctx, sequence, options...) })
}

// LastMessage returns the last message on a subject of a stream, as GetMessage
// does.
func LastMessage(ctx context.Context, s jetstream.Stream, subject string) (*jetstream.RawStreamMsg, error) {
	return read(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.GetLastMsgForSubject(ctx, subject)
	})
}
