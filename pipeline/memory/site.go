package memory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Options bound the memory of sites. A zero field takes its default.
type Options struct {
	// Generations is how many of the latest a site keeps; default 2. An archive
	// is cleaned with the furniture of its own time, and keeps all: AllGenerations.
	Generations int
	// DoorBytes bounds the first sightings of all sites together, which are by
	// far the most of the memory; default 48 MiB. Beyond it the sites that were
	// not seen for longest lose theirs.
	DoorBytes int
	// Sites bounds their number; default 131,072. Beyond it a quarter of them
	// are forgotten, those that were not seen for longest; what an operator
	// pinned stays.
	Sites int
}

// AllGenerations is for Options.Generations: forget no time.
const AllGenerations = 1 << 20

const (
	defaultDoorBytes = 48 << 20
	defaultSites     = 1 << 17 // a site that is seldom seen takes some 2 KB
)

func (o Options) withDefaults() Options {
	if o.Generations == 0 {
		o.Generations = 2
	}
	if o.DoorBytes == 0 {
		o.DoorBytes = defaultDoorBytes
	}
	if o.Sites == 0 {
		o.Sites = defaultSites
	}
	return o
}

// Sites remembers what sites repeat. Any number of goroutines may ask it, while
// another applies a delta. The zero Sites can't be used; see NewSites.
type Sites struct {
	options Options

	mu        sync.RWMutex
	of        map[string]*site
	doorBytes int
	evicted   Evicted
}

// Evicted counts what had to leave for want of room. What its time is over for
// is not in it.
type Evicted struct {
	Sites      int
	Paragraphs int // of sites that had too many
	Doors      int // tables of first sightings, of a site's generation each
}

// Size is how much a memory holds.
type Size struct {
	Sites      int
	Documents  int // that it rests on; beyond keptDocuments a site's number is an estimate
	Paragraphs int // that stood in more than one document
	DoorBytes  int // of first sightings
}

// Size counts what is there. It goes through all sites.
func (m *Sites) Size() Size {
	m.mu.RLock()
	defer m.mu.RUnlock()
	size := Size{Sites: len(m.of), DoorBytes: m.doorBytes}
	for _, s := range m.of {
		for _, g := range s.generations {
			size.Documents += countWitnesses(g.documents, keptDocuments)
			size.Paragraphs += len(g.traces)
		}
	}
	return size
}

// TakeEvicted gives what had to leave since it was asked last.
func (m *Sites) TakeEvicted() Evicted {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := m.evicted
	m.evicted = Evicted{}
	return taken
}

// site is the memory of one site.
type site struct {
	generations map[int32]*generation // by day / generationDays
	latest      []dated               // the latest documents, latest first
	pins        map[uint64]Pin
}

// dated is a document and its day.
type dated struct {
	day  int32
	from uint32
}

// headDocuments is how many documents must be of a day, or later, before it
// moves the window: a page with a wrong date alone must not make a site forget.
const headDocuments = 3

// Pin is what an operator says of a paragraph, whatever was seen of it.
type Pin uint8

// The pins.
const (
	Unpinned Pin = iota
	Always       // it is furniture
	Never        // it is not
)

var pinNames = [...]string{"unpinned", "always", "never"}

// String gives the pin's name.
func (p Pin) String() string { return pinNames[p] }

// ParsePin is the inverse of String.
func ParsePin(name string) (Pin, error) {
	at := slices.Index(pinNames[:], name)
	if at < 0 {
		return 0, fmt.Errorf("%q: want always, never or unpinned", name)
	}
	return Pin(at), nil
}

// NewSites gives an empty memory.
func NewSites(options Options) *Sites {
	return &Sites{options: options.withDefaults(), of: make(map[string]*site)}
}

// site gives the memory of a site, which it makes if there is none.
func (m *Sites) site(name string) *site {
	s := m.of[name]
	if s == nil {
		if len(m.of) >= m.options.Sites {
			m.forgetSites()
		}
		s = &site{generations: make(map[int32]*generation, 1)}
		m.of[name] = s
	}
	return s
}

// learn takes in a sighting. The caller holds the lock.
func (m *Sites) learn(seen *Sighting) {
	s := m.site(seen.Site)
	s.note(dated{seen.Day, seen.Document})
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
	g.documents = addWitness(g.documents, witnessOf(seen.Document, 0), keptDocuments)
	g.introduce(seen.Document, seen.Leads)
	before := g.door.bytes()
	for i := range seen.Paragraphs {
		p := &seen.Paragraphs[i]
		m.evicted.Paragraphs += g.learn(p.Print, p.Names, glimpse{from: witnessOf(seen.Document, p.Kin), tag: uint32(p.Print), day: uint8(seen.Day % generationDays), at: p.place})
	}
	m.doorBytes += g.door.bytes() - before
	if m.doorBytes > m.options.DoorBytes {
		m.unload()
	}
}

// note keeps the latest headDocuments documents. Adding is commutative and
// idempotent, and the day of the last of them never goes back.
func (s *site) note(d dated) {
	later := func(a, b dated) int { return cmp.Or(cmp.Compare(b.day, a.day), cmp.Compare(a.from, b.from)) }
	for i, other := range s.latest {
		if other.from == d.from { // of a document with two days, the later counts
			if other.day >= d.day {
				return
			}
			s.latest = slices.Delete(s.latest, i, i+1)
			break
		}
	}
	at, _ := slices.BinarySearchFunc(s.latest, d, later)
	if at == headDocuments {
		return
	}
	if len(s.latest) == headDocuments {
		s.latest = s.latest[:headDocuments-1]
	}
	s.latest = slices.Insert(s.latest, at, d)
}

// head gives the generation that the site has come to.
func (s *site) head() (number int32, ok bool) {
	if len(s.latest) < headDocuments {
		return 0, false
	}
	return s.latest[headDocuments-1].day / generationDays, true
}

// oldest gives the oldest generation that is kept of so many.
func (s *site) oldest(kept int) int32 {
	head, ok := s.head()
	if !ok {
		return 0
	}
	return max(0, head-int32(kept)+1)
}

// expire drops the generations that are over.
func (m *Sites) expire(s *site) {
	oldest := s.oldest(m.options.Generations)
	for number, g := range s.generations {
		if number < oldest {
			m.doorBytes -= g.door.bytes()
			delete(s.generations, number)
		}
	}
}

// unloadTo is the share of DoorBytes that is left when doors had to go: so that
// it happens seldom.
const unloadTo = 0.75

// unload drops first sightings, those of the oldest generations first.
func (m *Sites) unload() {
	type at struct {
		number int32
		day    int32
		name   string
	}
	var all []at
	for name, s := range m.of {
		for number := range s.generations {
			all = append(all, at{number, s.lastDay(), name})
		}
	}
	slices.SortFunc(all, func(a, b at) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.day, b.day), cmp.Compare(a.name, b.name))
	})
	for _, a := range all {
		if float64(m.doorBytes) <= unloadTo*float64(m.options.DoorBytes) {
			return
		}
		g := m.of[a.name].generations[a.number]
		if g.door.bytes() > 0 {
			m.evicted.Doors++
		}
		m.doorBytes -= g.door.bytes()
		g.door = door{}
	}
}

// forgetSites drops a quarter of the sites, those that were not seen for
// longest.
func (m *Sites) forgetSites() {
	names := make([]string, 0, len(m.of))
	for name, s := range m.of {
		if len(s.pins) == 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(m.of[a].lastDay(), m.of[b].lastDay()), cmp.Compare(a, b))
	})
	names = names[:(len(names)+3)/4]
	m.evicted.Sites += len(names)
	for _, name := range names {
		for _, g := range m.of[name].generations {
			m.doorBytes -= g.door.bytes()
		}
		delete(m.of, name)
	}
}

// lastDay is the day of the site's latest document, 0 when there is none.
func (s *site) lastDay() int32 {
	if len(s.latest) == 0 {
		return 0
	}
	return s.latest[0].day
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

// Recall gives what memory has to say of a document's paragraphs. Day is the
// document's, as far as it is known before its text is judged: 0 for now.
func (m *Sites) Recall(r *Reading, day int32) []document.Verdict {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.of[r.Site]
	if s == nil {
		return nil
	}
	return s.judge(r, day)
}

// Furniture is one paragraph of a site that memory holds for furniture, or that
// an operator pinned.
type Furniture struct {
	Print     uint64
	Documents int // how many had it, about
	Named     []uint32
	Since     string // the day on which it was first seen, YYYY-MM-DD, as far back as memory goes
	Last      string
	Share     float64 // of the site's documents
	Pin       Pin
	Learned   bool // it would leave a document, in its usual place
}

// List gives what is remembered of a site's paragraphs that stood in more than
// one document, those in the most documents first.
func (m *Sites) List(name string) []Furniture {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.of[name]
	if s == nil {
		return nil
	}
	prints := make(map[uint64]bool)
	for _, g := range s.generations {
		for print := range g.traces {
			prints[print] = true
		}
	}
	for print := range s.pins {
		prints[print] = true
	}
	whole := s.view(0)
	var all []Furniture
	for print := range prints {
		all = append(all, s.furniture(&whole, print))
	}
	slices.SortFunc(all, func(a, b Furniture) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Print, b.Print))
	})
	return all
}

// Names gives the sites that are remembered, in order.
func (m *Sites) Names() []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Sorted(maps.Keys(m.of))
}
