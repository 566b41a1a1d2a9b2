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
)

// StoryStateSchema names the form of a state record of stories.
const StoryStateSchema = "winnow.stories-state.v1"

// storyState is how far the stories are: every clean document up to Sequence is
// told of. It is stored in one atomic batch with what was told. The last on its
// subject counts; memory needs the deltas of those within its window.
type storyState struct {
	Schema   string    `json:"schema"`
	Clean    string    `json:"clean"`           // the clean stream
	Made     time.Time `json:"made"`            // when that was made: sequences of another are no use
	Sequence uint64    `json:"sequence"`        // the last document, in the clean stream
	Worker   string    `json:"worker"`          // who wrote it
	Newest   int64     `json:"newest"`          // Unix seconds: the latest time of an article in the delta
	Delta    []byte    `json:"delta,omitempty"` // the articles of the batch, as memory.AppendArticle writes them
}

// storyFence is the last state record, and its sequence in the stream of
// stories, 0 when there is none.
type storyFence struct {
	storyState
	at uint64
}

// kept is a state record that memory needs.
type kept struct {
	at     uint64
	newest int64
}

// load gives the fence as the stream has it.
func (t *teller) load(ctx context.Context) (storyFence, error) {
	msg, err := t.stories.GetLastMsgForSubject(ctx, t.topology.StoryState)
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

// recall makes memory of what is stored, and gives the fence to go on from.
func (t *teller) recall(ctx context.Context) error {
	fence, err := t.load(ctx)
	if err != nil {
		return err
	}
	t.fence, t.kept, t.memory = fence, nil, memory.NewStories(t.options.Memory)
	if fence.at == 0 {
		return nil
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	r := t.reader("the state of stories", t.topology.StoryStream, t.topology.StoryState, 0)
	var wrong error
	r.run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
		if wrong = t.apply(msg.Data(), meta.Sequence.Stream); wrong != nil || meta.Sequence.Stream >= fence.at {
			stop()
		}
		return reading.Err() == nil
	})
	return errors.Join(wrong, ctx.Err())
}

// apply puts what a state record teaches into memory.
func (t *teller) apply(data []byte, at uint64) error {
	s, err := parseStoryState(data)
	if err != nil {
		return fmt.Errorf("state record %s at sequence %d: %w", t.topology.StoryState, at, err)
	}
	if err := memory.ReadArticles(s.Delta, func(a memory.Article) { t.memory.Put(a) }); err != nil {
		return fmt.Errorf("state record %s at sequence %d: %w", t.topology.StoryState, at, err)
	}
	if len(s.Delta) > 0 {
		t.kept = append(t.kept, kept{at: at, newest: s.Newest})
	}
	return nil
}

// stateMessage gives the message of the record that follows the fence.
func (t *teller) stateMessage(next *storyState) (*nats.Msg, error) {
	body, err := json.Marshal(next)
	if err != nil {
		return nil, fmt.Errorf("state of stories: %w", err)
	}
	message := &nats.Msg{Subject: t.topology.StoryState, Data: body, Header: nats.Header{}}
	if !t.options.Faults.unfenced() {
		message.Header.Set(jetstream.ExpectedLastSubjSeqHeader, fmt.Sprint(t.fence.at))
	}
	if t.stories.CachedInfo().Config.AllowMsgTTL {
		message.Header.Set(jetstream.MsgTTLHeader, neverExpire)
	}
	return message, nil
}

// storyPruneEvery is how many commits lie between two looks for records that
// are older than what memory needs.
const storyPruneEvery = 256

// tidy removes the state records at the beginning that memory needs no more.
func (t *teller) tidy(ctx context.Context) {
	if t.commits++; t.commits%storyPruneEvery != 0 {
		return
	}
	horizon := t.memory.Horizon().Unix()
	over := 0
	for over+1 < len(t.kept) && t.kept[over].newest < horizon {
		over++
	}
	if over == 0 {
		return
	}
	if err := t.stories.Purge(ctx, jetstream.WithPurgeSubject(t.topology.StoryState), jetstream.WithPurgeSequence(t.kept[over].at)); err != nil {
		t.options.Log.Debug("old state records of stories stay for now", "error", err)
		return
	}
	t.kept = t.kept[over:]
}
