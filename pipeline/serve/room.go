package serve

import (
	"context"
	"sync"
)

// room bounds the bytes of the lines of one batch that are in hand: read, and not
// answered yet. There are as many lines as the desk cleans documents at once, which is
// no bound where each has megabytes.
type room struct {
	mu      sync.Mutex
	changed sync.Cond
	left    int // bytes
}

func newRoom(bytes int) *room {
	r := &room{left: bytes}
	r.changed.L = &r.mu
	return r
}

// take waits for room, of which there must be as much when nothing is in hand. It
// reports false when ctx is done first.
func (r *room) take(ctx context.Context, bytes int) bool {
	defer context.AfterFunc(ctx, r.wake)()
	r.mu.Lock()
	defer r.mu.Unlock()
	for ctx.Err() == nil && r.left < bytes {
		r.changed.Wait()
	}
	if ctx.Err() != nil {
		return false
	}
	r.left -= bytes
	return true
}

func (r *room) leave(bytes int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left += bytes
	r.changed.Broadcast()
}

// wake has whoever waits look again.
func (r *room) wake() { r.leave(0) }
