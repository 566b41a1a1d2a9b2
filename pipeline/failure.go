package pipeline

import (
	"errors"
	"fmt"
)

// Stage is the step at which a document failed.
type Stage string

// The stages, in order.
const (
	StageEnvelope Stage = "envelope" // the wire form could not be read
	StageClean    Stage = "clean"    // the engine could not clean it
	StagePublish  Stage = "publish"  // the sink can't hold the result
)

// The reasons of the pipeline's own failures. Errors that have a method
// Reason() string bring their own.
const (
	ReasonPanic    = "panic"     // a cleaner panicked
	ReasonTooSlow  = "too-slow"  // cleaning took longer than Options.DocumentTime
	ReasonTooHeavy = "too-heavy" // it would take more memory than Options.HeaviestBytes
	ReasonUnknown  = "failed"    // an error that names no reason
)

// Failure says why a document has no clean form.
type Failure struct {
	Stage  Stage
	Reason string // one word for filters and metrics: "broken-envelope", "binary"
	Err    error  // the whole story
	Stack  []byte // of a panic, at most MaxStack bytes; else nil
}

// MaxStack is how much of a panic's stack is kept: the top of it tells where,
// and a dead letter must stay small.
const MaxStack = 64 << 10

// NewFailure returns a Failure for err. The reason is err's own when it, or an
// error that it wraps, has a method Reason() string.
func NewFailure(stage Stage, err error) *Failure {
	var reasoned interface{ Reason() string }
	if errors.As(err, &reasoned) {
		return &Failure{Stage: stage, Reason: reasoned.Reason(), Err: err}
	}
	return &Failure{Stage: stage, Reason: ReasonUnknown, Err: err}
}

// Error returns stage, reason and cause in one line.
func (f *Failure) Error() string {
	return fmt.Sprintf("%s: %s: %v", f.Stage, f.Reason, f.Err)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }
