package stream

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// WorkOptions are what a worker may be told.
type WorkOptions struct {
	Pipeline  pipeline.Options
	Build     record.Build
	Once      bool                     // end when the raw stream is drained
	Committed func([]pipeline.Outcome) // called with every batch after it is stored, in order; may be nil
	Log       *slog.Logger
}

// flushWait bounds the time in which the last acknowledgements must leave.
const flushWait = 5 * time.Second

// Work cleans what comes in on the raw stream until ctx is done, or, with
// Once, until the stream is drained. Any number of workers may run at once.
// The streams must be there: Topology.Apply makes them.
// When ctx is done it commits what is in hand, gives back what it has not
// begun, and returns nil.
func Work(ctx context.Context, js jetstream.JetStream, topology Topology, cleaner pipeline.Cleaner, options WorkOptions) error {
	consumer, err := topology.applyConsumer(ctx, js)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	source := startSource(ctx, consumer, options.Once, options.Log)
	sink := &sink{
		topology: topology, build: options.Build, publisher: newPublisher(js, options.Log),
		held: source.held, committed: options.Committed,
	}
	ran := pipeline.Run(ctx, source, cleaner, sink, options.Pipeline)
	source.close()
	if err := flush(ctx, js); err != nil {
		options.Log.Warn("the last acknowledgements may be lost: those documents will come again", "error", err)
	}
	return ran
}

// flush waits until the server has everything that was sent: an
// acknowledgement is only written to a buffer, and closing drops that.
func flush(ctx context.Context, js jetstream.JetStream) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushWait)
	defer cancel()
	if err := js.Conn().FlushWithContext(ctx); err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	return nil
}
