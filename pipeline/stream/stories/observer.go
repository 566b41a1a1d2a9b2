package stories

import "time"

// Observer is told what the stage does, for metrics and health. Its parameters
// are plain, so that an observer need not import this package.
type Observer interface {
	// Leading tells whether it is this process that works.
	Leading(us bool)

	// Clustered tells of records that are stored: in one step, of so many
	// documents, how many of each event, and how long it took.
	Clustered(documents int, events map[string]int, took time.Duration)

	// Unclustered tells how many clean documents wait.
	Unclustered(documents int)

	// RemembersStories tells what is remembered: how many articles; how many
	// clusters they make, each of which has one representative; how many
	// postings the index that finds them has; and how many articles were
	// evicted for want of room since it was called last.
	RemembersStories(articles, clusters, postings, evicted int)
}

// noopObserver is the Observer that does nothing.
type noopObserver struct{}

func (noopObserver) Leading(bool)                                 {}
func (noopObserver) Clustered(int, map[string]int, time.Duration) {}
func (noopObserver) Unclustered(int)                              {}
func (noopObserver) RemembersStories(_, _, _, _ int)              {}
