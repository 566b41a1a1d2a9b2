package catalog

import (
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Options are what a catalog in memory is made with. A zero field takes its default.
type Options struct {
	// MostBytes is how much of memory its documents may take, about; default
	// MostBytes. Beyond it the oldest are let go.
	MostBytes int64

	// Clean cleans a raw document as it would be published now, for Document.Judged.
	// Many goroutines may call it, under Guard. Nil: nothing is cleaned again.
	Clean func(document.Raw) (*document.Clean, error)
}

// MostBytes is the default of Options.MostBytes. A news article with what was removed
// of it takes about 12 kB, so that it has room for 80,000.
const MostBytes = 1 << 30

// Entry is a document for a catalog.
type Entry struct {
	Clean    *record.Clean // with what is in its parts
	Emission int           // how often it was sent round again

	// Order says which documents are older: a sequence, or 0 for the order of Add.
	Order uint64

	// Stored is when it was stored, for documents that state no time; zero for unknown.
	Stored time.Time

	// Raw returns the document as it came in; nil where that is not there. Many
	// goroutines may call it, and it may block. It returns an error that wraps ErrNoRaw
	// where the document is there no longer.
	Raw func(context.Context) (*document.Raw, error)
}

// Memory is a Catalog that has its documents in memory, packed, with a folded copy of
// their texts to search in.
type Memory struct {
	options Options

	lock     sync.RWMutex
	byKey    map[string]*held
	sites    map[string]*site
	oldest   byOrder
	bytes    int64
	dropped  int
	added    uint64
	changes  uint64 // counts what was added and dropped, and reports
	reports  map[string]int
	reading  int
	readErr  error
	ranking  ranking
	sitesNow siteList
}

// held is one document. Nothing in it changes but its index, which Memory's lock guards.
type held struct {
	key      string
	item     Item // without reasons and worth
	emission int
	order    uint64
	at       time.Time // published, or else fetched or stored
	rules    []ruleRemoved
	prints   []uint64 // of its paragraphs and removals, sorted
	folded   []byte
	packed   []byte // the record, as record.Form packs it
	encoding string
	raw      func(context.Context) (*document.Raw, error)
	bytes    int64
	titled   bool
	bylined  bool
	unsure   *Reason // what its own record gives for a reason, nil for none
	quality  *Reason
	longest  removedText // the longest removal
	index    int         // in oldest
}

// ruleRemoved is what one rule removed of a document.
type ruleRemoved struct {
	rule     string
	kind     document.Kind
	removals int
	letters  int
}

// removedText is what is told of one removal.
type removedText struct {
	letters int
	rule    string
	kind    document.Kind
}

var _ Catalog = (*Memory)(nil)

// New returns an empty catalog.
func New(o Options) *Memory {
	if o.MostBytes <= 0 {
		o.MostBytes = MostBytes
	}
	o.Clean = Guard(o.Clean)
	return &Memory{options: o, byKey: make(map[string]*held), sites: make(map[string]*site), reports: make(map[string]int)}
}

// keyBytes of a digest name a document: in 96 bits no two of a catalog meet by chance.
const keyBytes = 12

// KeyOf returns the key that a document has in every catalog, by its id.
func KeyOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:keyBytes])
}

// Add adds a document, or replaces the one with its id: a lower emission by a higher
// one, and of one emission the older by the later. Where the catalog is full, the oldest
// are dropped, which may be this one.
func (m *Memory) Add(e Entry) error {
	h, err := hold(e)
	if err != nil {
		return fmt.Errorf("document %s: %w", e.Clean.ID, err)
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	m.added++
	if h.order == 0 {
		h.order = m.added
	}
	if before := m.byKey[h.key]; before != nil {
		if before.emission > h.emission || before.emission == h.emission && before.order > h.order {
			return nil
		}
		m.remove(before)
	}
	m.byKey[h.key] = h
	m.siteOf(h).add(h)
	heap.Push(&m.oldest, h)
	m.bytes += h.bytes
	m.changes++
	for m.bytes > m.options.MostBytes && len(m.oldest) > 1 {
		m.remove(m.oldest[0])
		m.dropped++
	}
	return nil
}

// remove takes a document out. The lock is held.
func (m *Memory) remove(h *held) {
	heap.Remove(&m.oldest, h.index)
	delete(m.byKey, h.key)
	s := m.siteOf(h)
	s.remove(h)
	if len(s.documents) == 0 {
		delete(m.sites, h.item.Site)
	}
	m.bytes -= h.bytes
	m.changes++
}

func (m *Memory) siteOf(h *held) *site {
	s := m.sites[h.item.Site]
	if s == nil {
		s = &site{name: h.item.Site, documents: make(map[*held]struct{})}
		m.sites[h.item.Site] = s
	}
	return s
}

// Report says that people have said something of a document: how many corrections it
// has, 0 for none.
func (m *Memory) Report(id string, corrections int) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.reports[id] == corrections {
		return
	}
	m.reports[id] = corrections
	if corrections == 0 {
		delete(m.reports, id)
	}
	m.changes++
}

// Read runs what adds documents, and has Progress tell of it meanwhile. It returns what
// read returns.
func (m *Memory) Read(ctx context.Context, read func(context.Context, *Memory) error) error {
	m.lock.Lock()
	m.reading++
	m.lock.Unlock()
	err := read(ctx, m)
	m.lock.Lock()
	defer m.lock.Unlock()
	m.reading--
	if err != nil && ctx.Err() == nil {
		m.readErr = err
	}
	return err
}

// Progress returns how far it has read.
func (m *Memory) Progress() Progress {
	m.lock.RLock()
	defer m.lock.RUnlock()
	return Progress{Documents: len(m.byKey), Reading: m.reading > 0, Dropped: m.dropped, Err: m.readErr}
}

// byOrder is a heap of documents, the oldest first.
type byOrder []*held

func (b byOrder) Len() int           { return len(b) }
func (b byOrder) Less(i, j int) bool { return b[i].order < b[j].order }
func (b byOrder) Swap(i, j int) {
	b[i], b[j] = b[j], b[i]
	b[i].index, b[j].index = i, j
}

// Push adds a *held.
func (b *byOrder) Push(x any) {
	h := x.(*held)
	h.index = len(*b)
	*b = append(*b, h)
}

// Pop takes the last off.
func (b *byOrder) Pop() any {
	last := len(*b) - 1
	h := (*b)[last]
	(*b)[last] = nil
	*b = (*b)[:last]
	return h
}
