package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// StoryStateSchema names the form of a state record of stories.
const StoryStateSchema = "winnow.stories-state.v1"

// storyState is how far the stories are: every clean document up to Sequence is
// told of. It is stored in one atomic batch with what was told. The last on its
// subject counts; memory needs the snapshot that it names and the deltas of the
// records since then.
type storyState struct {
	Schema     string         `json:"schema"`
	Clean      string         `json:"clean"`                 // the clean stream
	Made       time.Time      `json:"made"`                  // when that was made: sequences of another are no use
	Sequence   uint64         `json:"sequence"`              // the last document, in the clean stream
	Worker     string         `json:"worker"`                // who wrote it
	Snapshot   *storySnapshot `json:"snapshot,omitempty"`    // the last, if there is one
	Deltas     int            `json:"deltas,omitempty"`      // records with a delta since then, this one included
	DeltaBytes int            `json:"delta_bytes,omitempty"` // of those deltas
	Delta      []byte         `json:"delta,omitempty"`       // the articles of the batch, as memory.AppendArticle writes them
}

// add puts an article into the record.
func (s *storyState) add(a memory.Article) { s.Delta = memory.AppendArticle(s.Delta, a) }

// count counts the record's own delta, which is complete.
func (s *storyState) count() {
	if len(s.Delta) > 0 {
		s.Deltas++
		s.DeltaBytes += len(s.Delta)
	}
}

// storyFence is the last state record, and its sequence in the stream of
// stories, 0 when there is none.
type storyFence struct {
	storyState
	at uint64
}

// load gives the fence as the stream has it.
func (t *teller) load(ctx context.Context) (storyFence, error) {
	msg, err := broker.LastMessage(ctx, t.stories, t.topology.StoryState)
	made := t.clean.CachedInfo().Created
	fresh := storyState{Schema: StoryStateSchema, Clean: t.topology.CleanStream, Made: made}
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return storyFence{storyState: fresh}, nil
	}
	if err != nil {
		return storyFence{}, fmt.Errorf("state record %s: %w", t.topology.StoryState, err)
	}
	f := storyFence{at: msg.Sequence}
	if f.storyState, err = parseStoryState(msg.Data); err != nil {
		return storyFence{}, fmt.Errorf("state record %s at sequence %d: %w", t.topology.StoryState, msg.Sequence, err)
	}
	if f.Clean != t.topology.CleanStream || !f.Made.Equal(made) { // of a clean stream that is gone
		fresh.Snapshot, fresh.Deltas, fresh.DeltaBytes = f.Snapshot, f.Deltas, f.DeltaBytes
		f.storyState = fresh
	}
	return f, nil
}

func parseStoryState(data []byte) (s storyState, err error) {
	if err := json.Unmarshal(data, &s); err != nil {
		return s, err
	}
	if s.Schema != StoryStateSchema {
		return s, fmt.Errorf("it is a %q, want %q", s.Schema, StoryStateSchema)
	}
	return s, nil
}

// recall makes memory of what is stored, and takes up the fence to go on from.
// Where part of it is gone it goes on with the rest.
func (t *teller) recall(ctx context.Context) error {
	err := despitePruning(func(bool) (err error) {
		if t.fence, err = t.load(ctx); err != nil {
			return err
		}
		if t.memory, err = t.loadSnapshot(ctx, t.fence.Snapshot); err != nil {
			return err
		}
		return t.replay(ctx, t.fence)
	})
	if t.forgot = errors.Is(err, errForgotten); !t.forgot {
		return err
	}
	t.options.Log.Warn("part of what was known of stories is gone from the stream; going on with the rest", "error", err)
	if t.memory != nil { // it is the deltas that are not all there
		return nil
	}
	t.memory = memory.NewStories(t.options.Memory)
	if err := t.replay(ctx, t.fence); !errors.Is(err, errForgotten) {
		return err
	}
	return nil
}

// replay puts in what the records since the snapshot teach, up to a fence.
func (t *teller) replay(ctx context.Context, fence storyFence) error {
	from := uint64(0)
	if fence.Snapshot != nil {
		from = fence.Snapshot.At
	}
	if fence.Deltas == 0 {
		return nil
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	r := t.reader("the state of stories", t.topology.StoryStream, t.topology.StoryState, from)
	left := fence.Deltas
	var wrong error
	r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
		at, taught := meta.Sequence.Stream, false
		if at <= fence.at {
			taught, wrong = t.apply(msg.Data(), at)
		}
		if taught {
			left--
		}
		if wrong != nil || at >= fence.at {
			stop()
		}
		return reading.Err() == nil
	})
	if err := errors.Join(wrong, ctx.Err()); err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("%w: %d of %d deltas of stories up to sequence %d", errForgotten, left, fence.Deltas, fence.at)
	}
	return nil
}

// apply puts what a state record teaches into memory, and reports whether it
// does.
func (t *teller) apply(data []byte, at uint64) (taught bool, err error) {
	s, err := parseStoryState(data)
	if err == nil {
		err = memory.ReadArticles(s.Delta, func(a memory.Article) { t.memory.Put(a) })
	}
	if err != nil {
		return false, fmt.Errorf("state record %s at sequence %d: %w", t.topology.StoryState, at, err)
	}
	return len(s.Delta) > 0, nil
}

// stateMessage gives the message of the record that follows the fence.
func (t *teller) stateMessage(next *storyState) (*nats.Msg, error) {
	body, err := json.Marshal(next)
	if err != nil {
		return nil, fmt.Errorf("state of stories: %w", err)
	}
	message := &nats.Msg{Subject: t.topology.StoryState, Data: body, Header: nats.Header{}}
	if !t.options.Faults.WithoutFence() {
		message.Header.Set(jetstream.ExpectedLastSubjSeqHeader, fmt.Sprint(t.fence.at))
	}
	if t.forever() {
		message.Header.Set(jetstream.MsgTTLHeader, broker.NeverExpire)
	}
	return message, nil
}
