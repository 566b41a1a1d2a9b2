package drift

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"time"
)

// Document is a clean document as it is measured.
type Document struct {
	ID     uint64 // names it: NewDocument's hash of its id
	At     int64  // its own time, in seconds since 1970: published, or else fetched, or else stored; 0: unknown
	Ref    uint64 // by which its reader finds it again, such as a sequence; of two with one ID the greater counts
	Values Values
}

// NewDocument returns the document of an id, a time of its own, zero for none, and what Of
// measured. Ref is left to whoever knows it.
func NewDocument(id string, at time.Time, values Values) Document {
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64() // documents are chosen by it: mix it (the end of MurmurHash3)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	d := Document{ID: x, Values: values}
	if !at.IsZero() {
		d.At = at.Unix()
	}
	return d
}

// headerVersion is the first byte of a document in a header. One of another version is
// not read, and its document not measured.
const headerVersion = 1

const headerBytes = 1 + 8 + 8 + MeasureCount

// Header returns the document, without Ref, for a message's header: some 50 letters,
// which whoever watches sites reads without the message's body.
func (d *Document) Header() string {
	b := make([]byte, 0, headerBytes)
	b = append(b, headerVersion)
	b = binary.LittleEndian.AppendUint64(b, d.ID)
	b = binary.LittleEndian.AppendUint64(b, uint64(d.At))
	b = append(b, d.Values[:]...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseHeader is the inverse of Header. It returns an error for what Header did not
// write.
func ParseHeader(header string) (d Document, err error) {
	b, err := base64.RawURLEncoding.DecodeString(header)
	switch {
	case err != nil:
		return d, fmt.Errorf("measures %.60q: %w", header, err)
	case len(b) == 0 || b[0] != headerVersion:
		return d, fmt.Errorf("measures %.60q: unknown version", header)
	case len(b) != headerBytes:
		return d, fmt.Errorf("measures %.60q: %d bytes, want %d", header, len(b), headerBytes)
	}
	d.ID, d.At = binary.LittleEndian.Uint64(b[1:]), int64(binary.LittleEndian.Uint64(b[9:]))
	copy(d.Values[:], b[17:])
	return d, nil
}
