// Package stream puts the pipeline on NATS JetStream: raw documents come in on
// one stream, clean ones go out on another, and what could not be cleaned goes
// to a third.
//
// The streams, connections and what a full or absent server means are in
// broker.
//
//   - members.go, partition.go, source.go: who else works, which
//     partitions fall to this worker, and the reading of those in order
//   - tail.go: what the broker removed too soon
//   - claims.go: what survives a worker that died of a document
//   - state.go, sink.go, commit.go, bury.go: clean documents, dead letters and
//     the record of how far a partition is, stored as one
//   - recurring.go: what a partition's documents teach, in the records and in
//     snapshots
//   - recall.go: the same for operators: looks, changes, cleans anew
//   - worker.go: the whole worker
//   - stories.go, stories_tell.go, stories_state.go, stories_snapshot.go: which
//     clean documents are one story, in a stream of its own
//   - deadletter.go: lists dead letters and sends them round again
//
// Every document is in one partition, by its site. A partition is read in
// order from where its state record says, and its clean documents are stored
// together with the next record in one atomic batch that names the record it
// follows. So a document is in the clean stream exactly when the record has
// passed it, whoever dies when; a worker that was thought dead and comes back
// finds that its batch follows no longer. What the documents taught is in the
// same record, and so is remembered once. That a partition has one owner at a
// time saves work and nothing else.
package stream
