package memory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Sites remembers which paragraphs each site repeats. Any number of goroutines
// may ask it while another applies a delta; a call waits for the delta at most.
// The zero Sites can't be used; see NewSites.
type Sites struct {
	options Options

	mu              sync.RWMutex
	of              map[string]*site
	doorkeeperBytes int
	evicted         Evicted
}

// Options bound the memory of sites. A zero field takes its default.
type Options struct {
	// Generations is how many of its latest a site keeps, of 28 days each;
	// default 2. An archive is cleaned by the boilerplate of its own time, and
	// keeps all of them: AllGenerations.
	Generations int
	// DoorBytes bounds the paragraphs that occurred once, of all sites together
	// (see doorkeeper): by far the most of the memory; default 48 MiB. Beyond it
	// the sites that were not seen for longest lose theirs.
	DoorBytes int
	// Sites bounds their number; default 131,072. Beyond it a quarter of them
	// is forgotten, those that were not seen for longest. A site with a pin
	// stays.
	Sites int
}

// AllGenerations is for Options.Generations: forget no time.
const AllGenerations = 1 << 20

const (
	defaultGenerations = 2
	defaultDoorBytes   = 48 << 20
	defaultSites       = 1 << 17
)

func (o Options) withDefaults() Options {
	if o.Generations == 0 {
		o.Generations = defaultGenerations
	}
	if o.DoorBytes == 0 {
		o.DoorBytes = defaultDoorBytes
	}
	if o.Sites == 0 {
		o.Sites = defaultSites
	}
	return o
}

// site is the memory of one site.
type site struct {
	generations map[int32]*generation // by day / generationDays
	latest      []datedDocument       // the latest headDocuments, latest first
	pins        map[uint64]Pin        // by fingerprint
}

// datedDocument is a document and its day.
type datedDocument struct {
	day  int32
	from uint32
}

// Pin is what an operator says of a paragraph, whatever was seen of it.
type Pin uint8

// The pins.
const (
	Unpinned Pin = iota
	Always       // remove it
	Never        // keep it
)

var pinNames = [...]string{"unpinned", "always", "never"}

// String returns the pin's name.
func (p Pin) String() string { return pinNames[p] }

// ParsePin is the inverse of String. Its error names the text.
func ParsePin(name string) (Pin, error) {
	at := slices.Index(pinNames[:], name)
	if at < 0 {
		return 0, fmt.Errorf("%q: want always, never or unpinned", name)
	}
	return Pin(at), nil
}

// NewSites returns an empty memory.
func NewSites(options Options) *Sites {
	return &Sites{options: options.withDefaults(), of: make(map[string]*site)}
}

// site returns the memory of a site, which it makes if there is none.
func (m *Sites) site(name string) *site {
	s := m.of[name]
	if s == nil {
		if len(m.of) >= m.options.Sites {
			m.evictSites()
		}
		s = &site{generations: make(map[int32]*generation, 1)}
		m.of[name] = s
	}
	return s
}

// add takes in a sighting. The caller holds the lock.
func (m *Sites) add(seen *Sighting) {
	s := m.site(seen.Site)
	s.addLatest(datedDocument{seen.Day, seen.Document})
	m.expire(s)
	number := seen.Day / generationDays
	if number < s.oldest(m.options.Generations) {
		return
	}
	g := s.generations[number]
	if g == nil {
		g = &generation{}
		s.generations[number] = g
	}
	g.documents = addRef(g.documents, newDocRef(seen.Document, seen.Fetched, 0), keptDocuments)
	g.addLead(seen.Document, seen.LeadNames)
	before := g.doorkeeper.bytes()
	for i := range seen.Paragraphs {
		p := &seen.Paragraphs[i]
		m.evicted.Paragraphs += g.add(p.Print, p.Names, occurrence{
			from: newDocRef(seen.Document, seen.Fetched, p.LeadOverlap), tag: uint32(p.Print), day: uint8(seen.Day % generationDays), at: p.position,
		})
	}
	m.doorkeeperBytes += g.doorkeeper.bytes() - before
	if m.doorkeeperBytes > m.options.DoorBytes {
		m.evictDoorkeepers()
	}
}

// forget drops what is known of a paragraph. The caller holds the lock.
func (m *Sites) forget(name string, print uint64) {
	if s := m.of[name]; s != nil {
		for _, g := range s.generations {
			g.forget(print)
		}
	}
}

// pin keeps what an operator says. The caller holds the lock.
func (m *Sites) pin(name string, print uint64, pin Pin) {
	s := m.site(name)
	if pin == Unpinned {
		delete(s.pins, print)
		return
	}
	if s.pins == nil {
		s.pins = make(map[uint64]Pin)
	}
	s.pins[print] = pin
}

// Recall returns verdicts on those blocks of a document that recur on its site.
// A document never counts against itself. Day is the document's as far as it is
// known before the document is cleaned, in days since 1970-01-01; 0 asks for
// the site's latest time.
func (m *Sites) Recall(v *View, day int32) []document.Verdict {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.of[v.Site]
	if s == nil {
		return nil
	}
	known := knownPool.Get().(*known)
	defer knownPool.Put(known)
	known.read(s, v, day)
	return s.verdicts(v, known)
}

// judge returns what Recall says of a document, and then Elsewhere, which both look for
// the same paragraphs; and how many verdicts are Recall's.
func (m *Sites) judge(v *View, day int32) (verdicts []document.Verdict, recalled int) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.of[v.Site]
	if s == nil {
		return nil, 0
	}
	known := knownPool.Get().(*known)
	defer knownPool.Put(known)
	known.read(s, v, day)
	verdicts = s.verdicts(v, known)
	return s.elsewhere(v, known, verdicts, verdicts), len(verdicts)
}

// RecurringParagraph is one paragraph of a site that is in more than one
// document, or that an operator pinned.
type RecurringParagraph struct {
	Print          uint64   // Fingerprint of its text
	Documents      int      // how many have it; an estimate beyond seven
	DocumentHashes []uint32 // NameHash of at most eight of them
	Since          string   // the first day on which it was seen, YYYY-MM-DD, as far back as memory goes; empty if it was not
	Last           string   // the last day
	Share          float64  // of the site's documents, 0..1
	Pin            Pin
	Recurs         bool // it counts as recurring at its usual position: Recall would mark it
}

// List returns the paragraphs of a site that memory knows from more than one
// document, and the pinned ones: those in the most documents first. It is empty
// for an unknown site.
func (m *Sites) List(name string) []RecurringParagraph {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.of[name]
	if s == nil {
		return nil
	}
	prints := make(map[uint64]bool)
	for _, g := range s.generations {
		for print := range g.recurrences {
			prints[print] = true
		}
	}
	for print := range s.pins {
		prints[print] = true
	}
	latest := s.period(0)
	var all []RecurringParagraph
	for print := range prints {
		all = append(all, s.recurringParagraph(&latest, print))
	}
	slices.SortFunc(all, func(a, b RecurringParagraph) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Print, b.Print))
	})
	return all
}

// recurringParagraph describes one paragraph.
func (s *site) recurringParagraph(p *period, print uint64) RecurringParagraph {
	var h history
	p.history(&h, print, 0)
	f := RecurringParagraph{
		Print: print, Documents: h.documents, Share: h.share, Pin: s.pins[print],
		Recurs: h.n > 0 && h.rule(h.least) != "",
	}
	if h.n > 0 {
		f.Since, f.Last = dayString(h.since), dayString(h.until)
	}
	for _, d := range h.refs() {
		f.DocumentHashes = append(f.DocumentHashes, d.document())
	}
	return f
}

// Names returns the sites that are remembered, in alphabetical order.
func (m *Sites) Names() []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Sorted(maps.Keys(m.of))
}
