// Package pipeline carries documents from where they come in to where they go
// out: receive, clean, emit, acknowledge. It is the one road that the stream
// worker and the backfill share, and it knows nothing of NATS or of files.
//
// A Source gives Items in some order. Run opens and cleans them on several
// workers at once and hands the Outcomes to the Sink in the order in which
// they were received, in batches. The Sink stores them, and only then tells
// the Source's side that they are done with. Because outcomes arrive in order,
// a sink may write a file that is the same on any number of workers, or commit
// a batch together with the last input's position.
//
// What is wrong with one document is an Outcome with a Failure, never an
// error: it costs nothing to the documents around it. What is wrong with the
// world for a while, as an error says of itself (Temporary), is neither: the
// document is tried again until it passes, and nothing behind it is committed
// meanwhile. An error of Receive or Commit ends the run.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Cleaner turns a raw document into a clean one. It must be safe for use by
// many goroutines; cleaners.Engine is the real one.
type Cleaner interface {
	Clean(document.Raw) (*document.Clean, error)
}

// Recaller is a Cleaner that can weigh what is remembered of other documents
// with what it sees in one; cleaners.Engine is one.
type Recaller interface {
	CleanRecalling(document.Raw, document.Recall) (*document.Clean, error)
}

// Source gives the documents to be cleaned, one at a time.
type Source interface {
	// Receive waits for the next item. It gives io.EOF when there will be no
	// more, and an error when ctx is done. One goroutine calls it.
	Receive(ctx context.Context) (Item, error)
}

// Sink takes what became of the documents.
type Sink interface {
	// Prepare does the part of Commit that needs no order, such as encoding:
	// workers call it in parallel. It may fill Outcome.Prepared, or Fail the
	// outcome when the document can't be put into the sink's form.
	Prepare(*Outcome)

	// Commit stores clean documents and dead letters, and acknowledges their
	// inputs once all of them are stored. Batches come in the order of
	// receipt, one call at a time. An error means that nothing further can be
	// stored. The slice is only valid during the call.
	Commit(ctx context.Context, batch []Outcome) error
}

// Item is one document as the source gave it.
type Item struct {
	Raw    document.Raw
	Size   int                          // bytes that it holds in memory, about
	Open   func() (document.Raw, error) // fills Raw on a worker, so that parsing is parallel too; nil when Raw is ready
	Turn   func(context.Context) func() // waits until it may be cleaned, ctx bounds that; what it gives is called when it was; nil: at once
	Doomed *Failure                     // why it must not be cleaned at all; nil for nearly every one
	Tries  int                          // cleanings of it that were begun before
	Origin any                          // the source's own token, by which its sink acknowledges
	Stored time.Time                    // when the source got it; zero when that is not known
	Trace  Trace                        // nil when nobody follows it
	Recall document.Recall              // what a Recaller is to weigh; nil for nothing
}

// Outcome is what became of one item: exactly one of Clean and Failure is set.
type Outcome struct {
	Item     Item
	Clean    *document.Clean
	Failure  *Failure
	Prepared any // what Sink.Prepare made of it, for Commit
	Attempts int // how often the cleaner was asked, Item.Tries included
}

// Fail turns the outcome into a failure.
func (o *Outcome) Fail(f *Failure) { o.Clean, o.Failure = nil, f }

// Stage is the step at which a document failed.
type Stage string

// The stages, in the order of the road.
const (
	StageEnvelope Stage = "envelope" // the wire form could not be read
	StageClean    Stage = "clean"    // the engine could not clean it
	StagePublish  Stage = "publish"  // the sink can't hold the result
)

// The reasons that the pipeline itself gives. Errors that have a method
// Reason() string bring their own.
const (
	ReasonPanic    = "panic"     // a cleaner panicked
	ReasonTooSlow  = "too-slow"  // the cleaner did not end in Options.DocumentTime
	ReasonTooHeavy = "too-heavy" // it would take more memory than Options.HeaviestBytes
	ReasonUnknown  = "failed"    // an error that names no reason
)

// Failure says why a document has no clean form.
type Failure struct {
	Stage  Stage
	Reason string // one word for filters and metrics: "broken-envelope", "binary"
	Err    error  // the whole story
	Stack  []byte // of a panic, at most MaxStack bytes; else nil
}

// MaxStack is how much of a panic's stack is kept: the top of it tells where,
// and a dead letter must stay small.
const MaxStack = 64 << 10

// NewFailure makes a Failure of err. The reason is err's own when it, or an
// error that it wraps, has a method Reason() string.
func NewFailure(stage Stage, err error) *Failure {
	var telling interface{ Reason() string }
	if errors.As(err, &telling) {
		return &Failure{Stage: stage, Reason: telling.Reason(), Err: err}
	}
	return &Failure{Stage: stage, Reason: ReasonUnknown, Err: err}
}

// Error gives stage, reason and cause in one line.
func (f *Failure) Error() string {
	return fmt.Sprintf("%s: %s: %v", f.Stage, f.Reason, f.Err)
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }
