package pipeline

import "sync"

// memoryLimiter bounds the memory of the documents that are cleaned at once, so
// that a run of large pages does not take that of as many trees as there are
// workers. A document larger than the limit is cleaned alone.
type memoryLimiter struct {
	limit int // bytes

	mu    sync.Mutex
	freed sync.Cond // signalled by release
	used  int       // bytes
}

func newMemoryLimiter(limit int) *memoryLimiter {
	m := &memoryLimiter{limit: limit}
	m.freed.L = &m.mu
	return m
}

// acquire waits until there is room for size bytes. What is acquired is
// released by a goroutine that waits for nothing but cleaning, so the wait
// needs no other end.
func (m *memoryLimiter) acquire(size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.used > 0 && m.used+size > m.limit {
		m.freed.Wait()
	}
	m.used += size
}

func (m *memoryLimiter) release(size int) {
	m.mu.Lock()
	m.used -= size
	m.mu.Unlock()
	m.freed.Broadcast()
}
