package main

import (
	"context"
	"errors"
	"iter"

	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/corrections/exports"
)

// correctionExports is what the corrections of one document become, on the pages.
type correctionExports struct {
	engine engine
	store  corrections.Store
}

var _ review.Exports = correctionExports{}

// errNothing says that a document has no correction that wants something else.
var errNothing = errors.New("nothing that was said of the document can be written so")

// Case is part of review.Exports.
func (e correctionExports) Case(ctx context.Context, c corrections.Correction) (name string, content []byte, err error) {
	for file, err := range e.of(c).Cases(ctx) {
		return file.Name, file.Content, err
	}
	return "", nil, errNothing
}

// Line is part of review.Exports.
func (e correctionExports) Line(ctx context.Context, c corrections.Correction) ([]byte, error) {
	for line, err := range e.of(c).Corpus(ctx) {
		return line, err
	}
	return nil, errNothing
}

func (e correctionExports) of(c corrections.Correction) *exports.Exporter {
	return &exports.Exporter{Store: ofDocument{e.store, c.Document}, Engine: e.engine.Engine}
}

// ofDocument is the corrections of one document.
type ofDocument struct {
	corrections.Store
	document string
}

// All is part of corrections.Store.
func (o ofDocument) All(ctx context.Context) iter.Seq2[corrections.Correction, error] {
	return func(yield func(corrections.Correction, error) bool) {
		for c, err := range o.Store.All(ctx) {
			if (err != nil || c.Document == o.document) && !yield(c, err) {
				return
			}
		}
	}
}
