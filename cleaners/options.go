package cleaners

import (
	"fmt"
	"slices"
	"sync"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/cleaners/suite"
)

// Engine runs the whole way from bytes to a clean document. It holds no state
// that changes: one Engine serves any number of goroutines.
type Engine struct {
	policy    Policy
	limits    decode.Limits
	suite     []Cleaner
	fields    *fieldRules
	model     *learned.Model    // nil: the embedded one
	extras    document.ExtraSet // what a clean document has as data as well
	site      *siterules.Set    // what people wrote for sites; nil for nothing
	parts     Digest            // of the engine, whose rules take long to write
	digest    string            // parts.String(), which every clean document carries
	scratches *sync.Pool        // of *scratch
}

// Option changes what an Engine is made of.
type Option func(*Engine)

// WithPolicy has the engine decide by p instead of DefaultPolicy.
func WithPolicy(p Policy) Option { return func(e *Engine) { e.policy = p } }

// WithLimits bounds input by l instead of decode.DefaultLimits.
func WithLimits(l decode.Limits) Option { return func(e *Engine) { e.limits = l } }

// WithCleaners adds cleaners of one's own to winnow's.
func WithCleaners(more ...Cleaner) Option {
	return func(e *Engine) { e.suite = append(e.suite, more...) }
}

// WithModel asks m instead of the embedded model, as a trainer does to score a
// model on sites that it has not seen.
func WithModel(m *learned.Model) Option { return func(e *Engine) { e.model = m } }

// WithExtras has clean documents carry what s names as data: images, related articles
// and the like. Without it nothing of that is looked for.
func WithExtras(s document.ExtraSet) Option { return func(e *Engine) { e.extras |= s } }

// WithSiteRules has the engine obey what people wrote for sites. Nil is no rules.
func WithSiteRules(s *siterules.Set) Option { return func(e *Engine) { e.site = s } }

// New returns an Engine with every cleaner of the suite, as options change it. It
// fails on a cleaner that is not valid, or has the name of another.
func New(options ...Option) (*Engine, error) {
	e := &Engine{
		policy: DefaultPolicy(), limits: decode.DefaultLimits(), suite: suite.All(), fields: &fieldRules{fields: map[string]string{}},
		scratches: &sync.Pool{New: func() any { return new(scratch) }},
	}
	for _, option := range options {
		option(e)
	}
	for i := range e.suite {
		c := &e.suite[i]
		if err := c.Validate(); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(e.suite[:i], func(o Cleaner) bool { return o.Name == c.Name }) {
			return nil, fmt.Errorf("two cleaners have the name %s", c.Name)
		}
		e.fields.add(c.Rules)
	}
	e.parts = e.newDigest()
	e.digest = e.parts.String()
	return e, nil
}

// With returns an engine that is as e but for its site rules. It shares e's memory,
// and costs next to nothing.
func (e *Engine) With(s *siterules.Set) *Engine {
	other := *e
	other.site = s
	other.parts.Site = s.Digest()
	other.digest = other.parts.String()
	return &other
}

// Must returns e, and panics when err is not nil: it wraps a call of New whose
// options can't be wrong.
func Must(e *Engine, err error) *Engine {
	if err != nil {
		panic(err)
	}
	return e
}

// Cleaners returns the engine's cleaners: winnow's, then those of one's own.
func (e *Engine) Cleaners() []Cleaner { return slices.Clone(e.suite) }
