package catalog

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// Guard returns clean under the limits that a worker has: a document on which a cleaner
// panics, or that takes too long or too much memory, costs an error and nothing else.
// Nil stays nil.
func Guard(clean func(document.Raw) (*document.Clean, error)) func(document.Raw) (*document.Clean, error) {
	if clean == nil {
		return nil
	}
	single := pipeline.NewSingle[struct{}](pipeline.Options{})
	return func(raw document.Raw) (*document.Clean, error) {
		outcome := single.Clean(
			func() (document.Raw, error) { return raw, nil },
			func(raw document.Raw) (*document.Clean, struct{}, error) {
				doc, err := clean(raw)
				return doc, struct{}{}, err
			})
		if outcome.Failure != nil {
			return nil, outcome.Failure.Err
		}
		return outcome.Clean, nil
	}
}
