package service

import (
	"maps"
	"sync"
	"time"

	"github.com/winnow-news/winnow/pipeline/ask"
)

// counts is what the service did.
type counts struct {
	mu      sync.Mutex
	clean   int
	refused map[string]int
	took    time.Duration
}

// Stats is the data of the endpoint in the service's statistics. Times are in
// nanoseconds, as micro's own are.
type Stats struct {
	Clean       int            `json:"clean"`
	Refused     map[string]int `json:"refused"` // by reason
	Time        time.Duration  `json:"processing_time"`
	AverageTime time.Duration  `json:"average_processing_time"` // of those that were let in
	SiteRules   string         `json:"site_rules,omitempty"`    // the digest of those in force
}

func (s *Service) stats() Stats {
	stats := s.counts.stats()
	if s.options.SiteRules != nil {
		stats.SiteRules = s.options.SiteRules()
	}
	return stats
}

// count counts one request, nil when it was answered; took is 0 when it was not let
// in.
func (c *counts) count(refusal *ask.Refusal, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took += took
	if refusal == nil {
		c.clean++
		return
	}
	c.refused[refusal.Outcome()]++
}

func (c *counts) stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := Stats{Clean: c.clean, Refused: maps.Clone(c.refused), Time: c.took}
	n := c.clean
	for reason, refused := range c.refused {
		if reason != ask.ReasonBusy && reason != ask.ReasonStopping {
			n += refused
		}
	}
	if n > 0 {
		s.AverageTime = c.took / time.Duration(n)
	}
	return s
}
