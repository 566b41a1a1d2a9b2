package journal

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Codec is how a user's memory M is made, read and written.
type Codec[M any] interface {
	// New returns an empty memory.
	New() *M

	// Load returns the memory that a snapshot was made of. An error that the
	// pieces end with is returned.
	Load(pieces iter.Seq2[[]byte, error]) (*M, error)

	// Pieces returns a snapshot, in pieces of about so many bytes.
	Pieces(memory *M, bytes int) iter.Seq[[]byte]

	// Apply puts a delta into memory.
	Apply(memory *M, delta []byte) error
}

// Log is a journal in a stream, for whoever reads it: records with the head H,
// of a memory M. Its fields are set once. Its methods may be called by many
// goroutines at once.
type Log[H, M any] struct {
	What      string           // the journal's name, for errors and the log: "partition 7"
	Stream    jetstream.Stream // that has it
	Subject   string           // of the records
	Snapshots string           // the subject of the snapshots' pieces
	Layout    Layout           // how those lie
	Codec     Codec[M]

	// Adopt returns the head to go on from after a record with this head was
	// read, nil when there is none: the same as a rule, and a new one when what
	// the record counts is gone, such as the sequences of a stream that was made
	// anew. It returns an error for a record of another kind.
	Adopt func(read *H) (H, error)

	// Reader returns a reader of the records after a sequence. Nil: they are
	// asked for one by one, which needs no consumer, and takes longer where
	// there are many.
	Reader func(after uint64) *broker.Reader

	Logger *slog.Logger
}

// Load returns the fence as the stream has it.
func (l *Log[H, M]) Load(ctx context.Context) (Fence[H], error) {
	msg, err := broker.LastMessage(ctx, l.Stream, l.Subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		head, err := l.Adopt(nil)
		return Fence[H]{Record: Record[H]{Head: head}}, err
	}
	if err != nil {
		return Fence[H]{}, fmt.Errorf("record %s: %w", l.Subject, err)
	}
	r, err := l.parse(msg.Data, msg.Sequence)
	return newFence(r, msg.Sequence), err
}

// parse reads a record.
func (l *Log[H, M]) parse(data []byte, at uint64) (r Record[H], err error) {
	if err = r.decode(data); err == nil {
		r.Head, err = l.Adopt(&r.Head)
	}
	if err != nil {
		return r, fmt.Errorf("record %s at sequence %d: %w", l.Subject, at, err)
	}
	return r, nil
}

// Prune removes records that later ones have replaced: those before the fence,
// or, when memory needs the deltas in them, those before the last snapshot; and
// the snapshots before that. It goes by sequences, so that an owner which was
// overtaken long ago removes nothing that its successor needs.
func (l *Log[H, M]) Prune(ctx context.Context, f Fence[H]) error {
	before := f.At
	if f.Deltas > 0 {
		before = 0
		if f.Snapshot != nil {
			before = f.Snapshot.At
		}
	}
	if err := l.purgeBefore(ctx, l.Subject, before); err != nil {
		return err
	}
	if f.Snapshot == nil {
		return nil
	}
	return l.purgeBefore(ctx, l.Snapshots, f.Snapshot.first())
}

// purgeBefore removes a subject's messages before a sequence.
func (l *Log[H, M]) purgeBefore(ctx context.Context, subject string, sequence uint64) error {
	if sequence <= 1 {
		return nil
	}
	if err := l.Stream.Purge(ctx, jetstream.WithPurgeSubject(subject), jetstream.WithPurgeSequence(sequence)); err != nil {
		return fmt.Errorf("pruning %s: %w", subject, err)
	}
	return nil
}

// forever reports whether the stream lets a message outlive its max_age.
func (l *Log[H, M]) forever() bool { return l.Stream.CachedInfo().Config.AllowMsgTTL }
