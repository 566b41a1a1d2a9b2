package stream

import (
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
)

// delivery is one raw message in hand.
type delivery struct {
	msg       jetstream.Msg
	partition *partition
	sequence  uint64    // in the raw stream
	behind    uint64    // documents of the partition that waited behind it when the server sent it
	stored    time.Time // there
	received  time.Time
	trace     pipeline.Trace // the source's and the sink's
}
