package main

import (
	"errors"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// engine is the engine of all subcommands. Its errors give their reason in one
// word, for the filters of dead letters.
type engine struct{ *cleaners.Engine }

// build is what every clean document says of who made it.
func (e engine) build() record.Build {
	return record.Build{Version: version(), Rules: e.Digest().String()}
}

// conditions is what the outcome of a document depends on, by name.
func (e engine) conditions() map[string]string {
	all := map[string]string{}
	for _, part := range e.Digest().Parts() {
		all[part.Name] = part.Is
	}
	return all
}

// Clean cleans one document.
func (e engine) Clean(raw document.Raw) (*document.Clean, error) { return e.CleanRecalling(raw, nil) }

// CleanRecalling cleans one document with what is remembered of others.
func (e engine) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	clean, err := e.Engine.CleanRecalling(raw, recall)
	for _, known := range reasons {
		if errors.Is(err, known.err) {
			return clean, reasonError{err, known.reason}
		}
	}
	return clean, err
}

var reasons = [...]struct {
	err    error
	reason string
}{
	{decode.ErrEmpty, "empty"},
	{decode.ErrTooLarge, "too-large"},
	{decode.ErrTooDeep, "too-deep"},
	{decode.ErrContentType, "content-type"},
	{decode.ErrBinary, "binary"},
	{decode.ErrUndecodable, "undecodable"},
}

type reasonError struct {
	error
	reason string
}

func (e reasonError) Unwrap() error  { return e.error }
func (e reasonError) Reason() string { return e.reason }
