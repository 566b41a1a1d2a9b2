// Package stories is the stage that says which clean documents are one story. It
// reads the clean stream in order and says of each document, in a record on the
// subject of its story, of which others it is a copy. Cleaning knows nothing of
// it: a document is published first and clustered later, and workers need no
// memory of each other's documents.
//
//   - run.go: the stage, and which of its processes works
//   - clusterer.go, article.go: from documents to batches of records
//   - commit.go, progress.go: what is stored as one, and how far the stage is
//   - observer.go: what metrics and health are told
//
// Any number of processes may run it. One at a time works, the leader; another
// takes over when that is silent for a lease. As with partitions, that saves work
// and nothing else: the records of a batch, what memory needs to know of its
// documents, and how far the clean stream is read are stored in one atomic batch
// behind the fence of a journal.
package stories
