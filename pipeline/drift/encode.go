package drift

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
)

// The versions of what is stored. A reader refuses another one.
const (
	deltaVersion    = 1
	snapshotVersion = 1
)

// What an entry of a delta is.
const (
	entryDocument = iota
	entrySettle
)

// Delta is a list of changes of a memory, to be stored and applied later. What was found
// by looking is in it, so that who applies it need not look, and comes to the same memory
// with other thresholds. The zero Delta is empty.
type Delta struct{ bytes []byte }

// Add is Sites.Add, later.
func (d *Delta) Add(name string, doc Document) {
	d.entry(entryDocument, name)
	d.bytes = doc.append(d.bytes)
}

// Settle is Sites.Settle, later.
func (d *Delta) Settle(name string, since int64) {
	d.entry(entrySettle, name)
	d.bytes = binary.AppendVarint(d.bytes, since)
}

func (d *Delta) entry(kind byte, name string) {
	if len(d.bytes) == 0 {
		d.bytes = append(d.bytes, deltaVersion)
	}
	d.bytes = appendString(append(d.bytes, kind), name)
}

// Bytes returns the delta as Apply reads it, empty when nothing changes.
func (d *Delta) Bytes() []byte { return d.bytes }

// Apply makes the changes of a delta. After an error the memory may have some of them.
func (m *Sites) Apply(delta []byte) error {
	if len(delta) == 0 {
		return nil
	}
	if delta[0] != deltaVersion {
		return fmt.Errorf("delta of version %d, want %d", delta[0], deltaVersion)
	}
	r := reader{rest: delta[1:]}
	for len(r.rest) > 0 {
		kind, name := r.byte(), r.string()
		switch kind {
		case entryDocument:
			if doc := r.document(); r.err == nil {
				m.Add(name, doc)
			}
		case entrySettle:
			if since := r.varint(); r.err == nil {
				m.Settle(name, since)
			}
		default:
			r.fail()
		}
		if r.err != nil {
			return fmt.Errorf("delta, %d bytes before its end: %w", len(r.rest), r.err)
		}
	}
	return nil
}

// Snapshot returns the memory in pieces of about so many bytes, the same for the same
// memory.
func (m *Sites) Snapshot(bytes int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		piece := []byte{snapshotVersion}
		for _, name := range m.Names() {
			piece = m.of[name].append(appendString(piece, name))
			if len(piece) < bytes {
				continue
			}
			if !yield(piece) {
				return
			}
			piece = []byte{snapshotVersion}
		}
		if len(piece) > 1 {
			yield(piece)
		}
	}
}

// LoadSites returns the memory of a snapshot. An error that the pieces end with is
// returned.
func LoadSites(pieces iter.Seq2[[]byte, error]) (*Sites, error) {
	m := NewSites()
	for piece, err := range pieces {
		if err != nil {
			return nil, err
		}
		if len(piece) == 0 || piece[0] != snapshotVersion {
			return nil, errors.New("snapshot of another version")
		}
		r := reader{rest: piece[1:]}
		for len(r.rest) > 0 {
			name, s := r.string(), r.site()
			if r.err != nil {
				return nil, fmt.Errorf("snapshot, %d bytes before the end of a piece: %w", len(r.rest), r.err)
			}
			m.of[name] = s
			m.kept += siteCost + len(s.documents)
			m.clock = max(m.clock, s.seen)
		}
	}
	return m, nil
}

func (s *site) append(b []byte) []byte {
	b = binary.AppendVarint(b, s.floor)
	b = binary.AppendUvarint(b, uint64(s.first))
	b = binary.AppendUvarint(b, s.seen)
	b = binary.AppendUvarint(b, uint64(len(s.documents)))
	for i := range s.documents {
		b = s.documents[i].append(b)
	}
	return b
}

func (d *Document) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, d.ID)
	b = binary.AppendVarint(b, d.At)
	b = binary.AppendUvarint(b, d.Ref)
	return append(b, d.Values[:]...)
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader reads what the appends wrote. After its first error it returns zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errors.New("it is broken")
	}
	r.rest = nil
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.fail()
		return make([]byte, max(0, min(n, headerBytes)))
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) string() string {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.fail()
		return ""
	}
	return string(r.take(int(n)))
}

func (r *reader) document() (d Document) {
	d.ID = binary.LittleEndian.Uint64(r.take(8))
	d.At, d.Ref = r.varint(), r.uvarint()
	copy(d.Values[:], r.take(MeasureCount))
	return d
}

func (r *reader) site() *site {
	s := &site{floor: r.varint(), first: int(min(r.uvarint(), firstDocuments)), seen: r.uvarint()}
	n := r.uvarint()
	if n > mostDocuments {
		r.fail()
		return s
	}
	for range n {
		s.documents = append(s.documents, r.document())
	}
	return s
}
