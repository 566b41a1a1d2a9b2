package drifts

// Observer is told what the stage does, for metrics. Its parameters are plain, so
// that an observer need not import this package.
type Observer interface {
	// WatchesSites tells whether it is this process that works.
	WatchesSites(us bool)

	// Drifted tells of an event that is stored: a site, and the measures that have
	// left their range, the most certain first.
	Drifted(site string, measures []string)

	// Unwatched tells how many clean documents wait.
	Unwatched(documents int)

	// KnowsSites tells what is known: how many sites, and how many documents of
	// them are kept.
	KnowsSites(sites, documents int)
}

// noopObserver is the Observer that does nothing.
type noopObserver struct{}

func (noopObserver) WatchesSites(bool)        {}
func (noopObserver) Drifted(string, []string) {}
func (noopObserver) Unwatched(int)            {}
func (noopObserver) KnowsSites(_, _ int)      {}
