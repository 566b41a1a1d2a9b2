package stream

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// storySnapshot is where the memory of stories is written whole. It is too
// large for one atomic batch: its pieces are stored first, one by one, and count
// once a state record names them, which is stored behind the fence as any other.
// What somebody wrote who died or was overtaken before that is named by nobody,
// and goes with what it was to replace.
type storySnapshot struct {
	Name   string `json:"name"`  // in a header of its pieces, since those of two tellers may be mixed
	At     uint64 `json:"at"`    // the record that it is as of
	First  uint64 `json:"first"` // sequences of its first piece and its last
	Last   uint64 `json:"last"`
	Pieces int    `json:"pieces"`
	Bytes  int    `json:"bytes"`
}

const headerSnapshot = "Winnow-Snapshot"

// A snapshot is due when the deltas since the last take more than a part of its
// bytes, and more than leastStoryBytes: so three times as much is written as
// without any, and who starts puts in half as many articles at most as it reads
// as they were.
const (
	leastStoryBytes = 1 << 20
	storyDeltaShare = 2 // of the last snapshot's bytes
)

// snapshotDue reports whether memory is to be written whole.
func (t *teller) snapshotDue() bool {
	last := 0
	if t.fence.Snapshot != nil {
		last = t.fence.Snapshot.Bytes
	}
	every := t.options.SnapshotEvery
	return t.forgot || every > 0 && t.fence.Deltas >= every || t.fence.DeltaBytes >= max(leastStoryBytes, last/storyDeltaShare)
}

// storyRetry is how many commits lie between two tries of a snapshot that can't
// be stored.
const storyRetry = 256

// tidy writes a snapshot when it is due, and removes what it replaces. Its error
// means that another tells.
func (t *teller) tidy(ctx context.Context) error {
	if t.holdOff > 0 {
		t.holdOff--
		return nil
	}
	if !t.snapshotDue() {
		return nil
	}
	if err := t.snapshot(ctx); broker.Conflict(err) || ctx.Err() != nil {
		return err
	} else if err != nil {
		t.holdOff = storyRetry
		t.options.Log.Debug("no snapshot of what stories are known for now", "error", err)
		return nil
	}
	if err := t.prune(ctx); err != nil {
		t.options.Log.Debug("old state records of stories stay for now", "error", err)
	}
	t.options.Faults.Reach(faults.Pruned)
	return nil
}

// snapshot stores memory whole, and a record that says where.
func (t *teller) snapshot(ctx context.Context) error {
	whole := storySnapshot{Name: fmt.Sprintf("%s-%d", t.name, t.fence.at), At: t.fence.at}
	for piece := range t.memory.Snapshot(t.piece) {
		message := &nats.Msg{Subject: t.topology.StorySnapshots(), Data: piece, Header: nats.Header{headerSnapshot: {whole.Name}}}
		if t.forever() {
			message.Header.Set(jetstream.MsgTTLHeader, broker.NeverExpire)
		}
		ack, err := t.js.PublishMsg(ctx, message)
		if err != nil {
			return fmt.Errorf("piece %d of a snapshot of stories: %w", whole.Pieces+1, err)
		}
		if whole.Pieces == 0 {
			whole.First = ack.Sequence
		}
		whole.Last = ack.Sequence
		whole.Pieces++
		whole.Bytes += len(piece)
	}
	next := t.begin().next
	next.Snapshot, next.Deltas, next.DeltaBytes = &whole, 0, 0
	record, err := t.stateMessage(&next)
	if err != nil {
		return err
	}
	t.options.Faults.Reach(faults.SnapshotSent)
	ack, err := t.js.PublishMsg(ctx, record)
	if err != nil {
		return fmt.Errorf("record of a snapshot of stories, %d bytes: %w", whole.Bytes, err)
	}
	t.fence, t.forgot = storyFence{storyState: next, at: ack.Sequence}, false
	t.options.Faults.Reach(faults.SnapshotKept)
	return nil
}

// prune removes the records that the last snapshot covers, and the pieces of
// those before it.
func (t *teller) prune(ctx context.Context) error {
	for subject, before := range map[string]uint64{t.topology.StoryState: t.fence.at, t.topology.StorySnapshots(): t.fence.Snapshot.First} {
		if err := t.stories.Purge(ctx, jetstream.WithPurgeSubject(subject), jetstream.WithPurgeSequence(before)); err != nil {
			return fmt.Errorf("pruning %s: %w", subject, err)
		}
	}
	return nil
}

// forever reports whether the stream lets a message outlive its max_age.
func (t *teller) forever() bool { return t.stories.CachedInfo().Config.AllowMsgTTL }

// loadSnapshot gives the memory that a snapshot was made of, an empty one
// without one. It gives errForgotten when not all of it is there.
func (t *teller) loadSnapshot(ctx context.Context, whole *storySnapshot) (*memory.Stories, error) {
	if whole == nil {
		return memory.NewStories(t.options.Memory), nil
	}
	return memory.LoadStories(t.options.Memory, t.pieces(ctx, whole))
}

// pieces reads a snapshot's.
func (t *teller) pieces(ctx context.Context, whole *storySnapshot) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		found := 0
		for sequence := whole.First; sequence <= whole.Last; sequence++ {
			msg, err := broker.GetMessage(ctx, t.stories, sequence, jetstream.WithGetMsgSubject(t.topology.StorySnapshots()))
			if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && msg.Sequence > whole.Last {
				break
			}
			if err != nil {
				yield(nil, fmt.Errorf("snapshot of stories at sequence %d: %w", sequence, err))
				return
			}
			if sequence = msg.Sequence; msg.Header.Get(headerSnapshot) != whole.Name {
				continue
			}
			if found++; !yield(msg.Data, nil) {
				return
			}
		}
		if found < whole.Pieces {
			yield(nil, fmt.Errorf("%w: %d of %d pieces of a snapshot of stories", errForgotten, whole.Pieces-found, whole.Pieces))
		}
	}
}
