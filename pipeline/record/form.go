package record

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Form is how clean documents are written for a stream that takes messages of
// Largest bytes. A document that does not fit as it is takes the next form that
// fits: compressed where that is allowed, then lean, then in parts.
type Form struct {
	Largest  int         // bytes of one message; 0: as many as it takes
	Lean     bool        // of every document: paragraphs are stretches of its text, not copies
	Compress Compression // which documents may be compressed; empty: none
	Parts    int         // messages beside the document's own at most; 0: none
}

// Compression says which documents are compressed with zstd.
type Compression string

// The compressions. A document that is compressed has HeaderEncoding.
const (
	CompressOff   Compression = "off"
	CompressLarge Compression = "large" // those that do not fit otherwise
	CompressAll   Compression = "all"   // those that are smaller then
)

// MarshalText returns the name.
func (c Compression) MarshalText() ([]byte, error) { return []byte(c), nil }

// leastCompressed is the bytes below which a document is not compressed: its
// headers would be as long as what is saved.
const leastCompressed = 512

// UnmarshalText reads a compression from a flag.
func (c *Compression) UnmarshalText(text []byte) error {
	switch known := Compression(text); known {
	case CompressOff, CompressLarge, CompressAll:
		*c = known
		return nil
	}
	return fmt.Errorf("%q is none of off, large and all", text)
}

// Written is a clean document as it is published.
type Written struct {
	Body     []byte
	Parts    [][]byte // its lists, where they did not fit: messages right before its own
	Encoding string   // of all of them: the value of HeaderEncoding, or empty
}

// Bytes returns how many bytes the bodies have together.
func (w *Written) Bytes() int {
	n := len(w.Body)
	for _, part := range w.Parts {
		n += len(part)
	}
	return n
}

// TooLarge is why a document can't be published: in no form that is allowed is it
// small enough. Least is the bytes of the smallest that was tried.
type TooLarge struct {
	Least, Largest int
	Compress       Compression // what was allowed; empty: nobody could allow it
}

// ReasonTooLarge is the reason of a document that is larger than its stream takes.
const ReasonTooLarge = "too-large"

// Reason returns ReasonTooLarge.
func (*TooLarge) Reason() string { return ReasonTooLarge }

func (e *TooLarge) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the clean document has %d bytes; the stream takes %d", e.Least, e.Largest)
	if e.Compress == CompressOff {
		b.WriteString(" (--compress large makes it smaller; max_payload in the server's configuration allows more)")
	} else {
		b.WriteString(" (max_payload in the server's configuration allows more)")
	}
	return b.String()
}

// idShare of the largest message is the most that an id may take of a part. Each part
// has it: the parts of an id that nearly fills them would come to hundreds of times the
// document.
const idShare = 4

// WriteArticle returns what Write does of a document as the engine returned it. It is
// the shorter way for the many that fit as they are. The body of one is in room where that
// is large enough; room may be nil.
func (f Form) WriteArticle(doc *document.Clean, build Build, room []byte) (Written, error) {
	if !f.Lean {
		body, err := articleLine(doc, build, room)
		if err != nil {
			return Written{}, err
		}
		if w := f.pack(Written{Body: body}); f.fits(&w) {
			return w, nil
		}
	}
	c := NewClean(doc, build)
	return f.Write(&c)
}

// Write returns the document in the first form that fits. It fails with a *TooLarge
// when none does, and when a score is not a number.
func (f Form) Write(c *Clean) (Written, error) {
	smallest := TooLarge{Largest: f.Largest, Compress: f.Compress}
	for _, lean := range []bool{f.Lean, true} {
		body, err := c.line(lean, 0)
		if err != nil {
			return Written{}, err
		}
		if w := f.pack(Written{Body: body}); f.fits(&w) {
			return w, nil
		} else if smallest.Least == 0 || len(w.Body) < smallest.Least {
			smallest.Least = len(w.Body)
		}
		if lean {
			break
		}
	}
	id, err := marshal(c.ID)
	if err != nil {
		return Written{}, err
	}
	if f.Parts == 0 || len(id) > f.Largest/idShare {
		return Written{}, &smallest
	}
	w, err := f.inParts(c, id)
	if err != nil {
		return Written{}, err
	}
	if f.fits(&w) && len(w.Parts) <= f.Parts {
		return w, nil
	}
	smallest.Least = min(smallest.Least, max(w.Bytes(), f.Largest+1))
	return Written{}, &smallest
}

func (f Form) mayCompress() bool { return f.Compress == CompressLarge || f.Compress == CompressAll }

// fits reports whether every message is small enough.
func (f Form) fits(w *Written) bool {
	if f.Largest <= 0 {
		return true
	}
	for _, part := range w.Parts {
		if len(part) > f.Largest {
			return false
		}
	}
	return len(w.Body) <= f.Largest
}

// pack compresses a document where that is asked for.
func (f Form) pack(w Written) Written {
	switch {
	case !f.mayCompress() || f.Compress == CompressLarge && f.fits(&w) || w.Bytes() < leastCompressed:
		return w
	}
	packed := Written{Body: compress(w.Body), Encoding: EncodingZstd}
	for _, part := range w.Parts {
		packed.Parts = append(packed.Parts, compress(part))
	}
	if packed.Bytes() >= w.Bytes() {
		return w
	}
	return packed
}
