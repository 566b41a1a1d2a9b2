package stream

import "time"

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

	// Knows tells what is remembered: how many articles; how many clusters they
	// make, each of which has one representative; how many postings the index
	// that finds them has; and how many articles were evicted for want of room
	// since it was called last.
	Knows(articles, clusters, postings, evicted int)
}

// noopStoryObserver is the StoryObserver that does nothing.
type noopStoryObserver struct{}

func (noopStoryObserver) Telling(bool)                            {}
func (noopStoryObserver) Told(int, map[string]int, time.Duration) {}
func (noopStoryObserver) Untold(int)                              {}
func (noopStoryObserver) Knows(_, _, _, _ int)                    {}
