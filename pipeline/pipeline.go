// Package pipeline carries documents from where they come in to where they go
// out: receive, clean, emit, acknowledge. The stream worker and the backfill
// both run on it, and it knows nothing of NATS or of files.
//
// A Source returns Items in some order. Run opens and cleans them on several
// goroutines at once and hands the Outcomes to the Sink in the order in which
// they were received, in batches. The Sink stores them, and only then tells
// the Source's side that they are done with. Because outcomes arrive in order,
// a sink may write a file that is the same on any number of goroutines, or
// commit a batch together with the last input's position.
//
// Two types are the driver's own, and Run passes them on without looking at
// them: O, the origin, is the token by which a sink acknowledges what its
// source received; P, the product, is what the driver makes of one document
// besides the clean document, such as its encoded form. A product belongs to
// one outcome and reaches the sink only with it: what a cleaning returns after
// it was given up on is dropped.
//
// What is wrong with one document is an Outcome with a Failure, never an
// error: it costs nothing to the documents around it. An error that says of
// itself that it will pass (Temporary) is neither: the document is tried again
// until it passes, and nothing behind it is committed meanwhile. An error of
// Receive or Commit ends the run.
//
//   - run.go: one run, its goroutines and their order
//   - single.go: one document, for who asks for it and waits
//   - clean.go, deadline.go, again.go: opening and cleaning one document: its
//     panics, its time limit, its retries
//   - window.go, memory_limiter.go: bounds of what is in flight and of what is
//     cleaned at once
//   - failure.go, observe.go: what is told of documents
package pipeline

import (
	"context"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Engine cleans raw documents for a driver; cleaners.Engine is the real one.
// It must be safe for use by many goroutines.
type Engine interface {
	// CleanRecalling returns the clean form of a document. It weighs what
	// recall says among its own verdicts; nil has nothing to say. It calls
	// recall at most once, and not after it has returned.
	CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error)
}

// CleanFunc cleans one document and makes the product that goes with it. Many
// goroutines call it at once. A call that takes longer than
// Options.DocumentTime goes on by itself while its document is a failure
// already, so all that it finds must be in what it returns: it must not write
// to what origin refers to.
type CleanFunc[O, P any] func(raw document.Raw, origin O) (*document.Clean, P, error)

// Source returns the documents to be cleaned, one at a time.
type Source[O any] interface {
	// Receive waits for the next item. It returns io.EOF when there will be no
	// more, and an error when ctx is done. One goroutine calls it.
	Receive(ctx context.Context) (Item[O], error)
}

// Sink stores what became of the documents.
type Sink[O, P any] interface {
	// Prepare does the part of Commit that needs no order, such as encoding:
	// many goroutines call it at once. It may complete Outcome.Product, or Fail
	// the outcome when the document can't be put into the sink's form. It is
	// called for failures too.
	Prepare(*Outcome[O, P])

	// Commit stores clean documents and dead letters, and acknowledges their
	// inputs once all of them are stored. Batches come in the order of
	// receipt, one call at a time. An error means that nothing further can be
	// stored. The slice is only valid during the call.
	Commit(ctx context.Context, batch []Outcome[O, P]) error
}

// Item is one document as the source received it.
type Item[O any] struct {
	Raw  document.Raw
	Size int                          // bytes that it holds in memory, about
	Open func() (document.Raw, error) // fills Raw on one of Run's goroutines, so that parsing is parallel too; nil when Raw is ready

	// Acquire waits until the document may be cleaned, at most until ctx is
	// done; release is called when its cleaning is over or was given up on.
	// Nil: it may be cleaned at once.
	Acquire func(ctx context.Context) (release func())

	Quarantined *Failure  // why it must not be cleaned at all; nil for nearly every one
	Tries       int       // cleanings of it that were begun before
	Origin      O         // the source's own token, by which its sink acknowledges
	Arrived     time.Time // when it was stored where the source reads; zero when that is not known
}

// Outcome is what became of one item: exactly one of Clean and Failure is set.
type Outcome[O, P any] struct {
	Item     Item[O]
	Clean    *document.Clean
	Product  P // as CleanFunc returned it and Sink.Prepare completed it; zero for a failure
	Failure  *Failure
	Attempts int // how often cleaning was begun, Item.Tries included
}

// Fail turns the outcome into a failure.
func (o *Outcome[O, P]) Fail(f *Failure) {
	var none P
	o.Clean, o.Product, o.Failure = nil, none, f
}

// Stored returns the outcome as those are told of it who know nothing of its
// origin and product.
func (o *Outcome[O, P]) Stored() Stored {
	return Stored{Raw: o.Item.Raw, Size: o.Item.Size, Arrived: o.Item.Arrived, Clean: o.Clean, Failure: o.Failure}
}

// Stored is one document that was stored, as a clean document or as a dead
// letter: exactly one of Clean and Failure is set.
type Stored struct {
	Raw     document.Raw
	Size    int       // of Item
	Arrived time.Time // of Item
	Clean   *document.Clean
	Failure *Failure
}
