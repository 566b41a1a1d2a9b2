// Package replay says what other rules would do to documents that are there: it
// cleans each document twice, as it is done today and as it would be done, and
// compares the two. It writes nothing.
//
//   - replay.go: what is compared, and the two ways to clean
//   - run.go: all documents, on all CPUs, in order
//   - engine.go: an engine of this process as a way to clean
//   - compare.go: two clean documents of one raw document
//   - pieces.go, offsets.go: by bytes, where both were cut out of one text
//   - words.go, align.go: by words, where they were not
//   - report.go: what came out otherwise, winnow.replay.v1
//   - tally.go, most.go: how it is counted, in bounded memory
//
// Package report compares as well: two runs whose outputs are files, which may come in
// any order and of which one is held as hashes. Here both documents are at hand, so a
// change is known to the byte, with the rule, the note and the score. What they share is
// how a difference is shown: tables and pages of both are report's.
package replay

import (
	"context"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Input is one raw document as it is stored, and what is to be remembered for it.
type Input struct {
	Name string // where it is, for people
	Site string // of a document whose address names none
	Size int    // bytes that it holds in memory, about
	Read int64  // bytes of all inputs up to here, for progress

	// Open parses it. Any goroutine may call it, once. Its errors are what is wrong with
	// the document.
	Open func() (document.Raw, error)

	// Recall returns what its cleaning is to ask about the site; nil, or a nil Recall:
	// nothing is remembered. Any goroutine may call it. Its error ends the replay.
	Recall func(context.Context, document.Raw) (document.Recall, error)
}

// Document is an input that was opened.
type Document struct {
	Raw    document.Raw // with an id, and the site of the Input where it has none
	Recall document.Recall
}

// Result is what became of one document under one way to clean.
type Result struct {
	Clean   *record.Clean // nil: it was refused
	Source  string        // the segmented text that its offsets point into; empty: not known
	Refused *Refused
}

// Refused is why a document has no clean form.
type Refused struct {
	Reason string `json:"reason"` // one word, as of dead letters
	Error  string `json:"error"`  // for people
}

// Cleaning is a way to clean: an engine of this process, or another program. It must be
// safe for use by many goroutines.
type Cleaning interface {
	// Clean cleans documents and returns a result for each, in their order. What is wrong
	// with a document is a Refused; an error says that no more can be cleaned.
	Clean(context.Context, []Document) ([]Result, error)

	// Build says which winnow it is, and which rules it has; a program is known once it has
	// cleaned something.
	Build() record.Build
}

// Options bound a replay. A zero field takes its default.
type Options struct {
	Workers  int                           // batches cleaned at once; default: one a CPU
	Batch    int                           // documents given to a Cleaning at once; default 16
	Examples int                           // losses and gains that are shown, each; default 10
	Seen     func(documents int, at int64) // told how far it is: documents, and Input.Read; may be nil
}

// The defaults. A batch is what a process is started for, where a Cleaning is one.
const (
	defaultBatch    = 16
	defaultExamples = 10
)

func (o Options) withDefaults() Options {
	if o.Batch <= 0 {
		o.Batch = defaultBatch
	}
	if o.Examples <= 0 {
		o.Examples = defaultExamples
	}
	if o.Seen == nil {
		o.Seen = func(int, int64) {}
	}
	return o
}
