package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/winnow-news/winnow/cleaners/document"
)

// errNoDocument is a broken promise of a CleanFunc.
var errNoDocument = errors.New("cleaning returned neither a document nor an error")

// cleanOne opens, cleans and prepares one item. The outcome holds a document or
// a failure when it returns true; false is for one whose run was stopped before
// either was known.
func (r *run[O, P]) cleanOne(ctx context.Context, in *lane[cleaned[P]], o *Outcome[O, P]) bool {
	o.Attempts = o.Item.Tries
	failure, known := o.Item.Quarantined, true
	if failure == nil {
		failure, known = r.tryUntil(ctx, in, o)
	}
	if !known {
		return false
	}
	if failure != nil {
		o.Fail(failure)
	}
	r.observed(StagePublish, func() {
		failure = guard(StagePublish, func() error { r.sink.Prepare(o); return nil })
	})
	if failure != nil {
		o.Fail(failure)
	}
	return true
}

// tryOne opens one item, and cleans it in a lane.
func (r *run[O, P]) tryOne(ctx context.Context, in *lane[cleaned[P]], o *Outcome[O, P]) (failure *Failure) {
	if o.Item.Acquire != nil {
		defer o.Item.Acquire(ctx)()
	}
	r.observed(StageEnvelope, func() {
		failure = guard(StageEnvelope, func() error { return open(&o.Item) })
	})
	if failure != nil {
		return failure
	}
	size := r.Weigh(o.Item.Raw)
	if failure := r.tooHeavy(size); failure != nil {
		return failure
	}
	r.Memory.acquire(size)
	defer r.Memory.release(size)
	o.Attempts++
	var done cleaned[P]
	r.observed(StageClean, func() { done = r.cleanInTime(in, o.Item.Raw, o.Item.Origin) })
	o.Clean, o.Product = done.clean, done.product
	return done.failure
}

// tooHeavy returns the failure of a document that this process has no memory
// for, nil for another. Elsewhere it may well be cleaned.
func (r *run[O, P]) tooHeavy(size int) *Failure {
	if r.HeaviestBytes <= 0 || size <= r.HeaviestBytes {
		return nil
	}
	return &Failure{Stage: StageClean, Reason: ReasonTooHeavy,
		Err: fmt.Errorf("cleaning it would take about %d MB of memory, and this process may take %d for that", size>>20, r.HeaviestBytes>>20)}
}

// cleaned is what one call of a CleanFunc came to.
type cleaned[P any] struct {
	clean   *document.Clean
	product P
	failure *Failure
}

// cleanInTime calls the CleanFunc, for at most Options.DocumentTime.
func (r *run[O, P]) cleanInTime(in *lane[cleaned[P]], raw document.Raw, origin O) cleaned[P] {
	done, inTime := in.within(func() (c cleaned[P]) {
		c.failure = guard(StageClean, func() (err error) {
			c.clean, c.product, err = r.clean(raw, origin)
			if err == nil && c.clean == nil {
				err = errNoDocument
			}
			return err
		})
		return c
	})
	if !inTime {
		done.failure = &Failure{Stage: StageClean, Reason: ReasonTooSlow, Err: fmt.Errorf("not cleaned after %s", r.DocumentTime)}
	}
	return done
}

// open reads the item's wire form, and no more once that has succeeded.
func open[O any](item *Item[O]) error {
	if item.Open == nil {
		return nil
	}
	raw, err := item.Open()
	if err == nil {
		item.Raw, item.Open = raw, nil
	}
	return err
}

// guard runs one step of one document. An error or a panic becomes a Failure.
func guard(stage Stage, step func() error) (failure *Failure) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		stack := debug.Stack()
		failure = &Failure{
			Stage: stage, Reason: ReasonPanic, Err: fmt.Errorf("panic: %v", p),
			Stack: stack[:min(len(stack), MaxStack)],
		}
	}()
	if err := step(); err != nil {
		return NewFailure(stage, err)
	}
	return nil
}
