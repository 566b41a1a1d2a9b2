package memory

import (
	"encoding/binary"
	"fmt"
)

// deltaVersion is the first byte of a delta. The version before has no days of
// fetching.
const (
	deltaVersion   = 2
	deltaUnfetched = 1
)

// Delta is changes to a memory of sites, in order. The zero Delta is empty.
//
// On the wire it is deltaVersion and then changes: a byte that says which, and
// its arguments. Numbers are varints, but for fingerprints (eight bytes,
// little-endian), positions (three bytes), names (eight), overlaps (one) and
// lead names (four times eight). A site holds for all changes after it, up to
// the next.
type Delta struct {
	bytes []byte
	site  string
}

// The changes.
const (
	changeSite   = 's' // length, name
	changeSaw    = 'd' // document, day, day of fetching, lead names, number of paragraphs, each with fingerprint, position, names, overlap
	changeForget = 'f' // fingerprint
	changePin    = 'p' // fingerprint, pin
)

// Saw adds what a document showed. One without paragraphs counts too: it adds
// to the number of the site's documents.
func (d *Delta) Saw(s Sighting) {
	d.begin(s.Site, changeSaw)
	d.bytes = binary.AppendUvarint(d.bytes, uint64(s.Document))
	d.bytes = binary.AppendUvarint(d.bytes, uint64(s.Day))
	d.bytes = binary.AppendUvarint(d.bytes, uint64(s.Fetched))
	d.bytes = s.LeadNames.append(d.bytes)
	d.bytes = binary.AppendUvarint(d.bytes, uint64(len(s.Paragraphs)))
	for i := range s.Paragraphs {
		p := &s.Paragraphs[i]
		d.bytes = binary.LittleEndian.AppendUint64(d.bytes, p.Print)
		d.bytes = p.position.append(d.bytes)
		d.bytes = append(append(d.bytes, p.Names[:]...), byte(p.LeadOverlap))
	}
}

// Forget drops what is known of a paragraph of a site. It comes to count again
// if documents go on to show it; Pin keeps it from that.
func (d *Delta) Forget(site string, print uint64) {
	d.begin(site, changeForget)
	d.bytes = binary.LittleEndian.AppendUint64(d.bytes, print)
}

// Pin says for good what is done with a paragraph of a site.
func (d *Delta) Pin(site string, print uint64, pin Pin) {
	d.begin(site, changePin)
	d.bytes = binary.LittleEndian.AppendUint64(d.bytes, print)
	d.bytes = append(d.bytes, byte(pin))
}

func (d *Delta) begin(site string, change byte) {
	if d.bytes == nil {
		d.bytes = []byte{deltaVersion}
	}
	if d.site != site {
		d.site = site
		d.bytes = append(d.bytes, changeSite)
		d.bytes = appendString(d.bytes, site)
	}
	d.bytes = append(d.bytes, change)
}

// Bytes returns the delta's wire form, nil when nothing was added.
func (d *Delta) Bytes() []byte { return d.bytes }

// Size returns how many bytes a sighting adds to a delta at most.
func (s *Sighting) Size() int {
	return paragraphBytes*len(s.Paragraphs) + leadNamesBytes + len(s.Site) + 6*binary.MaxVarintLen32
}

const (
	paragraphBytes = 20
	leadNamesBytes = 32
)

// Apply makes the changes of a delta's wire form. One that can't be read to its
// end changes nothing; the error says at which byte it is wrong.
func (m *Sites) Apply(delta []byte) error {
	changes, err := readDelta(delta)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, change := range changes {
		change(m)
	}
	return nil
}

// readDelta returns the changes of a delta.
func readDelta(delta []byte) (changes []func(*Sites), err error) {
	if len(delta) == 0 {
		return nil, nil
	}
	r := &siteReader{name: "delta", rest: delta[1:], size: len(delta)}
	if delta[0] != deltaVersion && delta[0] != deltaUnfetched && delta[0] != deltaMerging {
		return nil, fmt.Errorf("delta of version %d, want %d", delta[0], deltaMerging)
	}
	fetched := delta[0] != deltaUnfetched
	site := ""
	for len(r.rest) > 0 && r.err == nil {
		switch change := r.byte(); change {
		case changeSite:
			site = r.string()
		case changeSaw:
			seen := r.sighting(site, fetched)
			changes = append(changes, func(m *Sites) { m.add(&seen) })
		case changeMerge:
			site, other := site, r.site()
			changes = append(changes, func(m *Sites) { m.merge(site, other) })
		case changeForget:
			site, print := site, r.uint64()
			changes = append(changes, func(m *Sites) { m.forget(site, print) })
		case changePin:
			site, print, pin := site, r.uint64(), Pin(r.uvarint(uint64(Never)))
			changes = append(changes, func(m *Sites) { m.pin(site, print, pin) })
		default:
			r.fail("an unknown change %q", change)
		}
	}
	return changes, r.err
}

// sighting reads what a document showed, of which an old delta does not say when
// it was fetched.
func (r *siteReader) sighting(site string, fetched bool) Sighting {
	s := Sighting{Site: site, Document: uint32(r.uvarint(1<<32 - 1)), Day: int32(r.uvarint(1<<31 - 1))}
	if fetched {
		s.Fetched = int32(r.uvarint(1<<31 - 1))
	}
	s.LeadNames = r.leadNames()
	n := r.uvarint(uint64(len(r.rest) / paragraphBytes))
	s.Paragraphs = make([]Paragraph, n)
	for i := range s.Paragraphs {
		p := &s.Paragraphs[i]
		p.Print = r.uint64()
		p.position = r.position()
		copy(p.Names[:], r.take(keptNames))
		p.LeadOverlap = LeadOverlap(r.byte())
	}
	return s
}

// siteReader reads the parts of a delta or a snapshot of sites. After an error
// it returns zeros.
type siteReader struct {
	name string // of what is read, for the error
	rest []byte
	size int
	err  error
}

func (r *siteReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: at byte %d: %s", r.name, r.size-len(r.rest), fmt.Sprintf(format, args...))
	}
	r.rest = nil
}

// take returns the next n bytes, or as many zeros when they are not there.
func (r *siteReader) take(n int) []byte {
	if len(r.rest) < n {
		r.fail("it breaks off")
		return make([]byte, n)
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func (r *siteReader) byte() byte     { return r.take(1)[0] }
func (r *siteReader) uint32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *siteReader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *siteReader) string() string { return string(r.take(int(r.uvarint(uint64(len(r.rest)))))) }

// uvarint reads a varint that is not greater than a bound.
func (r *siteReader) uvarint(most uint64) uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail("it breaks off")
		return 0
	}
	if v > most {
		r.fail("%d is more than %d", v, most)
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *siteReader) position() position {
	b := r.take(3)
	return position{b[0], b[1], b[2]}
}

func (p position) append(b []byte) []byte { return append(b, p.Before, p.After, p.Path) }

func (r *siteReader) leadNames() (l LeadNames) {
	for i := range l {
		l[i] = r.uint64()
	}
	return l
}

func (l LeadNames) append(b []byte) []byte {
	for _, part := range l {
		b = binary.LittleEndian.AppendUint64(b, part)
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
