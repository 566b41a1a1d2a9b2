package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Stored is a document that may be there as it came in.
type Stored struct {
	Key, ID, Site, Title string

	// Raw returns it; see Entry.Raw.
	Raw func(context.Context) (*document.Raw, error)
}

// Raws returns the documents of a site, of all sites where it is empty, that were
// published, or else fetched or stored, since a time: the newest first. Those of which
// the raw document never was there are left out.
func (m *Memory) Raws(site string, since time.Time) []Stored {
	m.lock.RLock()
	var found []*held
	for _, h := range m.byKey {
		if h.raw != nil && (site == "" || h.item.Site == site) && !h.at.Before(since) {
			found = append(found, h)
		}
	}
	m.lock.RUnlock()
	slices.SortFunc(found, func(a, b *held) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return int(b.order) - int(a.order)
	})
	all := make([]Stored, len(found))
	for i, h := range found {
		all[i] = Stored{Key: h.key, ID: h.item.ID, Site: h.item.Site, Title: h.item.Title, Raw: h.raw}
	}
	return all
}

// Title returns the title of a document by its id, and whether the catalog has it.
func (m *Memory) Title(id string) (title string, known bool) {
	m.lock.RLock()
	defer m.lock.RUnlock()
	h := m.byKey[KeyOf(id)]
	if h == nil {
		return "", false
	}
	return h.item.Title, true
}
