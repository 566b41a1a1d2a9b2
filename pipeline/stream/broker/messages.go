package broker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The sizes and times of reading them.
const (
	messagesPull = 256             // messages of a pull, which has a bound of bytes too
	readAhead    = 16              // messages that wait to be taken; each may be of a megabyte
	askAfter     = 2 * time.Second // of silence, whether there is more
)

// Message is one message of a stream.
type Message struct {
	jetstream.Msg
	Meta *jetstream.MsgMetadata
}

// Messages hands out the messages of a subject up to a sequence, in order. A broker that
// goes away meanwhile is waited for.
type Messages struct {
	stream  jetstream.Stream
	subject string
	next    uint64 // the first sequence that was not handed out
	last    uint64
	none    bool // there is no more

	got     chan Message
	stop    context.CancelFunc
	ended   chan struct{}
	trouble *Outage
}

// ReadMessages begins to read the messages from first to last, both included, of a subject
// as the stream keeps it. They must be closed.
func ReadMessages(ctx context.Context, js jetstream.JetStream, stream jetstream.Stream, subject string, first, last uint64, trouble *Outage) *Messages {
	name := stream.CachedInfo().Config.Name
	reading, stop := context.WithCancel(context.Background())
	r := &Messages{
		stream: stream, subject: subject, next: max(first, 1), last: last,
		got: make(chan Message, readAhead), stop: stop, ended: make(chan struct{}), trouble: trouble,
	}
	reader := Reader{
		JS: js, What: "stream " + name, Stream: name, Subjects: subject, Size: messagesPull, Last: r.next - 1,
		Large: make(chan struct{}, 1), Trouble: r.trouble,
	}
	go func() {
		defer close(r.ended)
		reader.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			select {
			case r.got <- Message{msg, meta}:
				return true
			case <-reading.Done():
				return false
			}
		})
	}()
	r.none = r.next > r.last || !r.more(ctx) // else silence would have to show it
	return r
}

// Close ends the reading.
func (r *Messages) Close() {
	r.stop()
	<-r.ended
}

// Next returns the next message, and io.EOF when there is none up to the last
// sequence. Its other error is ctx's.
func (r *Messages) Next(ctx context.Context) (Message, error) {
	for !r.none && r.next <= r.last {
		silence := time.NewTimer(askAfter)
		select {
		case m := <-r.got:
			silence.Stop()
			r.next = m.Meta.Sequence.Stream + 1
			if r.next > r.last+1 {
				return Message{}, io.EOF
			}
			r.none = m.Meta.NumPending == 0
			return m, nil
		case <-silence.C:
			r.none = !r.more(ctx)
		case <-ctx.Done():
			silence.Stop()
			return Message{}, ctx.Err()
		}
	}
	return Message{}, io.EOF
}

// more reports whether there may be a message still: what a consumer was going to
// send may have been deleted, and then it is silent.
func (r *Messages) more(ctx context.Context) bool {
	msg, err := GetMessage(ctx, r.stream, r.next, jetstream.WithGetMsgSubject(r.subject))
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

// FirstSince returns the sequence of the first message that was stored at a time
// or later, and the one after the last when there is none. Messages are stored in
// the order of their times.
func FirstSince(ctx context.Context, stream jetstream.Stream, at time.Time) (uint64, error) {
	state := stream.CachedInfo().State
	low, high := max(state.FirstSeq, 1), state.LastSeq+1
	for low < high {
		middle := low + (high-low)/2
		msg, err := GetMessage(ctx, stream, middle, jetstream.WithGetMsgSubject(">"))
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			high = middle
		case err != nil:
			return 0, fmt.Errorf("stream %s, the first message since %s: %w", stream.CachedInfo().Config.Name, at, err)
		case msg.Time.Before(at):
			low = msg.Sequence + 1
		default:
			high = middle
		}
	}
	return low, nil
}
