package messages

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Run is one run that writes to a stream. It is stored before the first message
// is sent.
type Run struct {
	ID    string    `json:"id"`
	Begin uint64    `json:"begin"` // the stream's last sequence before it
	Made  time.Time `json:"made"`  // when the stream was made
}

// String returns what a later Begin reads.
func (r Run) String() string {
	text, err := json.Marshal(r)
	if err != nil {
		return "" // of times beyond the year 9999
	}
	return string(text)
}

// Begin returns a run that writes to a stream: the one that an earlier Begin
// returned, as its string, or a new one. It returns an error when the stream is
// not there, or does not take the subjects.
func (s Stream) Begin(ctx context.Context, prefix, before string) (Run, error) {
	stream, err := s.JS.Stream(ctx, s.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return Run{}, fmt.Errorf("stream %s: %w: winnow streams apply creates the streams", s.Name, err)
	}
	if err != nil {
		return Run{}, fmt.Errorf("stream %s: %w", s.Name, err)
	}
	info := stream.CachedInfo()
	if !takes(info.Config.Subjects, prefix+"."+broker.NoSite) {
		return Run{}, fmt.Errorf("stream %s takes %s, and nothing on %s.*", s.Name, strings.Join(info.Config.Subjects, ", "), prefix)
	}
	var r Run
	if json.Unmarshal([]byte(before), &r) == nil && r.ID != "" {
		if !r.Made.Equal(info.Created) {
			return r, fmt.Errorf("stream %s was made anew since the run began: what it wrote is gone; begin anew with --overwrite", s.Name)
		}
		return r, nil
	}
	var id [8]byte
	if _, err := rand.Read(id[:]); err != nil {
		return r, err
	}
	return Run{ID: hex.EncodeToString(id[:]), Begin: info.State.LastSeq, Made: info.Created}, nil
}

// takes reports whether one of some patterns matches a subject.
func takes(patterns []string, subject string) bool {
	for _, pattern := range patterns {
		want, have := strings.Split(pattern, "."), strings.Split(subject, ".")
		matches := len(want) == len(have)
		for i := range want {
			if want[i] == ">" && i < len(have) {
				matches = true
				break
			}
			if i >= len(have) || want[i] != "*" && want[i] != have[i] {
				matches = false
				break
			}
		}
		if matches {
			return true
		}
	}
	return false
}

// TargetOptions say how documents become messages.
type TargetOptions struct {
	Prefix string // of the subjects: a dot and the site come after it
	Run    Run
	Raw    bool // the documents' messages are of the raw stream beside: their sequences are said
}

// target is an output.Target.
type target struct {
	Stream
	TargetOptions
	stream  jetstream.Stream
	largest int // bytes of a document
	queue   queue
	known   map[string]uint64 // sequences of the run's messages behind the state, by place: they are not written again
	state   output.State
	behind  uint64 // the last sequence of the run that is known
}

// Open returns where a run's documents go, from a state on.
func (s Stream) Open(ctx context.Context, o TargetOptions, state output.State) (output.Target, error) {
	stream, err := s.JS.Stream(ctx, s.Name)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", s.Name, err)
	}
	state.Sealing, state.Sequence = false, max(state.Sequence, o.Run.Begin)
	t := &target{Stream: s, TargetOptions: o, stream: stream, largest: broker.LargestMessage(s.JS, stream), state: state, behind: state.Sequence}
	t.queue = queue{target: t, trouble: s.trouble("cannot write to")}
	t.known, err = t.written(ctx)
	if len(t.known) > 0 {
		s.Log.Info("documents of this run are in the stream already", "stream", s.Name, "behind the checkpoint", len(t.known))
	}
	return t, err
}

// written returns what the stream has of the run behind the state.
func (t *target) written(ctx context.Context) (map[string]uint64, error) {
	found := make(map[string]uint64)
	info, err := t.stream.Info(ctx)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", t.Name, err)
	}
	last := info.State.LastSeq
	if last <= t.state.Sequence {
		return found, nil
	}
	r := t.read(ctx, t.stream, t.Prefix+".*", t.state.Sequence+1, last)
	defer r.Close()
	for {
		m, err := r.Next(ctx)
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if place, ours := strings.CutPrefix(record.Header(m.Headers(), record.HeaderBackfill), t.Run.ID+"."); ours {
			found[place] = m.Meta.Sequence.Stream
		}
	}
}

// Encode is as output.Target has it. It also sets the document's Revision. A document
// that does not fit as it is becomes lean. It has no parts: those want a batch of their
// own.
func (t *target) Encode(doc *output.Document) ([]byte, error) {
	written, err := record.Form{Largest: t.largest}.Write(doc.Wire)
	if err != nil {
		return nil, err
	}
	doc.Revision = record.Revision(*doc.Raw)
	return written.Body, nil
}

// Write is as output.Target has it. It waits while too many messages are on their
// way.
func (t *target) Write(ctx context.Context, doc *output.Document, encoded []byte) error {
	if at, known := t.known[doc.Origin]; known {
		delete(t.known, doc.Origin)
		t.behind = max(t.behind, at)
	} else if err := t.queue.add(ctx, doc.Origin, t.message(doc, encoded)); err != nil {
		return err
	}
	t.state.Documents++
	return nil
}

// message returns the message of a document.
func (t *target) message(doc *output.Document, body []byte) *nats.Msg {
	site, origin := doc.Site, t.Run.ID+"."+doc.Origin
	if site == "" {
		site = doc.Wire.Site
	}
	if site == "" {
		site = broker.NoSite
	}
	at := memory.PublishedAt(doc.Clean.Published, doc.Clean.FetchedAt, time.Time{})
	measured := drift.NewDocument(doc.Clean.ID, at, drift.Of(doc.Clean))
	m := &nats.Msg{Subject: t.Prefix + "." + site, Data: body, Header: nats.Header{
		record.HeaderContentType: {record.EnvelopeType},
		record.HeaderRevision:    {doc.Revision},
		record.HeaderBackfill:    {origin},
		record.HeaderMeasures:    {measured.Header()},
		jetstream.MsgIDHeader:    {"backfill." + origin},
	}}
	if t.Raw && doc.Sequence > 0 {
		m.Header.Set(record.HeaderSequence, strconv.FormatUint(doc.Sequence, 10))
	}
	return m
}

// Full is as output.Target has it: a stream never is, but waited for.
func (*target) Full() bool { return false }

// lastWait is how long the end of a run that is stopped waits for the server.
const lastWait = 10 * time.Second

// Sync waits until the server has stored all that was written. In a context that
// never ends, as that of a run that was stopped, it waits for lastWait at most.
func (t *target) Sync(ctx context.Context) (output.State, error) {
	if ctx.Done() == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, lastWait)
		defer cancel()
	}
	if err := t.queue.drain(ctx, 0, 0); err != nil {
		return t.state, err
	}
	if len(t.known) == 0 { // else the rest of them is behind the sequence still
		t.state.Sequence = t.behind
	}
	return t.state, nil
}

// Seal is as output.Target has it.
func (t *target) Seal(ctx context.Context) (output.State, error) { return t.Sync(ctx) }

// Close is as output.Target has it.
func (*target) Close() error { return nil }
