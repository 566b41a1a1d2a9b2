// Package record defines the wire forms of documents: the envelope that a
// scraper sends, the clean document and the ledger that come out, and the dead
// letter of a document that could not be cleaned. It exists so that the stream,
// files and the command line write and read one and the same form, and so that
// the types of package document can change without changing what consumers read.
//
//   - envelope.go: winnow.raw.v1, a JSON envelope or a bare body with headers
//   - identity.go: a document's id and revision
//   - clean.go: winnow.clean.v1, what is published and what `winnow clean` prints
//   - encode.go, encode_article.go, quote.go: that form's JSON, without reflection
//   - form.go, lean.go, parts.go: the same where a stream takes only so many bytes
//   - unpack.go: bodies that are compressed, in and out
//   - ledger.go: winnow.ledger.v1, every byte of a text with what became of it
//   - story.go: winnow.story.v1, the story that a document belongs to
//   - clustered.go: what of a clean document is needed to say that
//   - drift.go: winnow.drift.v1, a site whose documents come out otherwise than before
//   - dead.go: dead letters, as headers around the original bytes
//   - reject.go: winnow.reject.v1, the same of an archive's records
//   - extras.go: what a clean document has as data where it was asked for
//   - text.go, text_links.go, markdown.go, markdown_links.go: the same documents for people
//   - html.go, tei.go, on markup.go; csv.go; fields.go: the same for other programs
//   - brief.go, explain.go, columns.go: a document on a terminal
//
// The forms are deterministic: the same document has the same bytes. Each that
// consumers read from a stream has a JSON Schema (folder schema), and so have
// the headers and the stream's state record; tests validate real documents
// against them.
package record

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

// The names of the forms, as in their "schema" fields.
const (
	RawSchema    = "winnow.raw.v1"
	CleanSchema  = "winnow.clean.v1"
	LedgerSchema = "winnow.ledger.v1"
)

// RawJSONSchema is the JSON Schema of an envelope.
//
//go:embed schema/raw.v1.json
var RawJSONSchema []byte

// CleanJSONSchema is the JSON Schema of a clean document.
//
//go:embed schema/clean.v1.json
var CleanJSONSchema []byte

// PartJSONSchema is the JSON Schema of a part of a clean document. It refers to
// CleanJSONSchema by its id.
//
//go:embed schema/part.v1.json
var PartJSONSchema []byte

// StateJSONSchema is the JSON Schema of a state record, which the stream worker
// keeps for each partition.
//
//go:embed schema/state.v1.json
var StateJSONSchema []byte

// CleanHeadersJSONSchema is the JSON Schema of a clean message's headers, as a
// map from name to values.
//
//go:embed schema/headers.clean.v1.json
var CleanHeadersJSONSchema []byte

// RejectJSONSchema is the JSON Schema of a reject.
//
//go:embed schema/reject.v1.json
var RejectJSONSchema []byte

// DeadHeadersJSONSchema is that of a dead letter's headers.
//
//go:embed schema/headers.dead.v1.json
var DeadHeadersJSONSchema []byte

// The reasons for which a record is refused.
const (
	ReasonBroken  = "broken-envelope" // not JSON, or fields of the wrong type
	ReasonVersion = "unknown-schema"  // an envelope of an unknown version
	ReasonContent = "no-content"      // no content, or two of them
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

// Reason returns one of the reasons, for filters and metrics.
func (e *Error) Reason() string { return e.reason }

func refuse(reason, format string, args ...any) error {
	return &Error{reason: reason, err: fmt.Errorf(format, args...)}
}

// marshal returns v as one line of JSON, without a line end. It leaves <, > and
// & as they are: no browser reads this inside a page.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
