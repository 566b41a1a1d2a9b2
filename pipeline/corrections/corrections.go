// Package corrections is what people say of clean documents: this line is no part of
// the article, that one is. A correction is kept for good, with who said it and when;
// a later one may withdraw it. Out of corrections come golden cases, lines of an
// annotated corpus, and site rules.
package corrections

import (
	"context"
	"iter"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Schema names the form of a correction.
const Schema = "winnow.review.v1"

// Correction is one thing that a person said of a stretch of a document.
type Correction struct {
	Schema string    `json:"schema"`
	ID     string    `json:"id"` // names it for good
	At     time.Time `json:"at"`
	By     string    `json:"by"`

	Document string `json:"document"` // its id
	Input    string `json:"input"`    // digest of the raw document, by which Store.Input returns it; empty where that was not there
	URL      string `json:"url,omitempty"`
	Site     string `json:"site,omitempty"`
	Language string `json:"language,omitempty"`

	Source string `json:"source"` // digest of the segmented text that Start and End point into
	Start  int    `json:"start"`  // bytes
	End    int    `json:"end"`
	Text   string `json:"text"` // the stretch itself

	Was    Judgement     `json:"was"`
	Want   document.Kind `json:"want"` // article, title, or the kind that it is to be removed as
	Note   string        `json:"note,omitempty"`
	Digest string        `json:"rules"` // of the rules under which it was what it was

	Withdraws string `json:"withdraws,omitempty"` // the ID of an earlier correction, which no longer holds; all else may be empty
}

// Judgement is what winnow had made of a stretch.
type Judgement struct {
	Removed bool          `json:"removed"`
	Kind    document.Kind `json:"kind"`
	Rule    string        `json:"rule,omitempty"`
	Score   float64       `json:"score,omitempty"`
}

// Store keeps corrections. Its methods may be called by many goroutines at once.
type Store interface {
	// Add keeps a correction, and the raw document that it is about where that is not
	// kept yet; raw may be nil. When it returns nil, both are on disk. It sets ID, At
	// and Input.
	Add(ctx context.Context, c *Correction, raw *document.Raw) error
	// All returns what holds, oldest first: neither corrections that were withdrawn nor
	// those that withdraw.
	All(context.Context) iter.Seq2[Correction, error]
	// Input returns a raw document by Correction.Input.
	Input(ctx context.Context, digest string) (*document.Raw, error)
}
