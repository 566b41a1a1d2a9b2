package pipeline

import "time"

// Observer is told what a run does, for metrics. Its methods are called by many
// goroutines at once, and must not block.
type Observer interface {
	// Took tells how long one stage of one document took.
	Took(stage Stage, d time.Duration)

	// Retried tells that one stage of one document failed for a reason that
	// passes, and will be tried again.
	Retried(stage Stage)
}

// NoopObserver is the Observer that does nothing.
type NoopObserver struct{}

// The methods of Observer.
func (NoopObserver) Took(Stage, time.Duration) {}
func (NoopObserver) Retried(Stage)             {}

// Trace is the trace of one document, from its receipt to its commit. A run
// does not need it: it is here for the drivers that trace and for those who
// implement it, who know nothing of each other.
type Trace interface {
	// Inject puts what the next reader needs to continue the trace into the
	// headers of the clean document.
	Inject(header map[string][]string)

	// End ends it, with the failure if there was one.
	End(failure *Failure)
}

// NoopTrace is the Trace that does nothing.
type NoopTrace struct{}

// The methods of Trace.
func (NoopTrace) Inject(map[string][]string) {}
func (NoopTrace) End(*Failure)               {}

// observed runs one step and tells the observer how long it took.
func (r *run[O, P]) observed(stage Stage, step func()) {
	began := time.Now()
	step()
	r.Observer.Took(stage, time.Since(began))
}
