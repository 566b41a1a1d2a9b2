package drifts

import (
	"cmp"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// StateSchema names the form of a state record of the stage.
const StateSchema = "winnow.ranges-state.v1"

// progress is the head of the stage's records: every clean document up to Sequence is
// looked at. It is stored in one atomic batch with the events of those. The deltas are
// drift.Delta's.
type progress struct {
	Schema   string    `json:"schema"`
	Clean    string    `json:"clean"`    // the clean stream
	Made     time.Time `json:"made"`     // when that was made: sequences of another are no use
	Sequence uint64    `json:"sequence"` // the last document, in the clean stream
	Worker   string    `json:"worker"`   // who wrote it
}

type log = journal.Log[progress, drift.Sites]

// newLog returns the journal of the stage, which a worker reads through a consumer, and
// whoever only looks message by message.
func newLog(topology broker.Topology, clean, ranges jetstream.Stream, logger *slog.Logger) *log {
	return &log{
		What: "ranges of sites", Stream: ranges, Subject: topology.DriftState, Snapshots: topology.DriftSnapshots(),
		Layout: journal.Apart, Codec: codec{}, Logger: logger,
		Adopt: func(read *progress) (progress, error) { return adopt(read, clean) },
	}
}

// adopt begins anew where the clean stream was made anew.
func adopt(read *progress, clean jetstream.Stream) (progress, error) {
	info := clean.CachedInfo()
	fresh := progress{Schema: StateSchema, Clean: info.Config.Name, Made: info.Created}
	switch {
	case read == nil:
		return fresh, nil
	case read.Schema != StateSchema:
		return *read, fmt.Errorf("it is a %q, want %q", read.Schema, StateSchema)
	case read.Clean != fresh.Clean || !read.Made.Equal(fresh.Made):
		return fresh, nil
	}
	return *read, nil
}

// A snapshot is due when the deltas since the last take more than half of its bytes,
// and more than leastDeltaBytes, which are some 20,000 documents; or when they are so
// many that who takes over would read them for seconds, as on a stream with a document
// now and then. Records of documents that nobody measured have no deltas, and go without.
const (
	mostDeltas      = 16_384
	pruneEvery      = 1024 // commits
	leastDeltaBytes = 1 << 20
	deltaShare      = 2   // of the last snapshot's bytes
	pieceShare      = 2   // of the largest message is one piece
	retryAfter      = 256 // commits, when a snapshot could not be stored
)

func tidying(options Options, largestMessage int) journal.Tidying {
	return journal.Tidying{
		Every: cmp.Or(options.SnapshotEvery, mostDeltas), PruneEvery: pruneEvery, LeastBytes: leastDeltaBytes, Share: deltaShare, RetryAfter: retryAfter,
		PieceBytes: largestMessage / pieceShare,
	}
}

// codec is how the memory of sites is written.
type codec struct{}

func (codec) New() *drift.Sites { return drift.NewSites() }

func (codec) Load(pieces iter.Seq2[[]byte, error]) (*drift.Sites, error) {
	return drift.LoadSites(pieces)
}

func (codec) Pieces(m *drift.Sites, bytes int) iter.Seq[[]byte] { return m.Snapshot(bytes) }

func (codec) Apply(m *drift.Sites, delta []byte) error { return m.Apply(delta) }
