package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// outsider is whoever looks at partitions, or changes their memory, and is no
// worker.
type outsider struct {
	js       jetstream.JetStream
	topology broker.Topology
	raw      jetstream.Stream
	ledger   *ledger
	forever  bool
}

func newOutsider(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (*outsider, error) {
	raw, topology, err := topology.OpenRaw(ctx, js)
	if err != nil {
		return nil, err
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	return &outsider{
		js: js, topology: topology, raw: raw, forever: clean.CachedInfo().Config.AllowMsgTTL,
		ledger: &ledger{topology: topology, clean: clean, made: raw.CachedInfo().Created, memory: memoryOf(topology), log: slog.New(slog.DiscardHandler)},
	}, nil
}

// Remembered gives the memory of the partition that a site is in, as it is
// committed. It gives an error when part of it is not there.
func Remembered(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string) (*memory.Sites, error) {
	o, err := newOutsider(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	var sites *memory.Sites
	err = despitePruning(func(bool) error {
		f, err := o.ledger.load(ctx, o.topology.PartitionOf(site))
		if err != nil {
			return err
		}
		sites, err = o.ledger.remember(ctx, nil, fence{}, f)
		return err
	})
	return sites, err
}

// teacher is the name that changes of Teach have in the records.
const teacher = "operator"

// Teach changes the memory of the partition that a site is in, as a worker's
// batch does: by a record that follows the last one. A worker that has the
// partition finds its next batch refused, reads the change, and goes on. It
// gives the sequence of the record with the change; of the last one, when there
// is nothing to change.
func Teach(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string, change func(*memory.Delta)) (uint64, error) {
	o, err := newOutsider(ctx, js, topology)
	if err != nil {
		return 0, err
	}
	var delta memory.Delta
	change(&delta)
	c := &committer{js: js, ledger: o.ledger, worker: teacher, forever: o.forever}
	p := &partition{number: o.topology.PartitionOf(site)}
	for ctx.Err() == nil {
		if p.fence, err = o.ledger.load(ctx, p.number); err != nil || len(delta.Bytes()) == 0 {
			return p.fence.at, err
		}
		next := c.follow(p)
		next.add(&delta)
		message, err := c.record(p, next)
		if err != nil {
			return 0, err
		}
		ack, err := js.PublishMsg(ctx, message)
		if err == nil {
			return ack.Sequence, nil
		}
		if !broker.Conflict(err) {
			return 0, fmt.Errorf("memory of partition %d: %w", p.number, err)
		}
	}
	return 0, ctx.Err()
}

// Emitted is a clean document as the clean stream has it.
type Emitted struct {
	record.Clean
	Raw      uint64 // its raw document's sequence
	Emission int    // how often it was sent round again
}

// Witness gives the hash under which memory counts the document.
func (e *Emitted) Witness() uint32 { return memory.NameHash(e.Canonical, e.URL, e.ID) }

// Shows gives the texts of the document's paragraphs by their fingerprints:
// those that were kept and those that left. A paragraph of which only a part
// left, or that was put together again, has none.
func (e *Emitted) Shows() map[uint64]string {
	texts := make(map[uint64]string)
	for _, p := range e.Paragraphs {
		texts[memory.Fingerprint(p.Text)] = p.Text
	}
	for _, r := range e.Removed {
		texts[memory.Fingerprint(r.Text)] = r.Text
	}
	return texts
}

// EmittedBy gives the clean documents of a site, oldest first, as far as they
// are there when it begins. It ends after the first error.
func EmittedBy(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string) iter.Seq2[Emitted, error] {
	return func(yield func(Emitted, error) bool) {
		stream, err := js.Stream(ctx, topology.CleanStream)
		if err != nil {
			yield(Emitted{}, fmt.Errorf("stream %s: %w", topology.CleanStream, err))
			return
		}
		state := stream.CachedInfo().State
		for sequence := state.FirstSeq; sequence <= state.LastSeq; sequence++ {
			msg, err := broker.GetMessage(ctx, stream, sequence, jetstream.WithGetMsgSubject(topology.CleanPrefix+"."+site))
			if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && msg.Sequence > state.LastSeq {
				return
			}
			var e Emitted
			if err == nil {
				sequence = msg.Sequence
				e, err = parseEmitted(msg)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func parseEmitted(msg *jetstream.RawStreamMsg) (e Emitted, err error) {
	if err := json.Unmarshal(msg.Data, &e.Clean); err != nil {
		return e, fmt.Errorf("clean document at sequence %d: %w", msg.Sequence, err)
	}
	if e.Raw, err = strconv.ParseUint(msg.Header.Get(record.HeaderSequence), 10, 64); err != nil {
		return e, fmt.Errorf("clean document at sequence %d: %s: %w", msg.Sequence, record.HeaderSequence, err)
	}
	e.Emission, _ = strconv.Atoi(msg.Header.Get(record.HeaderEmission)) // 0 the first time
	return e, nil
}

// ErrNoRaw says that a document can't go round again: the raw stream has
// dropped it.
var ErrNoRaw = errors.New("the raw document is no longer there")

// headerAfter is on a raw document that is to be cleaned with the memory of a
// record, by its sequence in the clean stream, or a later one.
const headerAfter = "Winnow-Recall-After"

// EmitAgain sends the raw document of a clean one round again, to be cleaned
// with what is remembered as of a record that Teach gave, or later. Its message
// id names the document and the emission, so that saying so twice sends it once.
func EmitAgain(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string, e Emitted, after uint64) error {
	raw, err := js.Stream(ctx, topology.RawStream)
	if err != nil {
		return fmt.Errorf("stream %s: %w", topology.RawStream, err)
	}
	msg, err := broker.GetMessage(ctx, raw, e.Raw)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return fmt.Errorf("document %s, sequence %d of %s: %w", e.ID, e.Raw, topology.RawStream, ErrNoRaw)
	}
	if err != nil {
		return fmt.Errorf("document %s, sequence %d of %s: %w", e.ID, e.Raw, topology.RawStream, err)
	}
	letter := record.DeadLetter{Header: msg.Header}
	again := &nats.Msg{Subject: topology.RawSubject(site), Header: nats.Header(letter.Redriven()), Data: msg.Data}
	for key := range again.Header {
		if strings.EqualFold(key, record.HeaderEmission) || strings.EqualFold(key, headerAfter) {
			delete(again.Header, key)
		}
	}
	again.Header.Set(record.HeaderEmission, strconv.Itoa(e.Emission+1))
	again.Header.Set(headerAfter, strconv.FormatUint(after, 10))
	again.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("emit.%d.%d", e.Raw, e.Emission+1))
	if _, err := js.PublishMsg(ctx, again); err != nil {
		return fmt.Errorf("document %s: %w", e.ID, err)
	}
	return nil
}
