package pipeline

import "sync"

// MemoryLimiter bounds the memory of the documents that are cleaned at once, so
// that a run of large pages does not take that of as many trees as there are
// workers. A document larger than the limit is cleaned alone. Who comes first is
// let in first: neither a large document nor, where runs share a limiter, a run
// with few documents waits for ever.
type MemoryLimiter struct {
	limit int // bytes

	mu      sync.Mutex
	changed sync.Cond
	used    int    // bytes
	came    uint64 // how many asked for room
	entered uint64 // how many of those got it, in the order in which they came
}

// NewMemoryLimiter returns a limiter of so many bytes.
func NewMemoryLimiter(limit int) *MemoryLimiter {
	m := &MemoryLimiter{limit: limit}
	m.changed.L = &m.mu
	return m
}

// acquire waits until there is room for size bytes. What is acquired is
// released by a goroutine that waits for nothing but cleaning, so the wait
// needs no other end.
func (m *MemoryLimiter) acquire(size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	turn := m.came
	m.came++
	for turn != m.entered || m.used > 0 && m.used+size > m.limit {
		m.changed.Wait()
	}
	m.entered++
	m.used += size
	m.changed.Broadcast()
}

func (m *MemoryLimiter) release(size int) {
	m.mu.Lock()
	m.used -= size
	m.mu.Unlock()
	m.changed.Broadcast()
}
