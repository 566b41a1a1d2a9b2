// Package serve cleans documents over HTTP: a page in, the article out, for
// whoever has no stream.
//
//   - server.go: listening, time limits, ending
//   - handler.go: the paths, who may ask, and what is none of them
//   - clean.go: POST /clean of one document
//   - batch.go, lines.go, room.go, spool.go: POST /clean of many, as JSON lines
//   - accept.go: which form an answer has
//   - problem.go: errors, as RFC 9457 has them
//   - openapi.go, openapi.json: the description of all that
//
// Package ask does the work and says who must wait. Everything that a client sends
// is bounded here, in bytes and in time: a connection that sends or reads slowly
// holds nothing that others need for longer than the time limits of server.go.
package serve
