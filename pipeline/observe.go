package pipeline

import "time"

// Observer is told what happens, for metrics, traces and health. Its methods
// are called by many goroutines at once, and must not wait for anything.
type Observer interface {
	// Took tells how long one stage of one document took.
	Took(stage Stage, d time.Duration)

	// Retried tells that one stage of one document failed for a reason that
	// passes, and will be tried again.
	Retried(stage Stage)

	// Committed tells of outcomes that are stored by this worker: in one step,
	// which took so long and held so many bytes.
	Committed(stored []Outcome, bytes int, took time.Duration)

	// PassedOver tells of documents that were handled here, and had been
	// stored by another meanwhile.
	PassedOver(documents int)

	// Refused tells that a batch was not stored because another worker's had
	// come before it.
	Refused()

	// Holds tells which partitions this worker has, how many documents wait in
	// each, and of how many partitions these are some.
	Holds(waiting map[int]int, of int)

	// Beat tells, several times a lease, that the worker is at it, and with
	// what error it met the broker, nil when all is well.
	Beat(err error)

	// Lost tells of raw documents that the broker removed before anybody had
	// cleaned them.
	Lost(documents int)

	// Remembers tells, now and then, what this worker remembers of the sites in
	// its partitions.
	Remembers(m Memory)

	// Storing tells that the worker begins to store a batch, and at every
	// further try of it with what error the last one ended; with false, that
	// the batch is done with.
	Storing(busy bool, err error)

	// Follow begins the trace of a document, from the headers with which it
	// came.
	Follow(header map[string][]string, subject string, received time.Time) Trace
}

// Memory is what a worker remembers of sites.
type Memory struct {
	Sites      int
	Documents  int // that all rests on, about
	Paragraphs int // that stood in more than one document
	DoorBytes  int // of first sightings of paragraphs

	// What had to leave for want of room since it was told last.
	EvictedSites, EvictedParagraphs, EvictedDoors int
}

// StoryObserver is told what the telling of stories does, as Observer is of
// cleaning.
type StoryObserver interface {
	// Telling tells whether it is this process that tells.
	Telling(us bool)

	// Told tells of records that are stored: in one step, of so many documents,
	// how many of each event, and how long it took.
	Told(documents int, events map[string]int, took time.Duration)

	// Untold tells how many clean documents wait to be told of.
	Untold(documents int)

	// Knows tells what is remembered of articles.
	Knows(s Stories)
}

// Stories is what is remembered of articles.
type Stories struct {
	Articles int
	Clusters int // representatives
	Postings int // of the index that finds them
	Evicted  int // articles that had to leave for want of room since it was told last
}

// Trace is the trace of one document.
type Trace interface {
	// Hand puts what the next reader needs to go on with the trace into the
	// headers of the clean document.
	Hand(header map[string][]string)

	// End ends it, with the failure if there was one.
	End(failure *Failure)
}

// Blind is the observer that sees nothing.
type Blind struct{}

// The methods of Observer, StoryObserver and Trace.
func (Blind) Took(Stage, time.Duration)                           {}
func (Blind) Retried(Stage)                                       {}
func (Blind) Committed([]Outcome, int, time.Duration)             {}
func (Blind) PassedOver(int)                                      {}
func (Blind) Refused()                                            {}
func (Blind) Holds(map[int]int, int)                              {}
func (Blind) Beat(error)                                          {}
func (Blind) Lost(int)                                            {}
func (Blind) Remembers(Memory)                                    {}
func (Blind) Storing(bool, error)                                 {}
func (Blind) Telling(bool)                                        {}
func (Blind) Told(int, map[string]int, time.Duration)             {}
func (Blind) Untold(int)                                          {}
func (Blind) Knows(Stories)                                       {}
func (Blind) Follow(map[string][]string, string, time.Time) Trace { return Blind{} }
func (Blind) Hand(map[string][]string)                            {}
func (Blind) End(*Failure)                                        {}

// observed runs one step and tells how long it took.
func (r *road) observed(stage Stage, step func()) {
	began := time.Now()
	step()
	r.Observer.Took(stage, time.Since(began))
}
