package stream

import "time"

// Point names a place in a worker at which the chaos harness may kill it.
type Point string

// The points, in the order in which a document passes them.
const (
	PointClaimed    Point = "claimed"    // partitions are claimed, and nothing of them is read
	PointCleaned    Point = "cleaned"    // a document is cleaned, and nothing of it is stored
	PointBurying    Point = "burying"    // before a dead letter is stored
	PointBuried     Point = "buried"     // a dead letter is stored, and its input is not passed over yet
	PointHalfSent   Point = "half-sent"  // half of a batch is sent
	PointCommitting Point = "committing" // all of a batch is sent but the message that commits it
	PointAnswered   Point = "answered"   // the server has taken a batch, and the worker does not know where it is
	PointCommitted  Point = "committed"  // and now it knows
	PointSnapshot   Point = "snapshot"   // a snapshot is sent but for the record that commits it
	PointKept       Point = "kept"       // a snapshot is stored, and what it covers is still there
	PointPruned     Point = "pruned"     // and now that is gone
	PointStoryPut   Point = "story-put"  // a story is known, and nothing of it is told
)

// Points lists those of a worker.
func Points() []Point {
	return []Point{PointClaimed, PointCleaned, PointBurying, PointBuried, PointHalfSent, PointCommitting, PointAnswered, PointCommitted,
		PointSnapshot, PointKept, PointPruned}
}

// StoryPoints lists those that the telling of stories passes.
func StoryPoints() []Point {
	return []Point{PointStoryPut, PointHalfSent, PointCommitting, PointAnswered, PointCommitted, PointSnapshot, PointKept, PointPruned}
}

// Faults is how the chaos harness meddles with a worker. Nobody else uses it.
type Faults struct {
	Reached  func(Point)      // called at every point; may end the process
	Unfenced bool             // leave out what keeps a stale worker from committing, to prove that the harness would find it
	Clock    func() time.Time // by which it judges whether others are alive; nil for the real one, which can't be set while a process runs
}

func (f *Faults) clock() func() time.Time {
	if f != nil && f.Clock != nil {
		return f.Clock
	}
	return time.Now
}

func (f *Faults) reach(p Point) {
	if f != nil && f.Reached != nil {
		f.Reached(p)
	}
}

func (f *Faults) unfenced() bool { return f != nil && f.Unfenced }
