package stream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// deadStore stores dead letters, each once. They are in a stream of their own
// and so can't be in the atomic batch; they go before it. What keeps a second
// worker from storing a letter again is the order: the letters of a site come
// in the order of their inputs, since a site is in one partition. If the last
// letter of the site is of this input or a later one, this one's is there. And
// a letter is only taken if that last one is still the last.
type deadStore struct {
	js       jetstream.JetStream
	topology broker.Topology
	dead     jetstream.Stream
	made     time.Time // the raw stream's making
}

// store puts the dead letter of a failed outcome into the dead stream, if it
// is not there.
func (s *deadStore) store(ctx context.Context, o *outcome) error {
	d := o.Item.Origin
	subject := s.topology.DeadPrefix + "." + s.topology.SiteOf(d.msg.Subject())
	letter := s.letter(o)
	for refusals := 0; ; {
		last, there, err := s.last(ctx, subject, d.sequence)
		if err != nil || there {
			return err
		}
		message := &nats.Msg{Subject: subject, Header: nats.Header(letter.Headers()), Data: letter.Body}
		_, err = s.js.PublishMsg(ctx, message,
			jetstream.WithMsgID(s.id(d.sequence)), jetstream.WithExpectLastSequencePerSubject(last))
		switch {
		case err == nil:
			return nil
		case broker.NeverFits(err):
			refusals++
			letter = smaller(s.letter(o), refusals)
		case !broker.Conflict(err):
			return broker.InStream(s.topology.DeadStream, fmt.Errorf("dead letter of input %d: %w", d.sequence, err))
		}
	}
}

// last returns the sequence of the last letter on a subject, 0 when there is
// none, and whether the letter of this input must be among them.
func (s *deadStore) last(ctx context.Context, subject string, input uint64) (at uint64, there bool, err error) {
	msg, err := broker.LastMessage(ctx, s.dead, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("the last dead letter on %s: %w", subject, err)
	}
	before, ours := strings.CutPrefix(msg.Header.Get(jetstream.MsgIDHeader), s.id(0)[:len(s.id(0))-1])
	sequence, err := strconv.ParseUint(before, 10, 64)
	return msg.Sequence, ours && err == nil && sequence >= input, nil
}

// id names the letter of an input: the raw stream, when that was made, and the
// input's sequence there.
func (s *deadStore) id(input uint64) string {
	return fmt.Sprintf("%s.%d.%d", s.topology.RawStream, s.made.UnixNano(), input)
}

func (s *deadStore) letter(o *outcome) record.DeadLetter {
	d := o.Item.Origin
	return record.DeadLetter{
		Stage: string(o.Failure.Stage), Reason: o.Failure.Reason, Error: o.Failure.Err.Error(), Stack: string(o.Failure.Stack),
		Attempts: max(1, uint64(o.Attempts)), Stream: s.topology.RawStream,
		Subject: s.topology.RawSubject(s.topology.SiteOf(d.msg.Subject())), Sequence: d.sequence,
		Failed: time.Now(), Header: d.msg.Headers(), Body: d.msg.Data(),
	}
}

// smaller returns a dead letter without the stack, then one with ever less of
// the body: it must get through, and the whole is still in the raw stream at
// the sequence that it names. (Apply keeps room for the headers in streams
// that it creates.)
func smaller(letter record.DeadLetter, refusals int) record.DeadLetter {
	letter.Stack = ""
	if refusals > 1 {
		letter.Whole = len(letter.Body)
		letter.Body = letter.Body[:len(letter.Body)>>min(refusals-1, 30)]
		letter.Header = nil
	}
	return letter
}
