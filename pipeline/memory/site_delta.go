package memory

import (
	"encoding/binary"
	"fmt"
)

// deltaVersion is the first byte of a delta.
const deltaVersion = 1

// Delta gathers changes of memory, in their order. The zero Delta is empty.
//
// On the wire it is deltaVersion and then changes: a byte that says which, and
// what belongs to it. Numbers are varints, but for fingerprints (eight bytes,
// little-endian) and places (three bytes), names (eight), kin (one) and leads (four times eight). A site holds
// for all changes after it, up to the next.
type Delta struct {
	bytes []byte
	site  string
}

// The changes.
const (
	changeSite   = 's' // length, name
	changeSaw    = 'd' // document, day, leads, number of paragraphs, each with fingerprint, place, names, kin
	changeForget = 'f' // fingerprint
	changePin    = 'p' // fingerprint, pin
)

// Saw adds what a document showed. One without paragraphs counts too: it makes
// the site larger.
func (d *Delta) Saw(s Sighting) {
	d.begin(s.Site, changeSaw)
	d.bytes = binary.AppendUvarint(d.bytes, uint64(s.Document))
	d.bytes = binary.AppendUvarint(d.bytes, uint64(s.Day))
	d.bytes = s.Leads.append(d.bytes)
	d.bytes = binary.AppendUvarint(d.bytes, uint64(len(s.Paragraphs)))
	for i := range s.Paragraphs {
		p := &s.Paragraphs[i]
		d.bytes = binary.LittleEndian.AppendUint64(d.bytes, p.Print)
		d.bytes = append(d.bytes, p.Before, p.After, p.Path)
		d.bytes = append(append(d.bytes, p.Names[:]...), byte(p.Kin))
	}
}

// Forget drops what is known of a paragraph of a site. It is learned again when
// it goes on to be seen; Pin keeps it from that.
func (d *Delta) Forget(site string, print uint64) {
	d.begin(site, changeForget)
	d.bytes = binary.LittleEndian.AppendUint64(d.bytes, print)
}

// Pin says for good what a paragraph of a site is.
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

// Bytes gives the delta's wire form, nil when nothing was added.
func (d *Delta) Bytes() []byte { return d.bytes }

// Size gives how many bytes a sighting adds to a delta at most.
func (s *Sighting) Size() int {
	return paragraphBytes*len(s.Paragraphs) + leadsBytes + len(s.Site) + 5*binary.MaxVarintLen32
}

const (
	paragraphBytes = 20
	leadsBytes     = 32
)

// Apply makes the changes of a delta. A delta that can't be read to its end
// changes nothing, and gives an error that says where.
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

// readDelta gives the changes of a delta.
func readDelta(delta []byte) (changes []func(*Sites), err error) {
	if len(delta) == 0 {
		return nil, nil
	}
	r := &wire{name: "delta", rest: delta[1:], size: len(delta)}
	if delta[0] != deltaVersion {
		return nil, fmt.Errorf("delta of version %d, want %d", delta[0], deltaVersion)
	}
	site := ""
	for len(r.rest) > 0 && r.err == nil {
		switch change := r.byte(); change {
		case changeSite:
			site = r.string()
		case changeSaw:
			seen := r.sighting(site)
			changes = append(changes, func(m *Sites) { m.learn(&seen) })
		case changeForget:
			site, print := site, r.print()
			changes = append(changes, func(m *Sites) { m.forget(site, print) })
		case changePin:
			site, print, pin := site, r.print(), Pin(r.most(uint64(Never)))
			changes = append(changes, func(m *Sites) { m.pin(site, print, pin) })
		default:
			r.fail("an unknown change %q", change)
		}
	}
	return changes, r.err
}

func (r *wire) sighting(site string) Sighting {
	s := Sighting{Site: site, Document: uint32(r.most(1<<32 - 1)), Day: int32(r.most(1<<31 - 1)), Leads: r.leads()}
	n := r.most(uint64(len(r.rest) / paragraphBytes))
	s.Paragraphs = make([]Paragraph, n)
	for i := range s.Paragraphs {
		p := &s.Paragraphs[i]
		p.Print = r.print()
		p.place = r.place()
		copy(p.Names[:], r.take(keptNames))
		p.Kin = Kin(r.byte())
	}
	return s
}

// wire reads the parts of a delta or a snapshot. After an error it gives zeros.
type wire struct {
	name string
	rest []byte
	size int
	err  error
}

func (r *wire) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: at byte %d: %s", r.name, r.size-len(r.rest), fmt.Sprintf(format, args...))
	}
	r.rest = nil
}

func (l Leads) append(b []byte) []byte {
	for _, part := range l {
		b = binary.LittleEndian.AppendUint64(b, part)
	}
	return b
}

func (r *wire) leads() (l Leads) {
	for i := range l {
		l[i] = r.uint64()
	}
	return l
}

// take gives the next n bytes, or as many zeros when they are not there.
func (r *wire) take(n int) []byte {
	if len(r.rest) < n {
		r.fail("it breaks off")
		return make([]byte, n)
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func (r *wire) byte() byte     { return r.take(1)[0] }
func (r *wire) print() uint64  { return r.uint64() }
func (r *wire) uint32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *wire) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *wire) place() place   { b := r.take(3); return place{b[0], b[1], b[2]} }

// most reads a varint that is not greater than a bound.
func (r *wire) most(bound uint64) uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail("it breaks off")
		return 0
	}
	if v > bound {
		r.fail("%d is more than %d", v, bound)
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *wire) string() string { return string(r.take(int(r.most(uint64(len(r.rest)))))) }

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
