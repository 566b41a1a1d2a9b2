package stories

import (
	"cmp"
	"fmt"
	"iter"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// StateSchema names the form of a state record of stories.
const StateSchema = "winnow.stories-state.v1"

// progress is the head of the stage's records: every clean document up to
// Sequence is clustered. It is stored in one atomic batch with what is said of
// those. The deltas are articles, as memory.AppendArticle writes them.
type progress struct {
	Schema   string    `json:"schema"`
	Clean    string    `json:"clean"`    // the clean stream
	Made     time.Time `json:"made"`     // when that was made: sequences of another are no use
	Sequence uint64    `json:"sequence"` // the last document, in the clean stream
	Worker   string    `json:"worker"`   // who wrote it
}

// log returns the journal of the stage.
func (c *clusterer) log(stream jetstream.Stream) *journal.Log[progress, memory.Stories] {
	return &journal.Log[progress, memory.Stories]{
		What: "stories", Stream: stream, Subject: c.topology.StoryState, Snapshots: c.topology.StorySnapshots(),
		Layout: journal.Apart, Codec: codec{c.options.Memory}, Adopt: c.adopt, Logger: c.options.Log,
		Reader: func(after uint64) *broker.Reader {
			return c.reader("the state of stories", c.topology.StoryStream, c.topology.StoryState, after)
		},
	}
}

// adopt begins anew where the clean stream was made anew.
func (c *clusterer) adopt(read *progress) (progress, error) {
	fresh := progress{Schema: StateSchema, Clean: c.topology.CleanStream, Made: c.clean.CachedInfo().Created}
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

// A snapshot is due when the deltas since the last take more than a part of its
// bytes, and more than leastDeltaBytes: so three times as much is written as
// without any, and who starts puts in half as many articles at most as it reads
// as they were.
const (
	leastDeltaBytes = 1 << 20
	deltaShare      = 2   // of the last snapshot's bytes
	pieceShare      = 2   // of the largest message is one piece
	retryAfter      = 256 // commits, when a snapshot could not be stored
)

func tidying(options Options, largestMessage int) journal.Tidying {
	return journal.Tidying{
		Every: options.SnapshotEvery, LeastBytes: leastDeltaBytes, Share: deltaShare, RetryAfter: retryAfter,
		PieceBytes: cmp.Or(options.pieceBytes, largestMessage/pieceShare),
	}
}

// codec is how the memory of stories is written.
type codec struct{ bounds memory.StoryOptions }

func (c codec) New() *memory.Stories { return memory.NewStories(c.bounds) }

func (c codec) Load(pieces iter.Seq2[[]byte, error]) (*memory.Stories, error) {
	return memory.LoadStories(c.bounds, pieces)
}

func (codec) Pieces(m *memory.Stories, bytes int) iter.Seq[[]byte] { return m.Snapshot(bytes) }

func (codec) Apply(m *memory.Stories, delta []byte) error {
	return memory.ReadArticles(delta, func(a memory.Article) { m.Put(a) })
}
