package stream

import (
	"errors"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// What was prepared for larger messages can't be stored once somebody limits the
// stream: the worker says so and ends, and the next one does it.
func TestAWorkerEndsWhenItsStreamTakesSmallerMessages(t *testing.T) {
	b := newBench(t)
	worked := make(chan error, 1)
	go func() { worked <- b.workUntil(t, t.Context(), streamtest.Fake{}, WorkOptions{}) }()
	raws := []document.Raw{
		{ID: "a", Content: []byte("One.")}, {ID: "b", Content: []byte(prose(2000, 1000))}, {ID: "c", Content: []byte("Two.")},
	}
	b.Publish(t, raws[0])
	b.AwaitClean(t, 1)
	b.limitClean(t, 16<<10)
	b.Publish(t, raws[1:]...)
	if err := <-worked; !errors.Is(err, errSmaller) {
		t.Errorf("the worker ended with %v, want %v", err, errSmaller)
	}
	b.work(t)
	b.wantWhole(t, raws...)
}
