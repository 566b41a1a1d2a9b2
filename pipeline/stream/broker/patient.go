package broker

import (
	"context"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// askAgain is how long a question of a patient client goes unanswered until it is
// put once more. A cluster answers in milliseconds, and while it chooses a leader,
// which takes from four to nine seconds, it drops questions without a word.
const askAgain = 2 * time.Second

// Patient returns js for a command that asks once and may wait: whether a stream or
// bucket is there is asked again and again, and the first answer to any of these
// questions counts. So one that was dropped costs seconds, and one that a busy
// server answers late is still heard. It is given up after the default timeout of
// js. What changes something is asked once.
func Patient(js jetstream.JetStream) jetstream.JetStream { return patient{js} }

type patient struct{ jetstream.JetStream }

func (p patient) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	return again(ctx, p.Options().DefaultTimeout, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.Stream(ctx, name)
	})
}

func (p patient) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	return again(ctx, p.Options().DefaultTimeout, func(ctx context.Context) (jetstream.KeyValue, error) {
		return p.JetStream.KeyValue(ctx, bucket)
	})
}

func (p patient) AccountInfo(ctx context.Context) (*jetstream.AccountInfo, error) {
	return again(ctx, p.Options().DefaultTimeout, p.JetStream.AccountInfo)
}

// again calls ask, and calls it again beside the calls that have no answer yet. It
// returns the first answer, or what a call says when its ctx ends, after within.
// All calls have ended when it returns.
func again[T any](ctx context.Context, within time.Duration, ask func(context.Context) (T, error)) (T, error) {
	var calls sync.WaitGroup
	defer calls.Wait()
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	type answer struct {
		what T
		err  error
	}
	answers := make(chan answer, within/askAgain+1) // of all: nobody is kept by one that is not read
	call := func() {
		what, err := ask(ctx)
		answers <- answer{what, err}
	}
	tick := time.NewTicker(askAgain)
	defer tick.Stop()
	calls.Go(call)
	for {
		select {
		case a := <-answers:
			return a.what, a.err
		case <-tick.C:
			if ctx.Err() == nil {
				calls.Go(call)
			}
		}
	}
}
