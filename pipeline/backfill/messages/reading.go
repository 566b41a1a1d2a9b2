package messages

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// The sizes and times of reading.
const (
	pullSize  = 256             // messages of a pull, which has a bound of bytes too
	readAhead = 16              // messages that wait to be taken; each may be of a megabyte
	askAfter  = 2 * time.Second // of silence, whether there is more
)

// message is one message that was read.
type message struct {
	jetstream.Msg
	meta *jetstream.MsgMetadata
}

// reading hands out the messages of a subject up to a sequence, in order. A broker
// that goes away meanwhile is waited for.
type reading struct {
	Stream
	stream  jetstream.Stream
	subject string
	next    uint64 // the first sequence that was not handed out
	last    uint64
	none    bool // there is no more

	got     chan message
	stop    context.CancelFunc
	ended   chan struct{}
	trouble *broker.Outage
}

// read begins to read. The reading must be closed.
func (s Stream) read(stream jetstream.Stream, subject string, first, last uint64) *reading {
	ctx, stop := context.WithCancel(context.Background())
	r := &reading{
		Stream: s, stream: stream, subject: subject, next: max(first, 1), last: last,
		got: make(chan message, readAhead), stop: stop, ended: make(chan struct{}), trouble: s.trouble("cannot read"),
	}
	reader := broker.Reader{
		JS: s.JS, What: "stream " + s.Name, Stream: s.Name, Subjects: subject, Size: pullSize, Last: r.next - 1,
		Large: make(chan struct{}, 1), Trouble: r.trouble,
	}
	go func() {
		defer close(r.ended)
		reader.Run(ctx, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			select {
			case r.got <- message{msg, meta}:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()
	return r
}

func (r *reading) close() {
	r.stop()
	<-r.ended
}

// take returns the next message, and io.EOF when there is none up to the last
// sequence. Its other error is ctx's.
func (r *reading) take(ctx context.Context) (message, error) {
	for !r.none && r.next <= r.last {
		silence := time.NewTimer(askAfter)
		select {
		case m := <-r.got:
			silence.Stop()
			r.next = m.meta.Sequence.Stream + 1
			if r.next > r.last+1 {
				return message{}, io.EOF
			}
			r.none = m.meta.NumPending == 0
			return m, nil
		case <-silence.C:
			r.none = !r.more(ctx)
		case <-ctx.Done():
			silence.Stop()
			return message{}, ctx.Err()
		}
	}
	return message{}, io.EOF
}

// more reports whether there may be a message still: what a consumer was going to
// send may have been deleted, and then it is silent.
func (r *reading) more(ctx context.Context) bool {
	msg, err := broker.GetMessage(ctx, r.stream, r.next, jetstream.WithGetMsgSubject(r.subject))
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return false
	case err != nil:
		if ctx.Err() == nil {
			r.trouble.Report(err)
		}
		return true
	}
	return msg.Sequence <= r.last
}
