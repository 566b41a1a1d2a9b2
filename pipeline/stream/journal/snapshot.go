package journal

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// The bounds of a batch of several snapshots. A batch costs the server some milliseconds
// whatever is in it, and partitions that are evenly full are due together. One snapshot
// may always pass.
const (
	batchBytes    = 4 << 20
	batchMessages = 500
)

// snapshot is a memory that is written whole, and the record that says where.
type snapshot[H, M any] struct {
	owner    *Owner[H, M]
	next     *Record[H]
	messages []*nats.Msg // what of it goes into the record's batch, the record last
	bytes    int         // of these messages
	replaced int         // bytes that it takes the place of
}

// WriteSnapshot stores memory whole, and a record that says where, behind the
// fence: an owner that was overtaken stores none that counts. After an error that
// is no broker.Conflict the record may be there; then the next batch is refused.
func (o *Owner[H, M]) WriteSnapshot(ctx context.Context) error {
	s, err := o.snapshot(ctx)
	if err != nil {
		return err
	}
	return storeSnapshots(ctx, []snapshot[H, M]{s})
}

// writeSnapshots does what WriteSnapshot does, for several owners in a batch, and returns
// those whose snapshots were stored. Its error is a broker.Conflict or ctx's; what else
// fails is held off.
func writeSnapshots[H, M any](ctx context.Context, owners []*Owner[H, M]) (written []*Owner[H, M], err error) {
	var batch []snapshot[H, M]
	messages, bytes := 0, 0
	store := func() {
		if len(batch) == 0 {
			return
		}
		failed := storeSnapshots(ctx, batch)
		for i := range batch {
			if failed == nil {
				written = append(written, batch[i].owner)
			} else {
				err = errors.Join(err, batch[i].owner.putOff(ctx, failed))
			}
		}
		batch, messages, bytes = batch[:0], 0, 0
	}
	for _, o := range owners {
		s, failed := o.snapshot(ctx)
		if failed != nil {
			err = errors.Join(err, o.putOff(ctx, failed))
			continue
		}
		if messages+len(s.messages) > batchMessages || bytes+s.bytes > batchBytes {
			store()
		}
		batch, messages, bytes = append(batch, s), messages+len(s.messages), bytes+s.bytes
	}
	store()
	return written, err
}

// putOff has a snapshot that could not be stored wait. It returns an error that says more
// than that.
func (o *Owner[H, M]) putOff(ctx context.Context, err error) error {
	if broker.Conflict(err) || ctx.Err() != nil {
		return err
	}
	o.holdOff = o.options.Tidy.RetryAfter
	o.Logger.Debug("no snapshot of memory for now", "of", o.What, "error", err)
	return nil
}

// snapshot makes a snapshot of memory, and stores what of it is no part of a batch.
func (o *Owner[H, M]) snapshot(ctx context.Context) (s snapshot[H, M], err error) {
	name := fmt.Sprintf("%s-%d", o.options.Writer, o.fence.At)
	at, batch, err := o.Layout.store(ctx, o.js, name, o.fence.At, o.pieces())
	if err != nil {
		return s, fmt.Errorf("snapshot of %s: %w", o.What, err)
	}
	s = snapshot[H, M]{owner: o, next: o.Next(), replaced: o.fence.DeltaBytes}
	if last := o.fence.Snapshot; last != nil {
		s.replaced += last.Bytes
		if !o.counted {
			s.replaced += o.options.Tidy.PruneBytes
		}
	}
	s.next.Trail = Trail{Snapshot: &at}
	record, err := o.Message(s.next)
	if err != nil {
		return s, err
	}
	s.messages = append(batch, record)
	for _, message := range s.messages {
		s.bytes += len(message.Data)
	}
	return s, nil
}

// storeSnapshots stores snapshots in one batch, and moves their owners' fences.
func storeSnapshots[H, M any](ctx context.Context, all []snapshot[H, M]) error {
	var messages []*nats.Msg
	bytes := 0
	for i := range all {
		messages = append(messages, all[i].messages...)
		bytes += all[i].bytes
	}
	first := all[0].owner
	first.options.Hooks.Reach(faults.SnapshotSent)
	last, err := Publish(ctx, first.js, first.options.Hooks, messages)
	if err != nil {
		return fmt.Errorf("%d snapshots, the first of %s, %d bytes together: %w", len(all), first.What, bytes, err)
	}
	at := last - uint64(len(messages))
	for i := range all {
		s := &all[i]
		at += uint64(len(s.messages))
		s.owner.Advance(s.next, at)
		s.owner.forgot, s.owner.counted = false, true
		s.owner.replaced += s.replaced
	}
	first.options.Hooks.Reach(faults.SnapshotKept)
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
