// Package drifts is the stage that says which sites have left their range. It reads
// the headers of the clean stream in order, since whoever cleaned a document has
// measured it there, and raises an event on the subject of a site that changes. What
// a range is, package drift knows.
//
//   - run.go: the stage, and which of its processes works
//   - watcher.go, document.go: from documents to batches of events
//   - commit.go, progress.go: what is stored as one, and how far the stage is
//   - event.go: an event, with documents that show the change
//   - read.go: the events and where sites stand, for whoever looks
//   - observer.go: what metrics are told
//
// As with stories, any number of processes may run it, and one at a time works. The
// events of a batch, what it taught of sites, and how far the clean stream is read
// are stored in one atomic batch behind the fence of a journal: an event is there
// once, whoever dies when. Workers know nothing of it, and wait for nothing.
package drifts
