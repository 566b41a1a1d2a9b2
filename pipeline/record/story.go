package record

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"slices"
)

// StorySchema names the form of a story record.
const StorySchema = "winnow.story.v1"

// StoryJSONSchema is the JSON Schema of a story record.
//
//go:embed schema/story.v1.json
var StoryJSONSchema []byte

// Story is the form winnow.story.v1: the story that a document belongs to, a
// group of near-duplicates. Of a document's records the last one counts.
type Story struct {
	Schema     string     `json:"schema"`
	ID         string     `json:"id"`
	URL        string     `json:"url,omitempty"`
	Site       string     `json:"site,omitempty"`
	Revision   string     `json:"revision,omitempty"`
	Sequence   uint64     `json:"sequence,omitempty"` // of the clean document, in the clean stream
	Event      string     `json:"event"`              // new, joined, representative
	Was        string     `json:"was,omitempty"`      // the cluster before, for the event representative
	Duplicates Duplicates `json:"duplicates"`
}

// Marshal returns the record as one line of JSON.
func (s Story) Marshal() ([]byte, error) { return marshal(s) }

// clusterSize is how many bytes of a SHA-256 name a story: some two of a billion
// stories have the same name with a probability of 3%, and then share a subject.
const clusterSize = 8

// ClusterOf returns the name of the story whose representative is a document
// with this id: 16 hex digits, valid in a subject.
func ClusterOf(representative string) string {
	sum := sha256.Sum256([]byte(representative))
	return hex.EncodeToString(sum[:clusterSize])
}

// The keys before and after a document's duplicates. No JSON string can contain
// them: its quotation marks have backslashes.
const (
	duplicatesKey = `,"duplicates":`
	lastKey       = `,"winnow":{`
)

// WithDuplicates returns the line of a clean document, as Clean.Marshal wrote
// it, with other duplicates, or with none for nil. It fails when the line is not
// one of a clean document, or a share is not a number.
func WithDuplicates(line []byte, duplicates *Duplicates) ([]byte, error) {
	last := bytes.LastIndex(line, []byte(lastKey))
	if last < 0 {
		return nil, errors.New("this is no line of a clean document")
	}
	head, tail := line[:last], line[last:]
	if at := bytes.LastIndex(head, []byte(duplicatesKey)); at >= 0 {
		head = head[:at]
	}
	l := jsonLine{out: slices.Clip(slices.Clone(head))}
	l.duplicates(duplicates)
	return append(l.out, tail...), l.err
}

// RoundShare rounds a share to two decimals: it is an estimate.
func RoundShare(share float64) float64 { return float64(int(share*100+0.5)) / 100 }
