// Package operate is what an operator does to the streams from outside a worker,
// and what winnow's commands are made of.
//
//   - feed.go: puts documents in
//   - partitions.go: how far the workers are behind
//   - recall.go: shows what is remembered of a site, and changes it
//   - learned.go: the same with texts and ids, and sends round what shows a paragraph
//   - load.go: takes in what an archive's memory knows of sites
//   - emit.go: finds the clean documents of a site, and sends them round again
//   - reclean.go, reclean_versions.go, reclean_tail.go, reclean_job.go, reclean_pace.go: sends all
//     documents round again, each once, as workers have room
//   - deadletter.go: lists dead letters, sends them round again, discards them
//
// What it changes it changes as a worker would, by records behind the fence, so
// that workers need not be stopped for it.
package operate
