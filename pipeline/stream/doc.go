// Package stream is the worker: it puts the pipeline on NATS JetStream. Raw
// documents come in on one stream, clean ones go out on another, and what could
// not be cleaned goes to a third.
//
//   - worker.go: the whole worker, and its options
//   - source.go, partition.go, delivery.go: which partitions are this worker's,
//     and the reading of those in order
//   - claims.go: what is known of workers that a document killed
//   - tail.go: what the broker removed too soon
//   - recurring.go: what a document is cleaned with, and what it teaches
//   - beside.go: the same memory for who cleans beside the worker
//   - sink.go, commit.go, bury.go: clean documents, dead letters and checkpoints
//   - observer.go: what metrics and health are told
//
// The rooms around it: broker (connecting, topology, what a full or absent server
// means), members (who else works), journal (a fenced log with snapshots),
// checkpoints (that of each partition), stories (which clean documents are one
// story), operate (what operators do), faults (where the chaos harness takes
// hold).
//
// Every document is in one partition, by its site. A partition is read in order
// from where its checkpoint says, and its clean documents are stored together with
// the next checkpoint in one atomic batch that names the one it follows. So a
// document is in the clean stream exactly when the checkpoint has passed it,
// whoever dies when; a worker that was thought dead and comes back finds that its
// batch follows no longer. What the documents taught is in the same record, and so
// is remembered once. That a partition has one owner at a time saves work and
// nothing else.
package stream
