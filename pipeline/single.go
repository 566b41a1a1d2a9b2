package pipeline

import (
	"context"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Single cleans documents one by one for callers who wait for them, under the
// limits of a run: time, weight and memory, and panics cost one document. It
// starts no goroutine that outlives a call, but for cleanings that hang.
type Single[P any] struct {
	run   *run[SingleFunc[P], P]
	stuck chan struct{}
}

// SingleFunc cleans one document and makes the product that goes with it. As with
// CleanFunc, all that it finds must be in what it returns.
type SingleFunc[P any] func(document.Raw) (*document.Clean, P, error)

// NewSingle returns a Single. Of the options it takes Workers, which is how many
// cleanings may hang, DocumentTime, Weigh, CleaningBytes, HeaviestBytes, Memory
// and Observer.
func NewSingle[P any](options Options) *Single[P] {
	options = options.WithDefaults()
	s := &Single[P]{stuck: make(chan struct{})}
	s.run = &run[SingleFunc[P], P]{
		Options:  options,
		clean:    func(raw document.Raw, clean SingleFunc[P]) (*document.Clean, P, error) { return clean(raw) },
		deadline: deadline{limit: options.DocumentTime, most: int64(options.Workers), stuck: func() { close(s.stuck) }},
	}
	return s
}

// Clean opens and cleans one document, and blocks until that is done or is given
// up. Of the outcome Clean, Product, Failure and Item.Raw are set. An error that
// passes is a failure here: whoever waits may ask again.
func (s *Single[P]) Clean(open func() (document.Raw, error), clean SingleFunc[P]) Outcome[SingleFunc[P], P] {
	o := Outcome[SingleFunc[P], P]{Item: Item[SingleFunc[P]]{Open: open, Origin: clean}}
	in := &lane[cleaned[P]]{deadline: &s.run.deadline}
	defer in.close()
	if failure := s.run.tryOne(context.Background(), in, &o); failure != nil {
		o.Fail(failure)
	}
	return o
}

// Stuck is closed when more cleanings hang than Options.Workers: see ErrStuck.
func (s *Single[P]) Stuck() <-chan struct{} { return s.stuck }
