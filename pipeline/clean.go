package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/winnow-news/winnow/cleaners/document"
)

// errNoDocument is a broken promise of the Cleaner.
var errNoDocument = errors.New("the cleaner gave neither a document nor an error")

// cleanOne opens, cleans and prepares one item, when its turn is. The outcome
// holds a document or a failure when it returns true; false is for one whose
// time was over before either was known.
func (r *road) cleanOne(ctx context.Context, o *Outcome) bool {
	o.Attempts = o.Item.Tries
	failure, known := o.Item.Doomed, true
	if failure == nil {
		failure, known = r.tryUntil(ctx, o)
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
		o.Prepared = nil
		o.Fail(failure)
	}
	return true
}

// tryOne opens and cleans one item.
func (r *road) tryOne(ctx context.Context, o *Outcome) (failure *Failure) {
	if o.Item.Turn != nil {
		defer o.Item.Turn(ctx)()
	}
	r.observed(StageEnvelope, func() {
		failure = guard(StageEnvelope, func() error { return open(&o.Item) })
	})
	if failure != nil {
		return failure
	}
	raw, recall := o.Item.Raw, o.Item.Recall
	weight := r.Weigh(raw)
	if failure := r.tooHeavy(weight); failure != nil {
		return failure
	}
	r.scales.put(weight)
	defer r.scales.take(weight)
	o.Attempts++
	r.observed(StageClean, func() {
		o.Clean, failure = r.patient.clean(func() (*document.Clean, *Failure) { return cleanWhole(r.cleaner, raw, recall) })
	})
	return failure
}

// tooHeavy gives the failure of a document that this process has no memory
// for. Elsewhere it may well be cleaned.
func (r *road) tooHeavy(weight int) *Failure {
	if r.HeaviestBytes <= 0 || weight <= r.HeaviestBytes {
		return nil
	}
	return &Failure{Stage: StageClean, Reason: ReasonTooHeavy,
		Err: fmt.Errorf("cleaning it would take about %d MB of memory, and this process may take %d for that", weight>>20, r.HeaviestBytes>>20)}
}

// cleanWhole asks the cleaner, who may ask memory. A cleaner that hangs and is
// given up on may ask it late.
func cleanWhole(cleaner Cleaner, raw document.Raw, recall document.Recall) (clean *document.Clean, failure *Failure) {
	failure = guard(StageClean, func() (err error) {
		if recaller, ok := cleaner.(Recaller); ok && recall != nil {
			clean, err = recaller.CleanRecalling(raw, recall)
		} else {
			clean, err = cleaner.Clean(raw)
		}
		if err == nil && clean == nil {
			err = errNoDocument
		}
		return err
	})
	return clean, failure
}

// open reads the item's wire form, once if it can.
func open(item *Item) error {
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
