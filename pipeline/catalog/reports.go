package catalog

import (
	"context"

	"github.com/winnow-news/winnow/pipeline/corrections"
)

// ReportAll takes over which documents have corrections that want something else than
// there was.
func (m *Memory) ReportAll(ctx context.Context, store corrections.Store) error {
	of := make(map[string]int)
	for c, err := range store.All(ctx) {
		if err != nil {
			return err
		}
		if c.Changes() {
			of[c.Document]++
		}
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	m.reports = of
	m.changes++
	return nil
}
