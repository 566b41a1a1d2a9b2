package pipeline

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// ErrStuck says that as many cleaners hang as there are workers. Go can't end
// a goroutine: only a new process gets rid of them. Their documents are
// failures already, and will not be met again.
var ErrStuck = errors.New("too many documents never end; start anew")

// patient waits for the cleaner so long and no longer.
type patient struct {
	limit time.Duration
	most  int64  // cleanings that may hang at once
	stuck func() // called when more do

	hanging atomic.Int64
	gaveUp  atomic.Bool
}

// clean runs one cleaning. When that takes longer than the limit it gives a
// failure, and leaves the cleaning to itself: its result is dropped when it
// comes.
func (p *patient) clean(cleaning func() (*document.Clean, *Failure)) (*document.Clean, *Failure) {
	type result struct {
		clean   *document.Clean
		failure *Failure
	}
	done := make(chan result, 1)
	var late atomic.Bool
	go func() {
		clean, failure := cleaning()
		if !late.CompareAndSwap(false, true) { // given up on meanwhile
			p.hanging.Add(-1)
		}
		done <- result{clean, failure}
	}()
	timer := time.NewTimer(p.limit)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.clean, r.failure
	case <-timer.C:
	}
	if !late.CompareAndSwap(false, true) { // it ended this very moment
		r := <-done
		return r.clean, r.failure
	}
	if p.hanging.Add(1) > p.most && p.gaveUp.CompareAndSwap(false, true) {
		p.stuck()
	}
	return nil, &Failure{Stage: StageClean, Reason: ReasonTooSlow, Err: fmt.Errorf("not cleaned after %s", p.limit)}
}

func (p *patient) err() error {
	if p.gaveUp.Load() {
		return ErrStuck
	}
	return nil
}
