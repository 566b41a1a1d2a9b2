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

// lane runs one cleaning after the other in a goroutine beside its owner, which waits
// for each no longer than the limit. The goroutine is kept, since its stack has grown
// to what cleaning takes; only one that is given up on is left to itself. A lane must
// be closed. One goroutine uses it.
type lane[T any] struct {
	deadline *deadline
	timer    *time.Timer
	runner   *runner[T] // nil before the first cleaning, and after one that was given up on
}

// runner is the goroutine of a lane.
type runner[T any] struct {
	work chan func() T
	done chan T
	late atomic.Bool // decides who was first: the end of a cleaning or the limit
}

func (r *runner[T]) run(d *deadline) {
	defer close(r.done)
	for work := range r.work {
		result := work()
		if !r.late.CompareAndSwap(false, true) { // given up on meanwhile: nobody sees the result
			d.hanging.Add(-1)
			return
		}
		r.done <- result
	}
}

// within runs work and returns its result. When that takes longer than the limit it
// reports false.
func (l *lane[T]) within(work func() T) (result T, inTime bool) {
	d := l.deadline
	if l.runner == nil {
		l.runner = &runner[T]{work: make(chan func() T), done: make(chan T, 1)}
		go l.runner.run(d)
	}
	r := l.runner
	r.late.Store(false)
	r.work <- work
	if l.timer == nil {
		l.timer = time.NewTimer(d.limit)
	} else {
		l.timer.Reset(d.limit)
	}
	defer l.timer.Stop()
	select {
	case result = <-r.done:
		return result, true
	case <-l.timer.C:
	}
	if !r.late.CompareAndSwap(false, true) { // it ended this very moment
		return <-r.done, true
	}
	l.runner = nil
	if d.hanging.Add(1) > d.most && d.exceeded.CompareAndSwap(false, true) {
		d.stuck()
	}
	return result, false
}

// close ends the lane's goroutine and waits for that.
func (l *lane[T]) close() {
	if l.runner != nil {
		close(l.runner.work)
		<-l.runner.done
	}
}

// err returns ErrStuck when more cleanings hung at once than may.
func (d *deadline) err() error {
	if d.exceeded.Load() {
		return ErrStuck
	}
	return nil
}
