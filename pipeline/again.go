package pipeline

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// Temporary reports whether an error says of itself that it will pass, by a
// method Temporary() bool on it or on one that it wraps: a service that a
// cleaner needs does not answer, say. Such an error is never a failure of the
// document; it is tried again, for as long as it takes.
func Temporary(err error) bool {
	var passing interface{ Temporary() bool }
	return errors.As(err, &passing) && passing.Temporary()
}

// The delays between tries: each is twice the one before, and shortened at
// random by up to half, so that documents that failed together are not tried
// again together.
const (
	firstDelay = 100 * time.Millisecond
	lastDelay  = 10 * time.Second
)

// tryUntil opens and cleans one item until that does not fail for a reason
// that passes. It reports false when ctx was done first: then nothing is known
// of the item, and it must not be committed.
func (r *run[O, P]) tryUntil(ctx context.Context, in *lane[cleaned[P]], o *Outcome[O, P]) (failure *Failure, known bool) {
	tried := false
	for delay := firstDelay; ; delay = min(2*delay, lastDelay) {
		failure = r.tryOne(ctx, in, o)
		if failure == nil || failure.Reason == ReasonPanic || !Temporary(failure.Err) {
			if tried {
				r.Waiting(nil)
			}
			return failure, true
		}
		tried = true
		r.Waiting(failure)
		r.Observer.Retried(failure.Stage)
		select {
		case <-time.After(delay - rand.N(delay/2)):
		case <-ctx.Done():
			return nil, false
		}
	}
}
