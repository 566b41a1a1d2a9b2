package journal

import (
	"context"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// Tidying says when a snapshot is due, and when what is replaced is removed.
type Tidying struct {
	Every      int // a snapshot is due after so many deltas, at the latest; 0: by their bytes alone
	LeastBytes int // or when the deltas since the last take so many bytes, and
	Share      int // the last snapshot's bytes divided by this
	PieceBytes int // of one message of a snapshot, about
	PruneEvery int // remove what is replaced after so many commits, also without a snapshot; 0: with snapshots alone
	PruneBytes int // and not before it has so many bytes, about; 0: with every snapshot
	RetryAfter int // commits before a snapshot that could not be stored is tried again
}

// Due reports whether memory is to be written whole.
func (o *Owner[H, M]) Due() bool {
	if o.memory.Load() == nil {
		return false
	}
	t, last := o.options.Tidy, 0
	if o.fence.Snapshot != nil {
		last = o.fence.Snapshot.Bytes
	}
	return o.forgot || t.Every > 0 && o.fence.Deltas >= t.Every || o.fence.DeltaBytes >= max(t.LeastBytes, last/t.Share)
}

// Tidy is called after every commit. It writes a snapshot of memory when it is
// due, and removes what that, or later records, have replaced. A snapshot that
// could not be stored waits for a later commit; its error is returned when
// another owner was first, or ctx is done.
func (o *Owner[H, M]) Tidy(ctx context.Context) error {
	o.commits++
	if o.holdOff > 0 {
		o.holdOff--
		return nil
	}
	due, every := o.Due(), o.options.Tidy.PruneEvery
	if due {
		if err := o.WriteSnapshot(ctx); broker.Conflict(err) || ctx.Err() != nil {
			return err
		} else if err != nil {
			o.holdOff = o.options.Tidy.RetryAfter
			o.Logger.Debug("no snapshot of memory for now", "of", o.What, "error", err)
			return nil
		}
	}
	if (!due || o.replaced < o.options.Tidy.PruneBytes) && (every == 0 || o.commits < every) {
		return nil
	}
	o.commits, o.replaced = 0, 0
	if err := o.Prune(ctx, o.fence); err != nil {
		o.Logger.Debug("old records stay for now", "of", o.What, "error", err)
	}
	o.options.Hooks.Reach(faults.Pruned)
	return nil
}

// WriteSnapshot stores memory whole, and a record that says where, behind the
// fence: an owner that was overtaken stores none that counts. After an error that
// is no broker.Conflict the record may be there; then the next batch is refused.
func (o *Owner[H, M]) WriteSnapshot(ctx context.Context) error {
	name := fmt.Sprintf("%s-%d", o.options.Writer, o.fence.At)
	at, batch, err := o.Layout.store(ctx, o.js, name, o.fence.At, o.pieces())
	if err != nil {
		return fmt.Errorf("snapshot of %s: %w", o.What, err)
	}
	replaced := o.fence.DeltaBytes
	if last := o.fence.Snapshot; last != nil {
		replaced += last.Bytes
		if !o.counted {
			replaced += o.options.Tidy.PruneBytes
		}
	}
	next := o.Next()
	next.Trail = Trail{Snapshot: &at}
	record, err := o.Message(next)
	if err != nil {
		return err
	}
	o.options.Hooks.Reach(faults.SnapshotSent)
	sequence, err := Publish(ctx, o.js, o.options.Hooks, append(batch, record))
	if err != nil {
		return fmt.Errorf("snapshot of %s, %d bytes: %w", o.What, at.Bytes, err)
	}
	o.Advance(next, sequence)
	o.forgot, o.counted = false, true
	o.replaced += replaced
	o.options.Hooks.Reach(faults.SnapshotKept)
	return nil
}

// pieces returns the messages of a snapshot.
func (o *Owner[H, M]) pieces() iter.Seq[*nats.Msg] {
	return func(yield func(*nats.Msg) bool) {
		for piece := range o.Codec.Pieces(o.memory.Load(), o.options.Tidy.PieceBytes) {
			message := &nats.Msg{Subject: o.Snapshots, Data: piece, Header: nats.Header{}}
			o.keep(message)
			if !yield(message) {
				return
			}
		}
	}
}
