package journal

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Layout is how the pieces of a snapshot lie in the stream: InBatch or Apart.
type Layout interface {
	// store prepares pieces, which are messages on the snapshots' subject, and
	// returns where they lie and which of them are to go into the batch of the
	// record that names them. name is new for every snapshot; asOf is the last
	// record's sequence.
	store(ctx context.Context, js jetstream.JetStream, name string, asOf uint64, pieces iter.Seq[*nats.Msg]) (Snapshot, []*nats.Msg, error)

	// load returns the pieces of a snapshot, and ErrForgotten when not all are
	// there.
	load(ctx context.Context, s jetstream.Stream, subject string, at *Snapshot) iter.Seq2[[]byte, error]
}

// The layouts.
var (
	// InBatch has the pieces in the batch of the record that names them, right
	// before it. A snapshot must fit into one batch.
	InBatch Layout = inBatch{}

	// Apart has the pieces stored one by one before the record that names them,
	// and so has no bound. What is stored by a writer that dies or is overtaken
	// before its record is named by nobody, and goes with what it was to replace.
	Apart Layout = apart{}
)

type inBatch struct{}

func (inBatch) store(_ context.Context, _ jetstream.JetStream, _ string, _ uint64, pieces iter.Seq[*nats.Msg]) (at Snapshot, batch []*nats.Msg, _ error) {
	for piece := range pieces {
		batch = append(batch, piece)
		at.Messages++
		at.Bytes += len(piece.Data)
	}
	return at, batch, nil
}

func (inBatch) load(ctx context.Context, s jetstream.Stream, subject string, at *Snapshot) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for sequence := at.first(); sequence < at.At; sequence++ {
			msg, err := broker.GetMessage(ctx, s, sequence)
			if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && msg.Subject != subject {
				err = fmt.Errorf("%w: piece at sequence %d", ErrForgotten, sequence)
			}
			if err != nil {
				yield(nil, fmt.Errorf("sequence %d: %w", sequence, err))
				return
			}
			if !yield(msg.Data, nil) {
				return
			}
		}
	}
}

type apart struct{}

// headerSnapshot names the snapshot that a piece is of: those of two writers may
// be mixed.
const headerSnapshot = "Winnow-Snapshot"

func (apart) store(ctx context.Context, js jetstream.JetStream, name string, asOf uint64, pieces iter.Seq[*nats.Msg]) (Snapshot, []*nats.Msg, error) {
	at := Snapshot{Name: name, At: asOf}
	for piece := range pieces {
		piece.Header.Set(headerSnapshot, name)
		ack, err := js.PublishMsg(ctx, piece)
		if err != nil {
			return at, nil, fmt.Errorf("piece %d: %w", at.Pieces+1, err)
		}
		if at.Pieces == 0 {
			at.First = ack.Sequence
		}
		at.Last = ack.Sequence
		at.Pieces++
		at.Bytes += len(piece.Data)
	}
	return at, nil, nil
}

func (apart) load(ctx context.Context, s jetstream.Stream, subject string, at *Snapshot) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		found := 0
		for sequence := at.First; sequence <= at.Last; sequence++ {
			msg, err := broker.GetMessage(ctx, s, sequence, jetstream.WithGetMsgSubject(subject))
			if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && msg.Sequence > at.Last {
				break
			}
			if err != nil {
				yield(nil, fmt.Errorf("sequence %d: %w", sequence, err))
				return
			}
			if sequence = msg.Sequence; msg.Header.Get(headerSnapshot) != at.Name {
				continue
			}
			if found++; !yield(msg.Data, nil) {
				return
			}
		}
		if found < at.Pieces {
			yield(nil, fmt.Errorf("%w: %d of %d pieces", ErrForgotten, at.Pieces-found, at.Pieces))
		}
	}
}
