// Package output writes the clean documents of an archive: into one file or
// many, in several forms, so that a run that was killed at any moment can be
// resumed and every file that has its name is complete.
//
//   - forms.go: the visible list of forms
//   - set.go: the files of a run: written aside, synced, renamed, rotated
//   - names.go: what they are named, and which names are theirs
//   - part.go: the file that is being written
//   - compression.go: how it is packed
//   - whole.go: forms whose files can't be appended to
//   - pages.go: folders with one file a document
//   - manifest.go: the list of what was written
//   - parquet.go, wet.go: those forms
//
// A file is written under a name of its own, NAME.partial, and is given its name
// when it is complete and on the disk. Until then a State says how much of it
// is sure; what is behind that is cut off when the run is resumed.
package output

import (
	"context"
	"errors"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Document is one clean document on its way out.
type Document struct {
	Clean *document.Clean
	Wire  *record.Clean // its wire form
	Place string        // where it came from, for documents that share an id

	Raw      *document.Raw // what it was made of, until it is encoded
	Origin   string        // names its record among all of the inputs
	Site     string        // of a stream: the site that its message's subject names
	Sequence uint64        // of a stream: its message's
	Revision string        // record.Revision of Raw; set by Encode of targets that say it
}

// State is how far a target is. It is stored by whoever writes to it, in one
// step with how far the reading is.
type State struct {
	Parts     []Part `json:"parts,omitempty"`     // files that are complete
	Bytes     int64  `json:"bytes,omitempty"`     // of the file that is being written; all of them are on the disk
	Documents int    `json:"documents,omitempty"` // in that file
	Sealing   bool   `json:"sealing,omitempty"`   // that file is complete, and may have its name already
	Sequence  uint64 `json:"sequence,omitempty"`  // of a stream: the last message that was stored
}

// Total returns the documents in all files.
func (s *State) Total() int {
	n := s.Documents
	for i := range s.Parts {
		n += s.Parts[i].Documents
	}
	return n
}

// Part is one complete file.
type Part struct {
	Name      string `json:"name"`
	Documents int    `json:"documents"`
	Bytes     int64  `json:"bytes"`
	SHA256    string `json:"sha256,omitempty"` // in hex
}

// Target is where documents go.
type Target interface {
	// Encode returns the bytes of a document as the target keeps them. Many
	// goroutines call it. An error is the document's.
	Encode(*Document) ([]byte, error)

	// Write takes a document and its bytes. What it was given is sure to last
	// only when Sync has returned.
	Write(ctx context.Context, doc *Document, encoded []byte) error

	// Full reports whether the file that is written is to be sealed before the
	// next document.
	Full() bool

	// Sync stores what was written and returns how far that is.
	Sync(ctx context.Context) (State, error)

	// Seal ends the file that is written, gives it its name, and returns how far
	// that is. The state that Sync returned before must be stored with Sealing
	// set, so that it can be called again after a crash.
	Seal(ctx context.Context) (State, error)

	// Close closes what is open. It does not sync or seal.
	Close() error
}

// ErrThere says that an output can't be written because something else is there.
var ErrThere = errors.New("something is there already")
