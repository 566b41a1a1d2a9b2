package record

import (
	"encoding/base64"
	"encoding/json"
	"unicode/utf8"
)

// RejectSchema is the form of a reject.
const RejectSchema = "winnow.reject.v1"

// Reject is a record of an archive that could not be cleaned, with its original
// bytes. It is to an archive what a DeadLetter is to a stream.
type Reject struct {
	Schema      string `json:"schema"`
	File        string `json:"file"`
	Record      int    `json:"record"` // line, row, … of the file, from 1
	Offset      int64  `json:"offset"` // of its first byte in the file, decompressed
	Stage       string `json:"stage"`
	Reason      string `json:"reason"` // one word, for filters and counts
	Error       string `json:"error"`  // for people
	Stack       string `json:"stack,omitempty"`
	Form        string `json:"form"`            // of the original
	Whole       int    `json:"whole,omitempty"` // bytes of the original, when only its beginning was kept
	Original    string `json:"original,omitempty"`
	OriginalB64 string `json:"original_b64,omitempty"` // the original, when it is not UTF-8
}

// SetOriginal keeps the original, byte for byte.
func (r *Reject) SetOriginal(original []byte) {
	if utf8.Valid(original) {
		r.Original = string(original)
	} else {
		r.OriginalB64 = base64.StdEncoding.EncodeToString(original)
	}
}

// Bytes returns the original. It fails with an *Error when its Base64 is broken.
func (r *Reject) Bytes() ([]byte, error) {
	if r.OriginalB64 == "" {
		return []byte(r.Original), nil
	}
	original, err := base64.StdEncoding.DecodeString(r.OriginalB64)
	if err != nil {
		return nil, refuse(ReasonBroken, "original_b64: %w", err)
	}
	return original, nil
}

// Marshal returns the reject as one line of JSON that begins with its schema.
func (r Reject) Marshal() ([]byte, error) {
	r.Schema = RejectSchema
	return marshal(r)
}

// ParseReject reads a reject. It fails with an *Error when that is broken.
func ParseReject(line []byte) (Reject, error) {
	var r Reject
	if err := json.Unmarshal(line, &r); err != nil {
		return r, refuse(ReasonBroken, "broken reject: %w", err)
	}
	return r, nil
}
