// Package rulebucket keeps site rules in a key-value bucket, from which all workers
// take them while they run.
//
// The key current holds a manifest: who stored the rules, when and why, and of which
// files they are. What is in the files is under keys of its own, named by the hash of
// the content, in pieces that fit into messages. So a version is there whole when its
// manifest is, and one write puts it in force: it is refused unless it replaces the
// revision that its writer had seen. A revision is the sequence of its manifest in
// the bucket, as `nats kv history` shows it.
//
//   - manifest.go: the form of a manifest
//   - store.go: reading: the version in force, and earlier ones
//   - push.go: writing a version
//   - sweep.go: removing content that no version has any more
//   - report.go, live.go: which worker has which rules
package rulebucket
