package pipeline

import (
	"context"
	"sync"
)

// window bounds what is in flight, by count and by bytes. A document larger
// than all the bytes is let in alone, so that none is stuck for ever.
type window struct {
	maxCount, maxBytes int

	mu           sync.Mutex
	count, bytes int
	left         chan struct{} // holds a token after something left
}

func newWindow(maxCount, maxBytes int) *window {
	return &window{maxCount: maxCount, maxBytes: maxBytes, left: make(chan struct{}, 1)}
}

// enter waits for room. It reports false when ctx was done first. One
// goroutine calls it.
func (w *window) enter(ctx context.Context, size int) bool {
	for !w.admit(size) {
		select {
		case <-w.left:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (w *window) admit(size int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	fits := w.count < w.maxCount && w.bytes+size <= w.maxBytes
	if !fits && w.count > 0 {
		return false
	}
	w.count++
	w.bytes += size
	return true
}

// leave makes the room free that enter took.
func (w *window) leave(size int) {
	w.mu.Lock()
	w.count--
	w.bytes -= size
	w.mu.Unlock()
	select {
	case w.left <- struct{}{}:
	default:
	}
}
