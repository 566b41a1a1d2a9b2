// Package record has the forms that documents have outside of the process: the
// envelope that a scraper sends, the clean document and the ledger that come
// out, and the dead letter of a document that could not be cleaned.
//
//   - envelope.go: winnow.raw.v1, a JSON envelope or a bare body with headers
//   - clean.go: winnow.clean.v1, what is published and what `clean` prints
//   - encode.go: that form's JSON, quicker than by reflection
//   - ledger.go: winnow.ledger.v1, every byte of a text with its fate
//   - story.go: winnow.story.v1, what is known of a document among the others
//   - dead.go: headers around the original bytes, or a line of JSON
//   - text.go and markdown.go: the same documents for people
//
// The forms are deterministic: the same document gives the same bytes. Two of
// them, and the stream's state record, have a JSON Schema, which tests hold
// true.
package record

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

// The names of the forms, as they stand in their "schema" fields.
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

// DeadHeadersJSONSchema is that of a dead letter's headers.
//
//go:embed schema/headers.dead.v1.json
var DeadHeadersJSONSchema []byte

// The reasons for which a record is refused.
const (
	ReasonBroken  = "broken-envelope" // not JSON, or fields of the wrong type
	ReasonVersion = "unknown-schema"  // an envelope of a version that we do not know
	ReasonContent = "no-content"      // no content, or two of it
)

// Error says why a record was refused.
type Error struct {
	reason string
	err    error
}

// Error gives the whole story.
func (e *Error) Error() string { return e.err.Error() }

// Unwrap gives the cause, if there was one.
func (e *Error) Unwrap() error { return e.err }

// Reason gives one word for filters and metrics.
func (e *Error) Reason() string { return e.reason }

func refuse(reason, format string, args ...any) error {
	return &Error{reason: reason, err: fmt.Errorf(format, args...)}
}

// marshal gives v as one line of JSON, without a line end. It leaves <, > and
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
