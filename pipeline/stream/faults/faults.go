// Package faults is where the chaos harness takes hold of a worker: named points
// that it passes, at which the harness may end the process, and a fence and a
// clock that the harness can take away. It is a package of its own because the
// points lie in the journal, in the worker and in the stages behind it.
package faults

import "time"

// Point names a place in a worker at which the chaos harness may kill it.
type Point string

// The points, in the order in which a document passes them.
const (
	Claimed      Point = "claimed"    // partitions are claimed, and nothing of them is read
	Cleaned      Point = "cleaned"    // a document is cleaned, and nothing of it is stored
	Burying      Point = "burying"    // before a dead letter is stored
	Buried       Point = "buried"     // a dead letter is stored, and its input is not passed over yet
	HalfSent     Point = "half-sent"  // half of a batch is sent
	Committing   Point = "committing" // all of a batch is sent but the message that commits it
	Answered     Point = "answered"   // the server has taken a batch, and the worker does not know where it is
	Committed    Point = "committed"  // and now it knows
	SnapshotSent Point = "snapshot"   // a snapshot is sent but for the record that commits it
	SnapshotKept Point = "kept"       // a snapshot is stored, and what it covers is still there
	Pruned       Point = "pruned"     // and now that is gone
	StoryPut     Point = "story-put"  // a document is in the story stage's memory, and nothing of it is stored
	DriftSeen    Point = "drift-seen" // a site is seen to have left its range, and nothing of that is stored
)

// Points lists those that a worker passes.
func Points() []Point {
	return []Point{Claimed, Cleaned, Burying, Buried, HalfSent, Committing, Answered, Committed,
		SnapshotSent, SnapshotKept, Pruned}
}

// StoryPoints lists those that the story stage passes.
func StoryPoints() []Point {
	return []Point{StoryPut, HalfSent, Committing, Answered, Committed, SnapshotSent, SnapshotKept, Pruned}
}

// DriftPoints lists those that the stage passes that watches sites.
func DriftPoints() []Point {
	return []Point{DriftSeen, HalfSent, Committing, Answered, Committed, SnapshotSent, SnapshotKept, Pruned}
}

// Hooks is how the chaos harness meddles with a worker. Nobody else uses it; a
// nil one does nothing.
type Hooks struct {
	Reached  func(Point)      // called at every point; may end the process
	Unfenced bool             // leave out what keeps a stale worker from committing, to prove that the harness would find it
	Clock    func() time.Time // by which it judges whether others are alive; nil for the real one, which can't be set while a process runs
}

// Now returns the clock by which the worker judges whether others are alive.
func (h *Hooks) Now() func() time.Time {
	if h != nil && h.Clock != nil {
		return h.Clock
	}
	return time.Now
}

// Reach says that a point is reached. It may not return.
func (h *Hooks) Reach(p Point) {
	if h != nil && h.Reached != nil {
		h.Reached(p)
	}
}

// WithoutFence reports whether the fence is to be left out.
func (h *Hooks) WithoutFence() bool { return h != nil && h.Unfenced }
