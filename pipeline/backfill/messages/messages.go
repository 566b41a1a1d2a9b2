// Package messages is a stream of NATS JetStream as the input and as the output
// of a backfill.
//
//   - span.go: which messages are read: their end is fixed when a run begins
//   - source.go: the messages as records of an archive
//   - target.go: clean documents as messages, each once
//   - publish.go: those that wait for the server's answer
//
// A run may be killed at any moment. What was read is a sequence in its
// checkpoint. What was written is found again in the stream: every message says
// of which run and record it is, so that whoever resumes the run reads what came
// behind its last checkpoint and leaves those documents out. What a killed
// process had on its way still, the server drops by its message id.
//
// A broker that is away and a stream that is full are waited for.
package messages

import (
	"context"
	"log/slog"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Stream is a stream on a server.
type Stream struct {
	JS   jetstream.JetStream
	Name string
	Log  *slog.Logger
}

// read begins to read messages of the stream.
func (s Stream) read(ctx context.Context, stream jetstream.Stream, subject string, first, last uint64) *broker.Messages {
	return broker.ReadMessages(ctx, s.JS, stream, subject, first, last, s.trouble("cannot read"))
}

// trouble returns what is said of a trouble that may pass.
func (s Stream) trouble(what string) *broker.Outage {
	o := broker.NewOutage(s.Log, what+" "+s.Name, s.JS.Conn())
	o.Stream = s.Name
	return o
}
