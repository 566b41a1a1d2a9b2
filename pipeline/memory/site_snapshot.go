package memory

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// snapshotVersion is the first byte of a snapshot.
const snapshotVersion = 1

// Snapshot returns the whole memory in a form that LoadSites reads, what
// occurred once and its order included: a memory that was loaded from a
// snapshot and goes on becomes the same as the one that went on without. The
// same memory has the same bytes.
func (m *Sites) Snapshot() []byte {
	m.mu.RLock()
	defer m.mu.RUnlock()
	b := []byte{snapshotVersion}
	for _, name := range slices.Sorted(maps.Keys(m.of)) {
		b = m.of[name].append(appendString(b, name))
	}
	return b
}

func (s *site) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(s.latest)))
	for _, d := range s.latest {
		b = binary.AppendUvarint(b, uint64(d.day))
		b = binary.LittleEndian.AppendUint32(b, d.from)
	}
	b = binary.AppendUvarint(b, uint64(len(s.pins)))
	for _, print := range slices.Sorted(maps.Keys(s.pins)) {
		b = append(binary.LittleEndian.AppendUint64(b, print), byte(s.pins[print]))
	}
	b = binary.AppendUvarint(b, uint64(len(s.generations)))
	for _, number := range slices.Sorted(maps.Keys(s.generations)) {
		b = s.generations[number].append(binary.AppendUvarint(b, uint64(number)))
	}
	return b
}

func (g *generation) append(b []byte) []byte {
	b = appendRefs(b, g.documents)
	b = binary.AppendUvarint(b, uint64(len(g.leads)))
	for _, l := range g.leads {
		b = l.append(binary.LittleEndian.AppendUint32(b, l.document))
	}
	b = binary.AppendUvarint(b, uint64(len(g.doorkeeper.cells)/rowCells))
	for _, o := range g.doorkeeper.cells {
		b = o.append(b)
	}
	b = binary.AppendUvarint(b, uint64(len(g.recurrences)))
	for _, print := range slices.Sorted(maps.Keys(g.recurrences)) {
		r := g.recurrences[print]
		b = binary.LittleEndian.AppendUint64(b, print)
		b = appendRefs(b, r.refs())
		b = binary.LittleEndian.AppendUint32(b, r.days)
		b = r.greatest.append(r.least.append(b))
		b = append(b, r.names[:]...)
	}
	return b
}

// append writes an empty cell as its zero docRef alone.
func (o occurrence) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(o.from))
	if o.from == 0 {
		return b
	}
	b = binary.LittleEndian.AppendUint32(b, o.tag)
	return o.at.append(append(b, o.day))
}

func appendRefs(b []byte, set []docRef) []byte {
	b = binary.AppendUvarint(b, uint64(len(set)))
	for _, d := range set {
		b = binary.LittleEndian.AppendUint64(b, uint64(d))
	}
	return b
}

// LoadSites returns the memory of a snapshot; an empty one when the snapshot is
// empty. Its error says at which byte the snapshot is wrong.
func LoadSites(snapshot []byte, options Options) (*Sites, error) {
	m := NewSites(options)
	if len(snapshot) == 0 {
		return m, nil
	}
	if snapshot[0] != snapshotVersion {
		return nil, fmt.Errorf("snapshot of version %d, want %d", snapshot[0], snapshotVersion)
	}
	r := &siteReader{name: "snapshot", rest: snapshot[1:], size: len(snapshot)}
	for len(r.rest) > 0 {
		name := r.string()
		s := r.site()
		if r.err != nil {
			return nil, r.err
		}
		m.of[name] = s
		for _, g := range s.generations {
			m.doorkeeperBytes += g.doorkeeper.bytes()
		}
	}
	return m, r.err
}

func (r *siteReader) site() *site {
	s := &site{generations: make(map[int32]*generation)}
	for range r.uvarint(headDocuments) {
		s.latest = append(s.latest, datedDocument{int32(r.uvarint(1<<31 - 1)), r.uint32()})
	}
	if n := r.uvarint(uint64(len(r.rest))); n > 0 {
		s.pins = make(map[uint64]Pin)
		for range n {
			print := r.uint64()
			s.pins[print] = Pin(r.uvarint(uint64(Never)))
		}
	}
	for range r.uvarint(uint64(len(r.rest))) {
		number := int32(r.uvarint(1<<31/generationDays - 1))
		s.generations[number] = r.generation()
	}
	return s
}

func (r *siteReader) generation() *generation {
	g := &generation{documents: r.refs(keptDocuments)}
	for range r.uvarint(keptLeads) {
		g.leads = append(g.leads, documentLead{r.uint32(), r.leadNames()})
	}
	if rows := r.uvarint(mostRows); rows > 0 {
		if rows&(rows-1) != 0 {
			r.fail("a doorkeeper of %d rows", rows)
			return g
		}
		g.doorkeeper.cells = make([]occurrence, rows*rowCells)
		for i := range g.doorkeeper.cells {
			g.doorkeeper.cells[i] = r.occurrence()
		}
	}
	n := r.uvarint(mostRecurrences)
	if n > 0 {
		g.recurrences = make(map[uint64]*recurrence, n)
	}
	for range n {
		print := r.uint64()
		g.recurrences[print] = r.recurrence()
	}
	return g
}

func (r *siteReader) occurrence() occurrence {
	from := docRef(r.uint64())
	if from == 0 {
		return occurrence{}
	}
	return occurrence{from: from, tag: r.uint32(), day: r.byte() % generationDays, at: r.position()}
}

func (r *siteReader) recurrence() *recurrence {
	recurring := new(recurrence)
	recurring.n = uint8(copy(recurring.from[:], r.refs(keptRefs)))
	recurring.days, recurring.least, recurring.greatest = r.uint32(), r.position(), r.position()
	copy(recurring.names[:], r.take(keptNames))
	return recurring
}

func (r *siteReader) refs(most int) []docRef {
	n := r.uvarint(uint64(most))
	set := make([]docRef, 0, n)
	for range n {
		set = append(set, docRef(r.uint64()))
	}
	return set
}

// Encode returns the memory of one site in a form that Restore reads.
func (m *Sites) Encode(name string) []byte {
	m.mu.RLock()
	defer m.mu.RUnlock()
	b := []byte{snapshotVersion}
	if s := m.of[name]; s != nil {
		b = s.append(b)
	}
	return b
}

// Restore replaces the memory of one site by what Encode returned. Its error
// names the site; then nothing is changed.
func (m *Sites) Restore(name string, encoded []byte) error {
	if len(encoded) == 0 || encoded[0] != snapshotVersion {
		return fmt.Errorf("memory of site %s: unknown version", name)
	}
	r := &siteReader{name: "memory of site " + name, rest: encoded[1:], size: len(encoded)}
	s := r.site()
	if r.err != nil {
		return r.err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.of[name]; old != nil {
		for _, g := range old.generations {
			m.doorkeeperBytes -= g.doorkeeper.bytes()
		}
	}
	m.of[name] = s
	for _, g := range s.generations {
		m.doorkeeperBytes += g.doorkeeper.bytes()
	}
	return nil
}

// Digest identifies what is remembered, whatever the order in which it came: two
// memories of the same sightings have the same digest as long as neither came
// to a bound. 16 hex digits.
func (m *Sites) Digest() string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(m.of)) {
		s := *m.of[name]
		s.generations = maps.Clone(s.generations)
		for number, g := range s.generations {
			sorted := *g
			sorted.doorkeeper.cells = g.doorkeeper.sorted()
			s.generations[number] = &sorted
		}
		h.Write(s.append(appendString(nil, name)))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// sorted returns the occurrences by tag and document, in whole rows.
func (d *doorkeeper) sorted() []occurrence {
	var all []occurrence
	for _, o := range d.cells {
		if o.from != 0 {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b occurrence) int { return cmp.Or(cmp.Compare(a.tag, b.tag), cmp.Compare(a.from, b.from)) })
	return append(all, make([]occurrence, (rowCells-len(all)%rowCells)%rowCells)...)
}
