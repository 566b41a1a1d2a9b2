package stream

import (
	"time"

	"github.com/winnow-news/winnow/pipeline"
)

// Observer is told what a worker does, for metrics, traces and health: what
// the pipeline tells, and what the stream adds to it. Its methods are called by
// many goroutines at once, and must not block. Their parameters are plain, so
// that an observer need not import this package.
type Observer interface {
	pipeline.Observer

	// Committed tells of documents that are stored by this worker: in one
	// commit, which took so long and whose clean documents had so many bytes.
	Committed(stored []pipeline.Stored, bytes int, took time.Duration)

	// PassedOver tells of documents that were handled here, and had been
	// stored by another worker meanwhile.
	PassedOver(documents int)

	// Refused tells that a batch was not stored because another worker's had
	// come before it.
	Refused()

	// Holds tells which partitions this worker has, how many documents wait in
	// each, and of how many partitions these are some.
	Holds(waiting map[int]int, of int)

	// Beat tells, several times a lease, that the worker is running, and with
	// what error its last request to the broker ended, nil when all is well.
	Beat(err error)

	// Connected tells that there is a connection to the broker, with nil, or with
	// what error it was lost; at the beginning, and whenever that changes.
	Connected(lost error)

	// Filled tells, every some seconds, how many messages and bytes a stream
	// holds, and how many bytes it may; 0: as many as the server has room for.
	Filled(stream string, messages, bytes, limit uint64)

	// Lost tells of raw documents that the broker removed before anybody had
	// cleaned them.
	Lost(documents int)

	// Remembers tells, now and then, what this worker remembers of the sites in
	// its partitions: how many sites, of how many documents, about; how many
	// paragraphs that stood in more than one document; and the bytes that the
	// first sightings of paragraphs take.
	Remembers(sites, documents, paragraphs, firstSightingBytes int)

	// Evicted tells what memory had to forget for want of room since it was
	// called last: sites, paragraphs, and tables of first sightings.
	Evicted(sites, paragraphs, firstSightings int)

	// Storing tells that the worker begins to store a batch, and at every
	// further try of it with what error the last one ended; with false, that
	// the batch is done with.
	Storing(busy bool, err error)

	// Follow begins the trace of a document, from the headers with which it
	// came.
	Follow(header map[string][]string, subject string, received time.Time) pipeline.Trace
}

// NoopObserver is the Observer that does nothing.
type NoopObserver struct{ pipeline.NoopObserver }

// The methods of Observer.
func (NoopObserver) Committed([]pipeline.Stored, int, time.Duration) {}
func (NoopObserver) PassedOver(int)                                  {}
func (NoopObserver) Refused()                                        {}
func (NoopObserver) Holds(map[int]int, int)                          {}
func (NoopObserver) Beat(error)                                      {}
func (NoopObserver) Connected(error)                                 {}
func (NoopObserver) Filled(_ string, _, _, _ uint64)                 {}
func (NoopObserver) Lost(int)                                        {}
func (NoopObserver) Remembers(_, _, _, _ int)                        {}
func (NoopObserver) Evicted(_, _, _ int)                             {}
func (NoopObserver) Storing(bool, error)                             {}
func (NoopObserver) Follow(map[string][]string, string, time.Time) pipeline.Trace {
	return pipeline.NoopTrace{}
}
