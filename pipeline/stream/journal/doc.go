// Package journal is a log of records in a stream, with a fence and snapshots,
// from which a process takes up where another ended.
//
// A record says how far its writer is (its head, which is the user's), and what
// the work since the record before taught (its delta). It is stored in one atomic
// batch with what that work made, and the batch names the record that it follows
// (the fence): the server refuses it when there is a later one. So work and record
// are there both or neither, whoever dies when, and a writer that was overtaken
// stores nothing.
//
// Memory is what the deltas add up to. Now and then its owner writes it whole, as
// a snapshot that a record names, and removes what that replaces. Whoever takes
// the journal over reads the last record, the snapshot that it names, and the
// deltas since.
//
//   - record.go: what a record holds, as JSON
//   - log.go, replay.go: reading a journal, by anybody
//   - owner.go, snapshot.go, tidy.go: appending to it, by one at a time
//   - layout.go: the two ways in which snapshots lie in the stream
//   - publish.go: one atomic batch
//
// It has two users: the partitions of the raw stream, whose memory is of sites
// (package checkpoints), and the story stage. They differ in the head, the
// memory, and the layout of snapshots: those of stories are too large for one
// batch.
package journal
