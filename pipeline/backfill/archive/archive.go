// Package archive reads archives: files, folders and standard input, in the
// forms in which scrapes are kept, as one sequence of records. A record is one
// document that is not parsed yet; parsing it is left to whoever has a
// goroutine for it.
//
// A reader of one input knows where each of its records ends, and can begin
// there again: that is a Mark. So what was read can be stopped behind any record
// and resumed, in whatever form and compression it is.
//
//   - inputs.go: which files are meant: globs, folders, lists
//   - cut.go: parts of a large file, for several machines
//   - stream.go, compression.go: the bytes of one input, decompressed, from an offset on
//   - forms.go: the visible list of forms, and how one is told from its bytes
//   - reader.go: all inputs, one after the other
//   - lines.go: JSON, one envelope a line
//   - page.go: a file that is one page or text
//   - source.go: inputs that are not files
//   - file.go: one document's file, for who wants no archive
//   - csv.go, csv_rows.go: a table in text, a document a row
//   - parquet.go: Parquet; the files beside it are the format
//   - columns.go: which column of a table is which field of a document
//   - warc.go, warccut.go, warcframe.go, warcgzip.go: WARC and WET, cut into records; our own, since the two libraries
//     that were measured (nlnwa/gowarc, internetarchive/gowarc) take twice the time and lose records behind a broken one
//   - warcrecord.go, warcbody.go: which records are documents, and their HTTP bodies decoded
//   - fields.go: which field or column of a record is what of a document
//   - reject.go: a record that could not be cleaned, and back
//   - buffers.go: the memory of records, used again
//   - cancelable.go: a reader of standard input that can be stopped
//
// What is wrong with one record is found when it is opened, and costs the others
// nothing. An input that breaks off or is damaged ends with a record that says
// so, and the next input is read. Only what the operating system reports, such
// as a disk that does not answer, is an error of reading: it will pass, and then
// reading goes on from the last mark.
package archive

import (
	"fmt"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Mark is a place between two records of an archive.
type Mark struct {
	Input  int   `json:"input"`            // index in the list of inputs
	Number int   `json:"number,omitempty"` // records of that input before the mark, for people: lines, rows, …
	Offset int64 `json:"offset,omitempty"` // where reading begins: bytes, as the form counts them
	Skip   int   `json:"skip,omitempty"`   // records that are left out from there on
}

// Record is one document of an archive.
type Record struct {
	File   string // the name of its input
	Number int    // in the input, from 1
	Offset int64  // where it begins in the input's own bytes, decompressed unless the form has an offset of its own
	Unit   string // what is counted: line, record, row; empty: the input is one record
	Size   int    // bytes that it holds in memory
	After  Mark   // the place behind it
	Read   int64  // bytes of all inputs that were read up to here, as they are stored

	Site     string    // of a stream: the site that the message's subject names
	Sequence uint64    // of a stream: the message's
	Stored   time.Time // of a stream: when the message was stored
	Again    bool      // of a raw stream: it was sent round again, and came before in what is read

	// Open parses the record. Any goroutine may call it, once. Its errors are
	// what is wrong with the record.
	Open func() (document.Raw, error)

	// Original returns the bytes that the record was made of, for a reject. The
	// form is one that Reread knows.
	Original func() (form string, bytes []byte)

	release func() // nil: its memory is not lent
}

// String returns where the record is, as compilers do.
func (r *Record) String() string {
	if r.Unit == "" {
		return r.File
	}
	return fmt.Sprintf("%s:%d", r.File, r.Number)
}

// MaxRecord is the longest record that is read, in bytes. It holds a document of
// the size limit even when its JSON escapes every second byte.
const MaxRecord = 40 << 20

// The reasons for which a record is refused.
const (
	ReasonTooLarge = "too-large"      // longer than MaxRecord
	ReasonBroken   = "broken-archive" // the rest of the input can't be read
	ReasonUnknown  = "unknown-form"   // neither text nor an archive that is known
)

// Error is why a record was refused.
type Error struct {
	reason string
	err    error
}

// Error returns what is wrong, for people.
func (e *Error) Error() string { return e.err.Error() }

// Unwrap returns the cause, nil if there was none.
func (e *Error) Unwrap() error { return e.err }

// Reason returns one of the reasons, for filters and counts.
func (e *Error) Reason() string { return e.reason }

func refuse(reason, format string, args ...any) error {
	return &Error{reason: reason, err: fmt.Errorf(format, args...)}
}

// Options say how archives are read. A zero field takes its default.
type Options struct {
	Form      string            // the name of a form; default: told from the bytes
	Fields    map[string]string // which field or column of a record is which of an envelope, by the envelope's name
	MaxRecord int               // bytes; default MaxRecord

	buffers *buffers
}

func (o Options) withDefaults() Options {
	if o.MaxRecord <= 0 {
		o.MaxRecord = MaxRecord
	}
	o.buffers = new(buffers)
	return o
}
