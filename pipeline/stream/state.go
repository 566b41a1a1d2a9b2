package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// StateSchema names the form of a state record.
const StateSchema = "winnow.state.v1"

// state is the record of a partition: every document of it up to Sequence is
// in the clean stream or among the dead. It is stored in one atomic batch with
// those documents, so that there is never one without the other. The record
// that counts is the last on its subject; what memory needs are all those with
// a delta since the last snapshot.
type state struct {
	Schema    string    `json:"schema"`
	Partition int       `json:"partition"`
	Raw       string    `json:"raw"`      // the raw stream
	Made      time.Time `json:"made"`     // when that was made: sequences of another are no use
	Sequence  uint64    `json:"sequence"` // the last input, in the raw stream
	Epoch     uint64    `json:"epoch"`    // counts owners
	Worker    string    `json:"worker"`   // who wrote it
	teachings
	Delta []byte `json:"delta,omitempty"` // what the batch's documents taught: a memory.Delta
}

// teachings say where a partition's memory is: a snapshot and the deltas after
// it. Each record has those of the record before it, and its own.
type teachings struct {
	Snapshot   *snapshotAt `json:"snapshot,omitempty"`    // the last, if there is one
	Deltas     int         `json:"deltas,omitempty"`      // records with a delta since then, this one included
	DeltaBytes int         `json:"delta_bytes,omitempty"` // of those deltas
}

// snapshotAt is where a snapshot is: in the messages of the clean stream right
// before the record that was stored with it.
type snapshotAt struct {
	At       uint64 `json:"at,omitempty"` // that record's sequence in the clean stream; left out in the record itself
	Messages int    `json:"messages"`
	Bytes    int    `json:"bytes"`
}

// fence is where a partition stands: its last state record, and the sequence
// of that in the clean stream, 0 when there is none. A batch says which record
// it goes on from, and the server refuses it when there is a later one.
type fence struct {
	state
	at uint64
}

// newFence gives the fence of a record that is stored.
func newFence(s state, at uint64) fence {
	if s.Snapshot != nil && s.Snapshot.At == 0 {
		here := *s.Snapshot
		here.At = at
		s.Snapshot = &here
	}
	return fence{state: s, at: at}
}

func (s *state) message(subject string) (*nats.Msg, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("state of partition %d: %w", s.Partition, err)
	}
	return &nats.Msg{Subject: subject, Data: body, Header: nats.Header{}}, nil
}

// ledger reads and prunes the state records.
type ledger struct {
	topology broker.Topology
	clean    jetstream.Stream
	made     time.Time // the raw stream's making
	memory   memory.Options
	log      *slog.Logger
}

// load gives the fence of a partition as the stream has it.
func (l *ledger) load(ctx context.Context, partition int) (fence, error) {
	subject := l.topology.StateSubject(partition)
	msg, err := broker.LastMessage(ctx, l.clean, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return fence{state: l.fresh(partition)}, nil
	}
	if err != nil {
		return fence{}, fmt.Errorf("state record %s: %w", subject, err)
	}
	s, err := parseState(msg, partition)
	if err != nil {
		return fence{}, err
	}
	if s.Raw != l.topology.RawStream || !s.Made.Equal(l.made) { // of a raw stream that is gone
		before := s
		s = l.fresh(partition)
		s.Epoch, s.teachings = before.Epoch, before.teachings
	}
	return newFence(s, msg.Sequence), nil
}

// parseState reads a state record.
func parseState(msg *jetstream.RawStreamMsg, partition int) (s state, err error) {
	if err := json.Unmarshal(msg.Data, &s); err != nil {
		return s, fmt.Errorf("state record %s at sequence %d: %w", msg.Subject, msg.Sequence, err)
	}
	if s.Schema != StateSchema || s.Partition != partition {
		return s, fmt.Errorf("state record %s at sequence %d is a %q of partition %d", msg.Subject, msg.Sequence, s.Schema, s.Partition)
	}
	return s, nil
}

func (l *ledger) fresh(partition int) state {
	return state{Schema: StateSchema, Partition: partition, Raw: l.topology.RawStream, Made: l.made}
}

// prune removes records that later ones have replaced: those before the fence,
// or, when memory needs the deltas in them, those before the last snapshot. It
// goes by sequences, so that a worker which was overtaken long ago removes
// nothing that its successor needs.
func (l *ledger) prune(ctx context.Context, f fence) error {
	before := f.at
	if f.Deltas > 0 {
		before = 0
		if f.Snapshot != nil {
			before = f.Snapshot.At
		}
	}
	if err := l.purgeBefore(ctx, l.topology.StateSubject(f.Partition), before); err != nil {
		return err
	}
	if f.Snapshot == nil {
		return nil
	}
	return l.purgeBefore(ctx, l.topology.SnapshotSubject(f.Partition), f.Snapshot.first())
}

// purgeBefore removes a subject's messages before a sequence.
func (l *ledger) purgeBefore(ctx context.Context, subject string, sequence uint64) error {
	if sequence <= 1 {
		return nil
	}
	if err := l.clean.Purge(ctx, jetstream.WithPurgeSubject(subject), jetstream.WithPurgeSequence(sequence)); err != nil {
		return fmt.Errorf("pruning %s: %w", subject, err)
	}
	return nil
}

// ends are the last sequences of partitions as they were when somebody looked.
// To look takes the whole message, which may be of megabytes: so it is done
// again only when a record has come that far.
type ends map[int]uint64

// lag gives the last sequence of a partition in the raw stream when its record
// has not passed that yet, and 0 when it has.
func (l *ledger) lag(ctx context.Context, raw jetstream.Stream, partition int, seen ends) (uint64, error) {
	f, err := l.load(ctx, partition)
	if err != nil || f.Sequence < seen[partition] {
		return seen[partition], err
	}
	last, err := broker.LastMessage(ctx, raw, l.topology.StoredSubjects(partition))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of partition %d: %w", partition, err)
	}
	seen[partition] = last.Sequence
	if f.Sequence >= last.Sequence {
		return 0, nil
	}
	return last.Sequence, nil
}

// Behind gives the partitions whose records have not passed all raw documents,
// each with the sequence of its last one.
func Behind(ctx context.Context, js jetstream.JetStream, topology broker.Topology) (map[int]uint64, error) {
	o, err := newOutsider(ctx, js, topology)
	if err != nil {
		return nil, err
	}
	behind := make(map[int]uint64)
	for p := range o.topology.Partitions {
		last, err := o.ledger.lag(ctx, o.raw, p, ends{})
		if err != nil {
			return nil, err
		}
		if last > 0 {
			behind[p] = last
		}
	}
	return behind, nil
}
