// Package cleaners takes what is not the article out of a scrape, and says why.
package cleaners

import (
	"errors"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Engine runs the whole way from bytes to a clean document. It holds no state
// that changes: one Engine serves any number of goroutines.
type Engine struct{ policy Policy }

// New gives an Engine that decides by policy.
func New(policy Policy) *Engine { return &Engine{policy: policy} }

// Policy says what leaves.
type Policy struct{}

// DefaultPolicy is what winnow does unless told otherwise.
func DefaultPolicy() Policy { return Policy{} }

// Clean decodes, segments, judges and assembles one document.
func (e *Engine) Clean(raw document.Raw) (*document.Clean, error) {
	return nil, errors.New("not built yet")
}
