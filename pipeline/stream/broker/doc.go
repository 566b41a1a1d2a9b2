// Package broker is the NATS server as winnow sees it: how to reach it, what must
// be on it, and what to make of its answers. It knows nothing of documents.
//
//   - connect.go, auth.go: a connection that outlives outages, and who we are
//   - embedded.go, serverlog.go, lock_*.go: a server in this process
//   - topology.go, open.go, version.go: the names of the streams, their
//     configuration, and servers that are too old
//   - plan.go, fit.go: what is missing or does not fit, and what to do about it
//   - outage.go, refusal.go: a trouble that lasts, the waits between tries, and
//     which errors mean a full server, a conflict, or a message that never fits
//   - read.go, reader.go, messages.go, bucket.go: messages one by one, a subject in order,
//     and the keys of a bucket
package broker
