package operate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
)

// Emitted is a clean document as the clean stream has it.
type Emitted struct {
	record.Clean
	Raw      uint64 // its raw document's sequence; 0 when it came out of an archive
	Emission int    // how often it was sent round again
}

// Witness returns the hash under which memory counts the document.
func (e *Emitted) Witness() uint32 { return memory.NameHash(e.Canonical, e.URL, e.ID) }

// Shows returns the texts of the document's paragraphs by their fingerprints:
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

// EmittedBy returns the clean documents of a site, oldest first, as far as they
// are there when it begins. One whose parts the stream has dropped is passed over:
// a limit takes those first, and it is next. It ends after the first error.
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
				e, err = ReadEmitted(ctx, stream, msg.Sequence, msg.Header, msg.Data)
				if errors.Is(err, jetstream.ErrMsgNotFound) {
					continue
				}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// ReadEmitted returns the clean document of a message of the clean stream, with what is
// in its parts, which it reads. It returns jetstream.ErrMsgNotFound where the stream has
// dropped one.
func ReadEmitted(ctx context.Context, stream jetstream.Stream, sequence uint64, header nats.Header, data []byte) (e Emitted, err error) {
	doc, parts, err := record.ParseClean(header, data)
	if err != nil {
		return e, fmt.Errorf("clean document at sequence %d: %w", sequence, err)
	}
	for at := sequence - min(sequence, uint64(parts)); at < sequence; at++ {
		part, err := broker.GetMessage(ctx, stream, at)
		if err == nil {
			err = doc.Join(part.Header, part.Data)
		}
		if err != nil {
			return e, fmt.Errorf("clean document at sequence %d, its part at %d: %w", sequence, at, err)
		}
	}
	e.Clean = *doc
	raw := header.Get(record.HeaderSequence)
	if raw == "" && header.Get(record.HeaderBackfill) != "" {
		return e, nil
	}
	if e.Raw, err = strconv.ParseUint(raw, 10, 64); err != nil {
		return e, fmt.Errorf("clean document at sequence %d: %s: %w", sequence, record.HeaderSequence, err)
	}
	e.Emission, _ = strconv.Atoi(header.Get(record.HeaderEmission)) // 0 the first time
	return e, nil
}

// ErrNoRaw says that a document can't go round again: the raw stream has
// dropped it, or never had it.
var ErrNoRaw = errors.New("the raw document is no longer there")

// EmitAgain sends the raw document of a clean one round again, to be cleaned
// with what is remembered as of a record that Teach gave, or later. Its message
// id names the document and the emission, so that saying so twice sends it once.
func EmitAgain(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string, e Emitted, after uint64) error {
	if e.Raw == 0 {
		return fmt.Errorf("document %s of an archive: %w", e.ID, ErrNoRaw)
	}
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
	again := emission(msg, topology.RawSubject(site), e.Raw, e.Emission+1)
	again.Header.Set(checkpoints.HeaderAfter, strconv.FormatUint(after, 10))
	if _, err := js.PublishMsg(ctx, again); err != nil {
		return fmt.Errorf("document %s: %w", e.ID, err)
	}
	return nil
}

// emission returns the message that sends a raw one round again. Its message id names the
// document and the emission.
func emission(raw *jetstream.RawStreamMsg, subject string, sequence uint64, number int) *nats.Msg {
	letter := record.DeadLetter{Header: raw.Header}
	again := &nats.Msg{Subject: subject, Header: nats.Header(letter.Redriven()), Data: raw.Data}
	for key := range again.Header {
		for _, ours := range []string{record.HeaderEmission, record.HeaderReclean, checkpoints.HeaderAfter} {
			if strings.EqualFold(key, ours) {
				delete(again.Header, key)
			}
		}
	}
	again.Header.Set(record.HeaderEmission, strconv.Itoa(number))
	again.Header.Set(jetstream.MsgIDHeader, record.EmissionID(sequence, number))
	return again
}
