package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// StateSchema names the form of a state record.
const StateSchema = "winnow.state.v1"

// state is the record of a partition: every document of it up to Sequence is
// in the clean stream or among the dead. It is stored in one atomic batch with
// those documents, so that there is never one without the other. The record
// that counts is the last on its subject.
type state struct {
	Schema    string          `json:"schema"`
	Partition int             `json:"partition"`
	Raw       string          `json:"raw"`             // the raw stream
	Made      time.Time       `json:"made"`            // when that was made: sequences of another are no use
	Sequence  uint64          `json:"sequence"`        // the last input, in the raw stream
	Epoch     uint64          `json:"epoch"`           // counts owners
	Worker    string          `json:"worker"`          // who wrote it
	Delta     json.RawMessage `json:"delta,omitempty"` // what the batch's documents taught, for whoever remembers
}

// fence is where a partition stands: its last state record, and the sequence
// of that in the clean stream, 0 when there is none. A batch says which record
// it goes on from, and the server refuses it when there is a later one.
type fence struct {
	state
	at uint64
}

// neverExpire keeps a record in a stream that has a max_age.
const neverExpire = "never"

func (s *state) message(subject string) (*nats.Msg, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("state of partition %d: %w", s.Partition, err)
	}
	return &nats.Msg{Subject: subject, Data: body, Header: nats.Header{}}, nil
}

// ledger reads and prunes the state records.
type ledger struct {
	topology Topology
	clean    jetstream.Stream
	made     time.Time // the raw stream's making
}

// load gives the fence of a partition as the stream has it.
func (l *ledger) load(ctx context.Context, partition int) (fence, error) {
	subject := l.topology.stateSubject(partition)
	msg, err := l.clean.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return fence{state: l.fresh(partition)}, nil
	}
	if err != nil {
		return fence{}, fmt.Errorf("state record %s: %w", subject, err)
	}
	f := fence{at: msg.Sequence}
	if err := json.Unmarshal(msg.Data, &f.state); err != nil {
		return fence{}, fmt.Errorf("state record %s at sequence %d: %w", subject, msg.Sequence, err)
	}
	if f.Schema != StateSchema || f.Partition != partition {
		return fence{}, fmt.Errorf("state record %s at sequence %d is a %q of partition %d", subject, msg.Sequence, f.Schema, f.Partition)
	}
	if f.Raw != l.topology.RawStream || !f.Made.Equal(l.made) { // of a raw stream that is gone
		epoch := f.Epoch
		f.state = l.fresh(partition)
		f.Epoch = epoch
	}
	return f, nil
}

func (l *ledger) fresh(partition int) state {
	return state{Schema: StateSchema, Partition: partition, Raw: l.topology.RawStream, Made: l.made}
}

// keptStates is how many records of a partition are left when they are pruned.
const keptStates = 8

// prune removes records that later ones have replaced.
func (l *ledger) prune(ctx context.Context, partition int) error {
	err := l.clean.Purge(ctx, jetstream.WithPurgeSubject(l.topology.stateSubject(partition)), jetstream.WithPurgeKeep(keptStates))
	if err != nil {
		return fmt.Errorf("pruning the state records of partition %d: %w", partition, err)
	}
	return nil
}

// lag gives the last sequence of a partition in the raw stream when its record
// has not passed that yet, and 0 when it has.
func (l *ledger) lag(ctx context.Context, raw jetstream.Stream, partition int) (uint64, error) {
	last, err := raw.GetLastMsgForSubject(ctx, l.topology.storedSubjects(partition))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of partition %d: %w", partition, err)
	}
	f, err := l.load(ctx, partition)
	if err != nil || f.Sequence >= last.Sequence {
		return 0, err
	}
	return last.Sequence, nil
}

// Behind gives the partitions whose records have not passed all raw documents,
// each with the sequence of its last one.
func Behind(ctx context.Context, js jetstream.JetStream, topology Topology) (map[int]uint64, error) {
	raw, err := topology.open(ctx, js, topology.RawStream)
	if err != nil {
		return nil, err
	}
	clean, err := topology.open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	topology.Partitions, _ = topology.partitionsOf(raw.CachedInfo().Config.SubjectTransform)
	l := &ledger{topology: topology, clean: clean, made: raw.CachedInfo().Created}
	behind := make(map[int]uint64)
	for p := range topology.Partitions {
		last, err := l.lag(ctx, raw, p)
		if err != nil {
			return nil, err
		}
		if last > 0 {
			behind[p] = last
		}
	}
	return behind, nil
}
