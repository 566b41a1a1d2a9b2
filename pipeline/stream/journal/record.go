package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Record is one record of a journal. On the wire it is one JSON object: the
// fields of Head, and behind them those of Trail.
type Record[H any] struct {
	Head H
	Trail
}

// Trail is the part of a record by which memory is found again. Each record has
// the trail of the record before it, and its own delta.
type Trail struct {
	Snapshot   *Snapshot `json:"snapshot,omitempty"`    // the last, if there is one
	Deltas     int       `json:"deltas,omitempty"`      // records with a delta since then, this one included
	DeltaBytes int       `json:"delta_bytes,omitempty"` // of those deltas
	Delta      []byte    `json:"delta,omitempty"`       // what the record's work taught, in the form of the user's memory
}

// Snapshot is where a snapshot lies. Which fields are set is the layout's.
type Snapshot struct {
	Name     string `json:"name,omitempty"`     // Apart: in a header of its pieces
	At       uint64 `json:"at,omitempty"`       // the record that it is as of, by sequence; 0 on the wire: the record that names it
	First    uint64 `json:"first,omitempty"`    // Apart: sequences of its first piece and its last
	Last     uint64 `json:"last,omitempty"`     // Apart
	Messages int    `json:"messages,omitempty"` // InBatch: its pieces, right before the record at At
	Pieces   int    `json:"pieces,omitempty"`   // Apart: its pieces
	Bytes    int    `json:"bytes"`              // of all pieces
}

// first returns the sequence of the first piece.
func (s *Snapshot) first() uint64 {
	if s.Messages > 0 {
		return s.At - uint64(s.Messages)
	}
	return s.First
}

func (s *Snapshot) same(t *Snapshot) bool {
	return s == t || s != nil && t != nil && *s == *t
}

// Add sets the record's delta, which is complete. An empty one counts for
// nothing.
func (t *Trail) Add(delta []byte) {
	if t.Delta = delta; len(delta) > 0 {
		t.Deltas++
		t.DeltaBytes += len(delta)
	}
}

// Fence is where a journal stands: its last record, and the sequence of that in
// the stream, 0 when there is none. A batch names the fence that it follows.
type Fence[H any] struct {
	Record[H]
	At uint64
}

// newFence returns the fence of a record that is stored.
func newFence[H any](r Record[H], at uint64) Fence[H] {
	if r.Snapshot != nil && r.Snapshot.At == 0 {
		here := *r.Snapshot
		here.At = at
		r.Snapshot = &here
	}
	return Fence[H]{r, at}
}

// encode returns the record as one JSON object.
func (r *Record[H]) encode() ([]byte, error) {
	head, err := json.Marshal(r.Head)
	if err != nil {
		return nil, err
	}
	trail, err := json.Marshal(r.Trail)
	if err != nil {
		return nil, err
	}
	switch {
	case len(head) < 2 || head[0] != '{':
		return nil, fmt.Errorf("the head of a record is no JSON object: %s", head)
	case bytes.Equal(trail, []byte("{}")):
		return head, nil
	case bytes.Equal(head, []byte("{}")):
		return trail, nil
	}
	whole := append(head[:len(head)-1], ',')
	return append(whole, trail[1:]...), nil
}

// decode reads what encode wrote.
func (r *Record[H]) decode(data []byte) error {
	if err := json.Unmarshal(data, &r.Head); err != nil {
		return err
	}
	return json.Unmarshal(data, &r.Trail)
}
