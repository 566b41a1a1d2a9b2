package stream

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// publisher stores messages, and tries for as long as it takes.
type publisher struct {
	js      jetstream.JetStream
	trouble *outage
}

func newPublisher(js jetstream.JetStream, log *slog.Logger) *publisher {
	return &publisher{js: js, trouble: newOutage(log, "cannot store documents")}
}

// connectedPoll is how often a lost connection is looked at.
const connectedPoll = 100 * time.Millisecond

// Codes of JetStream's own that say that this very message will never fit.
const (
	codeMessageTooLarge jetstream.ErrorCode = 10054
	codeHeaderTooLarge  jetstream.ErrorCode = 10097
)

// storeAll publishes messages and returns when the server has said of each
// that it is stored (or was before). A message that the server will never take
// is handed to refused, which gives another to store in its place. Everything
// else that can go wrong is tried again with growing delay until ctx is done,
// whose error is the only one that it gives.
func (p *publisher) storeAll(ctx context.Context, messages []*nats.Msg, refused func(i int, err error) *nats.Msg) error {
	todo := make([]int, len(messages))
	for i := range todo {
		todo[i] = i
	}
	var retry growing
	for {
		if err := p.awaitConnection(ctx); err != nil {
			return err
		}
		left, trouble := p.storeOnce(ctx, messages, todo, refused)
		if len(left) == 0 {
			p.trouble.over()
			return nil
		}
		if todo = left; trouble != nil {
			p.trouble.goesOn(trouble)
			pause(ctx, retry.delay())
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// awaitConnection keeps from publishing into the void: what a client buffers
// while it is cut off would all be sent again.
func (p *publisher) awaitConnection(ctx context.Context) error {
	for !p.js.Conn().IsConnected() {
		p.trouble.goesOn(nats.ErrDisconnected)
		pause(ctx, connectedPoll)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// storeOnce publishes the messages of todo side by side and waits for all
// answers. It gives those that are not stored yet, and an error when that is
// for a reason that may pass.
func (p *publisher) storeOnce(ctx context.Context, messages []*nats.Msg, todo []int, refused func(int, error) *nats.Msg) (left []int, trouble error) {
	answers := make([]jetstream.PubAckFuture, len(todo))
	errs := make([]error, len(todo))
	for n, i := range todo {
		answers[n], errs[n] = p.js.PublishMsgAsync(messages[i])
	}
	for n, i := range todo {
		err := errs[n]
		if err == nil {
			err = await(ctx, answers[n])
		}
		if err == nil {
			continue
		}
		left = append(left, i)
		if neverFits(err) {
			messages[i] = refused(i, err)
		} else {
			trouble = err
		}
	}
	return left, trouble
}

func await(ctx context.Context, answer jetstream.PubAckFuture) error {
	select {
	case <-answer.Ok():
		return nil
	case err := <-answer.Err():
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func neverFits(err error) bool {
	var api *jetstream.APIError
	if errors.As(err, &api) {
		return api.ErrorCode == codeMessageTooLarge || api.ErrorCode == codeHeaderTooLarge
	}
	return errors.Is(err, nats.ErrMaxPayload)
}
