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

// Snapshot gives the whole memory in a form that LoadSites reads: all of it,
// first sightings and their order included, so that who goes on from a snapshot
// comes to the same memory as who never stopped. The same memory gives the same
// bytes.
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
	b = appendWitnesses(b, g.documents)
	b = binary.AppendUvarint(b, uint64(len(g.leads)))
	for _, l := range g.leads {
		b = l.append(binary.LittleEndian.AppendUint32(b, l.document))
	}
	b = binary.AppendUvarint(b, uint64(len(g.door.cells)/rowCells))
	for _, c := range g.door.cells {
		b = binary.LittleEndian.AppendUint64(b, uint64(c.from))
		if c.from != 0 {
			b = binary.LittleEndian.AppendUint32(b, c.tag)
			b = append(b, c.day, c.at.Before, c.at.After, c.at.Path)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(g.traces)))
	for _, print := range slices.Sorted(maps.Keys(g.traces)) {
		t := g.traces[print]
		b = binary.LittleEndian.AppendUint64(b, print)
		b = appendWitnesses(b, t.witnesses())
		b = binary.LittleEndian.AppendUint32(b, t.days)
		b = append(b, t.first.Before, t.first.After, t.first.Path, t.last.Before, t.last.After, t.last.Path)
		b = append(b, t.names[:]...)
	}
	return b
}

func appendWitnesses(b []byte, set []witness) []byte {
	b = binary.AppendUvarint(b, uint64(len(set)))
	for _, w := range set {
		b = binary.LittleEndian.AppendUint64(b, uint64(w))
	}
	return b
}

// LoadSites gives the memory that a snapshot was made of; an empty one when
// there is no snapshot.
func LoadSites(snapshot []byte, options Options) (*Sites, error) {
	m := NewSites(options)
	if len(snapshot) == 0 {
		return m, nil
	}
	if snapshot[0] != snapshotVersion {
		return nil, fmt.Errorf("snapshot of version %d, want %d", snapshot[0], snapshotVersion)
	}
	r := &wire{name: "snapshot", rest: snapshot[1:], size: len(snapshot)}
	for len(r.rest) > 0 {
		name := r.string()
		s := r.site()
		if r.err != nil {
			return nil, r.err
		}
		m.of[name] = s
		for _, g := range s.generations {
			m.doorBytes += g.door.bytes()
		}
	}
	return m, r.err
}

func (r *wire) site() *site {
	s := &site{generations: make(map[int32]*generation)}
	for range r.most(headDocuments) {
		s.latest = append(s.latest, dated{int32(r.most(1<<31 - 1)), r.uint32()})
	}
	if n := r.most(uint64(len(r.rest))); n > 0 {
		s.pins = make(map[uint64]Pin)
		for range n {
			print := r.print()
			s.pins[print] = Pin(r.most(uint64(Never)))
		}
	}
	for range r.most(uint64(len(r.rest))) {
		number := int32(r.most(1<<31/generationDays - 1))
		s.generations[number] = r.generation()
	}
	return s
}

func (r *wire) generation() *generation {
	g := &generation{documents: r.witnesses(keptDocuments)}
	for range r.most(keptLeads) {
		g.leads = append(g.leads, introduced{r.uint32(), r.leads()})
	}
	if rows := r.most(mostRows); rows > 0 {
		if rows&(rows-1) != 0 {
			r.fail("a door of %d rows", rows)
			return g
		}
		g.door.cells = make([]glimpse, rows*rowCells)
		for i := range g.door.cells {
			g.door.cells[i] = r.glimpse()
		}
	}
	n := r.most(mostTraces)
	if n > 0 {
		g.traces = make(map[uint64]trace, n)
	}
	for range n {
		print, t := r.print(), trace{}
		t.n = uint8(copy(t.from[:], r.witnesses(keptWitnesses)))
		t.days, t.first, t.last = r.uint32(), r.place(), r.place()
		copy(t.names[:], r.take(keptNames))
		g.traces[print] = t
	}
	return g
}

func (r *wire) glimpse() glimpse {
	from := witness(r.uint64())
	if from == 0 {
		return glimpse{}
	}
	return glimpse{from: from, tag: r.uint32(), day: r.byte() % generationDays, at: r.place()}
}

func (r *wire) witnesses(most int) []witness {
	n := r.most(uint64(most))
	set := make([]witness, 0, n)
	for range n {
		set = append(set, witness(r.uint64()))
	}
	return set
}

// Encode gives the memory of one site in a form that Restore reads.
func (m *Sites) Encode(name string) []byte {
	m.mu.RLock()
	defer m.mu.RUnlock()
	b := []byte{snapshotVersion}
	if s := m.of[name]; s != nil {
		b = s.append(b)
	}
	return b
}

// Restore puts the memory of one site, as Encode gave it, in place of what is
// there.
func (m *Sites) Restore(name string, encoded []byte) error {
	if len(encoded) == 0 || encoded[0] != snapshotVersion {
		return fmt.Errorf("memory of site %s: unknown version", name)
	}
	r := &wire{name: "memory of site " + name, rest: encoded[1:], size: len(encoded)}
	s := r.site()
	if r.err != nil {
		return r.err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old := m.of[name]; old != nil {
		for _, g := range old.generations {
			m.doorBytes -= g.door.bytes()
		}
	}
	m.of[name] = s
	for _, g := range s.generations {
		m.doorBytes += g.door.bytes()
	}
	return nil
}

// Digest names what is remembered, whatever the order in which it was learned:
// two memories of the same sightings have the same digest as long as neither
// came to a bound. 16 hex digits.
func (m *Sites) Digest() string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(m.of)) {
		s := *m.of[name]
		s.generations = maps.Clone(s.generations)
		for number, g := range s.generations {
			sorted := *g
			sorted.door.cells = g.door.sorted()
			s.generations[number] = &sorted
		}
		h.Write(s.append(appendString(nil, name)))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// sorted gives the first sightings in whole rows, those without one last.
func (d *door) sorted() []glimpse {
	var all []glimpse
	for _, c := range d.cells {
		if c.from != 0 {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b glimpse) int { return cmp.Or(cmp.Compare(a.tag, b.tag), cmp.Compare(a.from, b.from)) })
	return append(all, make([]glimpse, (rowCells-len(all)%rowCells)%rowCells)...)
}
