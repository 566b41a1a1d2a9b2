package review

import (
	"context"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// saidAge is how old what is known of corrections may be: others correct too.
const saidAge = 3 * time.Second

// said is the corrections that hold. A page asks for those of its document, and the
// store can only return all.
type said struct {
	store corrections.Store
	now   func() time.Time
	tell  func(document string, corrections int)
	away  func() bool

	mu    sync.Mutex
	all   []corrections.Correction
	until time.Time
}

func newSaid(o *Options) *said {
	return &said{store: o.Corrections, now: o.Now, tell: o.Reported, away: o.Away}
}

// list returns all that hold, oldest first. The caller does not change it.
func (s *said) list(ctx context.Context) ([]corrections.Correction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now().Before(s.until) {
		return s.all, nil
	}
	var all []corrections.Correction
	for c, err := range s.store.All(ctx) {
		if err != nil && s.away() {
			return s.all, nil // what was known; every page says that the server is away
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	s.all, s.until = all, s.now().Add(saidAge)
	return all, nil
}

// of returns those of one document.
func (s *said) of(ctx context.Context, id string) (some []corrections.Correction, err error) {
	all, err := s.list(ctx)
	for _, c := range all {
		if c.Document == id {
			some = append(some, c)
		}
	}
	return some, err
}

// one returns a correction by its ID, nil where it does not hold.
func (s *said) one(ctx context.Context, id string) (*corrections.Correction, error) {
	all, err := s.list(ctx)
	for _, c := range all {
		if c.ID == id {
			return &c, nil
		}
	}
	return nil, err
}

// add keeps a correction, and tells how many its document has now, if that is known: what
// is kept is kept, and must not be said a second time.
func (s *said) add(ctx context.Context, c *corrections.Correction, raw *document.Raw) error {
	err := s.store.Add(ctx, c, raw)
	s.mu.Lock()
	s.until = time.Time{}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if held, err := s.of(ctx, c.Document); err == nil {
		s.tell(c.Document, len(held))
	}
	return nil
}
