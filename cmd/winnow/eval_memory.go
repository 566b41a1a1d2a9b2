package main

import (
	"context"
	"sync"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/score"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// learn reads all pages of a corpus, whatever is selected of them to be scored,
// and returns what their sites repeat; nil with --recurring=off.
func (c *EvalCmd) learn(ctx context.Context, engine *cleaners.Engine, path string) (func(*score.Page) document.Recall, error) {
	if c.Recurring == memory.RecurringOff {
		return nil, nil
	}
	shown := &showing{engine: engine, of: make(map[string]*memory.Sighting)}
	first := c.evaluation(engine, nil)
	first.Extractors, first.Selection, first.Details = []score.Extractor{shown}, score.Selection{}, false
	results, err := first.Corpus(ctx, path)
	if err != nil {
		return nil, err
	}
	var delta memory.Delta
	for i := range results[0].Rows { // the corpus's order, so that the outcome is the same every time
		if seen := shown.of[results[0].Rows[i].ID]; seen != nil {
			delta.Saw(*seen)
		}
	}
	sites := memory.NewSites(backfill.Memory)
	if err := sites.Apply(delta.Bytes()); err != nil {
		return nil, err
	}
	return func(page *score.Page) document.Recall {
		return backfill.Recall(sites, c.Recurring, cleaners.Site, page.Stated.Date)
	}, nil
}

// showing is an extractor that extracts nothing, and keeps what the pages show
// of their sites, by id.
type showing struct {
	engine *cleaners.Engine

	mu sync.Mutex
	of map[string]*memory.Sighting
}

// Name is not reported.
func (*showing) Name() string { return "showing" }

// Extract keeps what a page shows. A page that can't be read shows nothing.
func (s *showing) Extract(page *score.Page) (score.Outcome, error) {
	doc, err := s.engine.Segment(page.Raw())
	if err != nil {
		return score.Outcome{}, err
	}
	seen := backfill.Sighting(cleaners.Site, doc, page.Stated.Date)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[page.ID] = seen
	return score.Outcome{}, nil
}
