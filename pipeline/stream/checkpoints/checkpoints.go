// Package checkpoints is how far each partition of the raw stream is, and what its
// documents taught: a journal a partition, in the clean stream. The worker appends
// to them; operators read them, and change what is remembered by records of their
// own.
package checkpoints

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// Schema names the form of a checkpoint.
const Schema = "winnow.state.v1"

// HeaderAfter is on a raw document that is to be cleaned with the memory of a
// checkpoint, by its sequence in the clean stream, or of a later one.
const HeaderAfter = "Winnow-Recall-After"

// Checkpoint is the head of a partition's record: every document of it up to
// Sequence is in the clean stream or among the dead. It is stored in one atomic
// batch with those documents.
type Checkpoint struct {
	Schema    string    `json:"schema"`
	Partition int       `json:"partition"`
	Raw       string    `json:"raw"`      // the raw stream
	Made      time.Time `json:"made"`     // when that was made: sequences of another are no use
	Sequence  uint64    `json:"sequence"` // the last input, in the raw stream
	Epoch     uint64    `json:"epoch"`    // counts owners
	Worker    string    `json:"worker"`   // who wrote it
}

// A partition's journal: whose delta is a memory.Delta, and whose memory is of
// the partition's sites.
type (
	Log    = journal.Log[Checkpoint, memory.Sites]
	Owner  = journal.Owner[Checkpoint, memory.Sites]
	Fence  = journal.Fence[Checkpoint]
	Record = journal.Record[Checkpoint]
)

// Store has the journals of all partitions.
type Store struct {
	Topology broker.Topology // with the number of partitions that the raw stream has
	Clean    jetstream.Stream
	Made     time.Time // the raw stream's making
	Logger   *slog.Logger
}

// Log returns the journal of a partition.
func (s *Store) Log(partition int) *Log {
	return &Log{
		What: fmt.Sprintf("partition %d", partition), Stream: s.Clean,
		Subject: s.Topology.StateSubject(partition), Snapshots: s.Topology.SnapshotSubject(partition),
		Layout: journal.InBatch, Codec: sites{bounds(s.Topology.Partitions)}, Logger: s.Logger,
		Adopt: func(read *Checkpoint) (Checkpoint, error) { return s.adopt(partition, read) },
	}
}

// adopt begins anew where the raw stream was made anew, and counts owners on.
func (s *Store) adopt(partition int, read *Checkpoint) (Checkpoint, error) {
	fresh := Checkpoint{Schema: Schema, Partition: partition, Raw: s.Topology.RawStream, Made: s.Made}
	switch {
	case read == nil:
		return fresh, nil
	case read.Schema != Schema || read.Partition != partition:
		return *read, fmt.Errorf("it is a %q of partition %d", read.Schema, read.Partition)
	case read.Raw != s.Topology.RawStream || !read.Made.Equal(s.Made):
		fresh.Epoch = read.Epoch
		return fresh, nil
	}
	return *read, nil
}

// When a snapshot is due: when the deltas since the last take more bytes than it
// did, and more than leastDeltaBytes, so that everything is written about twice;
// or when there are DefaultEvery, which whoever takes the partition over has to
// read one by one. What they replace stays until it has pruneBytes: to remove it the
// server reads every block of the stream since, and that was 4% of a worker's time.
const (
	DefaultEvery    = 256
	leastDeltaBytes = 256 << 10
	pruneEvery      = 512 // commits; a record has about 250 bytes
	pruneBytes      = 2 << 20
	pieceShare      = 2 // of the largest message
)

// Tidying says how checkpoints are kept, where messages may have so many bytes.
func Tidying(every, largestMessage int) journal.Tidying {
	return journal.Tidying{Every: every, LeastBytes: leastDeltaBytes, Share: 1, PieceBytes: largestMessage / pieceShare, PruneEvery: pruneEvery, PruneBytes: pruneBytes}
}

// Bounds of what is remembered by a worker that has all partitions.
const (
	doorBytes = 48 << 20 // of first sightings
	mostSites = 1 << 17
)

// bounds returns those of one partition's memory. Everybody who reads the
// partition's deltas takes the same, so as to come to the same memory.
func bounds(partitions int) memory.Options {
	return memory.Options{DoorBytes: doorBytes / partitions, Sites: mostSites / partitions}
}

// sites is how the memory of sites is written.
type sites struct{ bounds memory.Options }

func (c sites) New() *memory.Sites { return memory.NewSites(c.bounds) }

func (c sites) Load(pieces iter.Seq2[[]byte, error]) (*memory.Sites, error) {
	var whole []byte
	for piece, err := range pieces {
		if err != nil {
			return nil, err
		}
		whole = append(whole, piece...)
	}
	return memory.LoadSites(whole, c.bounds)
}

func (sites) Pieces(m *memory.Sites, bytes int) iter.Seq[[]byte] {
	return slices.Chunk(m.Snapshot(), bytes)
}

func (sites) Apply(m *memory.Sites, delta []byte) error { return m.Apply(delta) }

// Ends are the last sequences of partitions as they were when somebody looked.
// To look takes the whole message, which may be of megabytes: so it is done
// again only when a checkpoint has come that far.
type Ends map[int]uint64

// Lag returns the last sequence of a partition in the raw stream when its
// checkpoint has not passed that yet, and 0 when it has.
func (s *Store) Lag(ctx context.Context, raw jetstream.Stream, partition int, seen Ends) (uint64, error) {
	f, err := s.Log(partition).Load(ctx)
	if err != nil || f.Head.Sequence < seen[partition] {
		return seen[partition], err
	}
	last, err := broker.LastMessage(ctx, raw, s.Topology.StoredSubjects(partition))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of partition %d: %w", partition, err)
	}
	seen[partition] = last.Sequence
	if f.Head.Sequence >= last.Sequence {
		return 0, nil
	}
	return last.Sequence, nil
}
