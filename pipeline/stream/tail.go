package stream

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
)

// tail watches the end of the raw stream at which its limits (a max_age, or a
// purge) remove documents. What they remove before a record has passed it is
// lost, and nobody but us can tell. Two things are told, and both are counts
// that are certain; there may have been more.
//
//   - of a partition that is being read: the server counted more documents
//     behind the last delivery than the next one leaves room for;
//   - of the time when nobody read: every sequence that is after all records
//     and before the stream's first document.
//
// It can't be exact for one partition. A gap in the sequences that a partition
// shows is as a rule another's documents; the server counts what a subject has,
// and never what it had, and which partition a removed sequence was in went
// with it. So what comes in between two deliveries hides as many that were
// removed there, and of the time when nobody read, what a partition lost before
// the record of another is not told apart from what was cleaned. What is exact
// is that all sequences are of documents that were stored, wait, or are lost:
// but that sum is over all partitions at one moment, and the server returns them
// one after the other, while documents come in. Whoever must know the number
// counts the Winnow-Raw-Sequence of clean documents and dead letters.
type tail struct {
	raw         jetstream.Stream
	checkpoints *checkpoints.Store
	topology    broker.Topology
	log         *slog.Logger
	observer    Observer

	mu   sync.Mutex
	told uint64 // what is missing up to this sequence was told of
}

// askTimeout bounds the question where the raw stream begins: a server that goes
// down leaves requests without an answer.
const askTimeout = 2 * time.Second

// first returns the sequence of the raw stream's first document, or of the next
// one when it is empty; 0 when the server does not say.
func (t *tail) first(ctx context.Context) uint64 {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	info, err := t.raw.Info(ctx)
	if err != nil {
		return 0
	}
	return info.State.FirstSeq
}

// beforeReading looks what was removed before these partitions are read.
func (t *tail) beforeReading(ctx context.Context, taken []*partition) {
	first, reached := t.first(ctx), uint64(0)
	for _, p := range taken {
		reached = max(reached, p.journal.Fence().Head.Sequence)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if reached = max(reached, t.told); first <= reached+1 {
		return
	}
	for number := range t.topology.Partitions {
		f, err := t.checkpoints.Log(number).Load(ctx)
		if err != nil {
			return
		}
		reached = max(reached, f.Head.Sequence)
	}
	if first > reached+1 {
		t.tell(int(first-1-reached), reached+1, first-1)
		t.told = first - 1
	}
}

// whileReading looks whether documents of a partition were removed between two
// deliveries. behind is how many waited behind the first of them, left how many
// behind the second.
func (t *tail) whileReading(ctx context.Context, last, next uint64, behind, left int64) {
	missing := behind - 1 - left
	if last == 0 || missing <= 0 || t.first(ctx) <= last+1 {
		return
	}
	t.tell(int(missing), last+1, next-1)
}

func (t *tail) tell(documents int, from, to uint64) {
	t.observer.Lost(documents)
	t.log.Error("raw documents were removed before anybody had cleaned them: the stream keeps them for too short a time",
		"stream", t.topology.RawStream, "documents", documents, "between", from, "and", to)
}
