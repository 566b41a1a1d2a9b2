// Package ask cleans documents for who asks and waits, in place of putting them
// on a stream: the worker answers requests over NATS, `winnow serve` over HTTP,
// and both by a Desk. It knows neither NATS nor HTTP.
//
//   - desk.go: how many are let in, how many are cleaned at once, and cleaning one
//   - form.go: the forms that an answer may have
//   - refusal.go: why there is no answer, with a status that HTTP and NATS share
//   - unpack.go: bodies that came packed, within bounds
//
// A desk is bounded three times: documents that are cleaned at once, documents
// that wait for that, and the bytes of all of them. Who finds no place is told so
// at once. A document is cleaned under the limits of pipeline, as one of a stream
// is. What is remembered of its site is read, and nothing is learned from it:
// whoever asks may ask again, and a document must not count twice.
package ask
