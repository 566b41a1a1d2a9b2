package journal

import (
	"context"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// Publish sends messages as one atomic batch, which the server takes whole or
// not at all, and returns the sequence of the last; the others are right before
// it. After an error that is no broker.Conflict it is not known whether the batch
// was taken. hooks may be nil.
func Publish(ctx context.Context, js jetstream.JetStream, hooks *faults.Hooks, messages []*nats.Msg) (uint64, error) {
	if err := broker.Connected(js); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, broker.AckTimeout)
	defer cancel()
	batch, err := jetstreamext.NewBatchPublisher(js, jetstreamext.BatchFlowControl{AckTimeout: broker.AckTimeout})
	if err != nil {
		return 0, err
	}
	for i, message := range messages[:len(messages)-1] {
		if i == len(messages)/2 {
			hooks.Reach(faults.HalfSent)
		}
		if err := batch.AddMsg(message); err != nil {
			return 0, err
		}
	}
	hooks.Reach(faults.Committing)
	ack, err := batch.CommitMsg(ctx, messages[len(messages)-1])
	if err != nil {
		return 0, err
	}
	hooks.Reach(faults.Answered)
	return ack.Sequence, nil
}
