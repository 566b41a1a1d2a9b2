package pipeline

import (
	"errors"
	"sync/atomic"
	"time"
)

// ErrStuck says that more cleanings hang than there are workers. Go can't end
// a goroutine: only a new process gets rid of them. Their documents are
// failures already, and will not be met again.
var ErrStuck = errors.New("too many documents never end; start anew")

// deadline limits the time of one cleaning, and counts those that hang.
type deadline struct {
	limit time.Duration
	most  int64  // cleanings that may hang at once
	stuck func() // called once, when more do

	hanging  atomic.Int64
	exceeded atomic.Bool
}

// within runs work in a goroutine of its own and returns its result. When that
// takes longer than the limit it reports false, and leaves the goroutine to
// itself: nobody sees its result.
func within[T any](d *deadline, work func() T) (result T, inTime bool) {
	done := make(chan T, 1)
	var late atomic.Bool // decides who was first: the end of work or the limit
	go func() {
		result := work()
		if !late.CompareAndSwap(false, true) { // given up on meanwhile
			d.hanging.Add(-1)
		}
		done <- result
	}()
	timer := time.NewTimer(d.limit)
	defer timer.Stop()
	select {
	case result = <-done:
		return result, true
	case <-timer.C:
	}
	if !late.CompareAndSwap(false, true) { // it ended this very moment
		return <-done, true
	}
	if d.hanging.Add(1) > d.most && d.exceeded.CompareAndSwap(false, true) {
		d.stuck()
	}
	return result, false
}

// err returns ErrStuck when more cleanings hung at once than may.
func (d *deadline) err() error {
	if d.exceeded.Load() {
		return ErrStuck
	}
	return nil
}
