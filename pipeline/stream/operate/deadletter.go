package operate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Dead is a dead letter in its stream.
type Dead struct {
	Sequence uint64 // in the dead stream; the letter's own Sequence is the raw stream's
	Subject  string
	Stored   time.Time
	record.DeadLetter
}

// DeadFilter says which dead letters are meant. A zero field means all.
type DeadFilter struct {
	Reason string
	Stage  string
	Site   string    // the subject token
	Error  string    // a part of the error
	After  time.Time // stored then or later
	Before time.Time // stored earlier
}

func (f DeadFilter) means(dead Dead) bool {
	switch {
	case f.Reason != "" && f.Reason != dead.Reason,
		f.Stage != "" && f.Stage != dead.Stage,
		f.Error != "" && !strings.Contains(dead.Error, f.Error),
		!f.After.IsZero() && dead.Stored.Before(f.After),
		!f.Before.IsZero() && !dead.Stored.Before(f.Before):
		return false
	}
	return true
}

// DeadLetters returns the dead letters that the filter means, oldest first, as
// far as they are there when it begins: those that come while the caller sends
// others round are left for next time. It ends after the first error.
func DeadLetters(ctx context.Context, js jetstream.JetStream, topology broker.Topology, filter DeadFilter) iter.Seq2[Dead, error] {
	return func(yield func(Dead, error) bool) {
		stream, err := js.Stream(ctx, topology.DeadStream)
		if err != nil {
			yield(Dead{}, fmt.Errorf("stream %s: %w", topology.DeadStream, err))
			return
		}
		subject := topology.DeadSubjects()
		if filter.Site != "" {
			subject = topology.DeadPrefix + "." + filter.Site
		}
		state := stream.CachedInfo().State
		for sequence := state.FirstSeq; sequence <= state.LastSeq; sequence++ {
			msg, err := broker.GetMessage(ctx, stream, sequence, jetstream.WithGetMsgSubject(subject))
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				return
			}
			if err != nil {
				yield(Dead{}, fmt.Errorf("dead letter %d of %s: %w", sequence, topology.DeadStream, err))
				return
			}
			sequence = msg.Sequence
			dead := newDead(msg)
			if sequence > state.LastSeq {
				return
			}
			if !filter.means(dead) {
				continue
			}
			if !yield(dead, nil) {
				return
			}
		}
	}
}

func newDead(msg *jetstream.RawStreamMsg) Dead {
	return Dead{
		Sequence: msg.Sequence, Subject: msg.Subject, Stored: msg.Time,
		DeadLetter: record.ParseDeadLetter(msg.Header, msg.Data),
	}
}

// DeadLetter returns one dead letter by its sequence in the dead stream.
func DeadLetter(ctx context.Context, js jetstream.JetStream, topology broker.Topology, sequence uint64) (Dead, error) {
	stream, err := js.Stream(ctx, topology.DeadStream)
	if err != nil {
		return Dead{}, fmt.Errorf("stream %s: %w", topology.DeadStream, err)
	}
	msg, err := broker.GetMessage(ctx, stream, sequence)
	if err != nil {
		return Dead{}, fmt.Errorf("dead letter %d of %s: %w", sequence, topology.DeadStream, err)
	}
	return newDead(msg), nil
}

// Redrive sends a dead letter round again: its original bytes and headers to
// its original subject. Only when they are stored there is the letter removed.
// Its message id names the letter, so that a redrive which is repeated because
// the removal failed puts nothing in twice.
func Redrive(ctx context.Context, js jetstream.JetStream, topology broker.Topology, dead Dead) error {
	what := fmt.Sprintf("redrive of dead letter %d", dead.Sequence)
	if dead.Whole > 0 {
		return fmt.Errorf("%s: it holds %d of %d bytes; the whole is in %s at sequence %d",
			what, len(dead.Body), dead.Whole, dead.Stream, dead.DeadLetter.Sequence)
	}
	if dead.DeadLetter.Subject == "" {
		return fmt.Errorf("%s: it does not say where it came from", what)
	}
	header := nats.Header(dead.Redriven())
	header.Set(jetstream.MsgIDHeader, fmt.Sprintf("redrive.%d.%d", dead.Sequence, dead.Stored.UnixNano()))
	_, err := js.PublishMsg(ctx, &nats.Msg{Subject: dead.DeadLetter.Subject, Header: header, Data: dead.Body})
	if err != nil {
		return fmt.Errorf("%s to %s: %w", what, dead.DeadLetter.Subject, err)
	}
	if err := Discard(ctx, js, topology, dead.Sequence); err != nil {
		return fmt.Errorf("%s: it is on its way, but: %w", what, err)
	}
	return nil
}

// Discard removes a dead letter for good. Its document stays in the raw stream
// for as long as that keeps it.
func Discard(ctx context.Context, js jetstream.JetStream, topology broker.Topology, sequence uint64) error {
	stream, err := js.Stream(ctx, topology.DeadStream)
	if err != nil {
		return fmt.Errorf("stream %s: %w", topology.DeadStream, err)
	}
	if err := stream.DeleteMsg(ctx, sequence); err != nil {
		return fmt.Errorf("dead letter %d of %s could not be removed: %w", sequence, topology.DeadStream, err)
	}
	return nil
}
