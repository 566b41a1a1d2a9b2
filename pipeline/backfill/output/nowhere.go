package output

import "context"

// Nowhere is a Target that keeps nothing: the documents are only looked at.
type Nowhere struct{}

// Encode is as Target has it.
func (Nowhere) Encode(*Document) ([]byte, error) { return nil, nil }

// Write is as Target has it.
func (Nowhere) Write(context.Context, *Document, []byte) error { return nil }

// Full is as Target has it.
func (Nowhere) Full() bool { return false }

// Sync is as Target has it.
func (Nowhere) Sync(context.Context) (State, error) { return State{}, nil }

// Seal is as Target has it.
func (Nowhere) Seal(context.Context) (State, error) { return State{}, nil }

// Close is as Target has it.
func (Nowhere) Close() error { return nil }
