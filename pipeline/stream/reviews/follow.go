package reviews

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// FollowOptions say how much of the clean stream is read. A zero field is no bound.
type FollowOptions struct {
	Since     time.Time // documents that were stored earlier are left out
	Documents int       // of those that are there, the latest; more may come later
	Site      string    // of this site alone; empty: of all
	Log       *slog.Logger

	Backlog bool   // what is there, and no more: it returns then
	Caught  func() // called when what was there is read; may be nil
}

// chunk is how many sequences of the stream are read together: the latest chunk first,
// each from its beginning.
const chunk = 2000

// Follow adds the documents of the clean stream to a catalog: those that are there, the
// latest first, and meanwhile and afterwards those that come. Raw documents are read when
// somebody opens one. It blocks until ctx is done, and then returns nil; it returns an
// error when what is there can't be read.
func Follow(ctx context.Context, js jetstream.JetStream, topology broker.Topology, to *catalog.Memory, o FollowOptions) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	clean, err := js.Stream(ctx, topology.CleanStream)
	if err != nil {
		return fmt.Errorf("stream %s: %w", topology.CleanStream, err)
	}
	raw, err := js.Stream(ctx, topology.RawStream)
	if err != nil {
		return fmt.Errorf("stream %s: %w", topology.RawStream, err)
	}
	f := &follower{FollowOptions: o, js: js, topology: topology, clean: clean, raw: raw, to: to}
	state := clean.CachedInfo().State
	if o.Backlog {
		return f.backlog(ctx, state)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var live sync.WaitGroup
	live.Go(func() {
		_ = f.part(state.LastSeq, forever).read(ctx, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			f.add(ctx, msg, meta)
			return true
		})
	})
	if err := f.backlog(ctx, state); err != nil && ctx.Err() == nil {
		stop()
		live.Wait()
		return err
	}
	if o.Caught != nil {
		o.Caught()
	}
	live.Wait()
	return nil
}

// follower is the work of one Follow.
type follower struct {
	FollowOptions
	js         jetstream.JetStream
	topology   broker.Topology
	clean, raw jetstream.Stream
	to         *catalog.Memory
}

func (f *follower) part(after, to uint64) part {
	subjects := f.topology.CleanSubjects()
	if f.Site != "" {
		subjects = f.topology.CleanPrefix + "." + f.Site
	}
	return part{js: f.js, log: f.Log, stream: f.topology.CleanStream, subjects: subjects, after: after, to: to}
}

// backlog reads what is there, the latest first.
func (f *follower) backlog(ctx context.Context, state jetstream.StreamState) error {
	return f.to.Read(ctx, func(ctx context.Context, to *catalog.Memory) error {
		read, before := 0, to.Progress().Dropped
		for last := state.LastSeq; last >= state.FirstSeq && last > 0; {
			first := max(state.FirstSeq, last-min(last-1, chunk-1))
			early := false
			err := f.part(first-1, last).read(ctx, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
				if meta.Timestamp.Before(f.Since) {
					early = true
					return true
				}
				f.add(ctx, msg, meta)
				read++
				return true
			})
			switch {
			case err != nil:
				return err
			case early, f.Documents > 0 && read >= f.Documents, to.Progress().Dropped > before:
				return nil // all that are left are older
			}
			last = first - 1
		}
		return nil
	})
}

// add adds the document of a message. One that can't be read is logged; one whose parts
// the stream has dropped is next to be dropped itself.
func (f *follower) add(ctx context.Context, msg jetstream.Msg, meta *jetstream.MsgMetadata) {
	e, err := operate.ReadEmitted(ctx, f.clean, meta.Sequence.Stream, msg.Headers(), msg.Data())
	if err == nil {
		err = f.to.Add(catalog.Entry{Clean: &e.Clean, Emission: e.Emission, Order: meta.Sequence.Stream, Stored: meta.Timestamp, Raw: f.rawOf(e.ID, e.Raw)})
	}
	if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) && ctx.Err() == nil {
		f.Log.Warn("a clean document was passed over", "error", err)
	}
}

// rawOf returns what reads a raw document by its sequence; nil for one of an archive.
func (f *follower) rawOf(id string, sequence uint64) func(context.Context) (*document.Raw, error) {
	if sequence == 0 {
		return nil
	}
	return func(ctx context.Context) (*document.Raw, error) {
		msg, err := broker.GetMessage(ctx, f.raw, sequence)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil, fmt.Errorf("sequence %d of %s: %w", sequence, f.topology.RawStream, catalog.ErrNoRaw)
		}
		if err != nil {
			return nil, fmt.Errorf("sequence %d of %s: %w", sequence, f.topology.RawStream, err)
		}
		return readRaw(id, msg.Header, msg.Data)
	}
}

func readRaw(id string, header nats.Header, data []byte) (*document.Raw, error) {
	raw, err := record.Parse(header, data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", catalog.ErrNoRaw, err)
	}
	if raw.ID != id { // the stream was made anew
		return nil, fmt.Errorf("it is document %s: %w", raw.ID, catalog.ErrNoRaw)
	}
	return &raw, nil
}
