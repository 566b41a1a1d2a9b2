package archive

import (
	"math/bits"
	"sync"
)

// buffers lends the memory of records, so that each does not take fresh pages
// from the system: that is a third of the time of reading.
type buffers struct {
	mu   sync.Mutex
	free [mostBits + 1][][]byte // by the power of two that is their capacity
	held int                    // bytes of those that are free
}

const (
	leastBits = 12       // shorter records have buffers of this power of two
	mostBits  = 23       // longer ones are few, and their memory is not kept
	mostHeld  = 32 << 20 // bytes that wait to be lent at most
)

// copyOf returns a copy of bytes, in memory that is lent where there is some, and
// what gives it back; nil for what is not kept.
func (b *buffers) copyOf(bytes []byte) (lent []byte, back func()) {
	class := max(bits.Len(uint(max(len(bytes)-1, 0))), leastBits)
	if class > mostBits {
		return append([]byte(nil), bytes...), nil
	}
	lent = append(b.take(class), bytes...)
	return lent, func() { b.give(class, lent) }
}

func (b *buffers) take(class int) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.free[class])
	if n == 0 {
		return make([]byte, 0, 1<<class)
	}
	lent := b.free[class][n-1]
	b.free[class] = b.free[class][:n-1]
	b.held -= 1 << class
	return lent[:0]
}

func (b *buffers) give(class int, lent []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held+1<<class > mostHeld {
		return
	}
	b.held += 1 << class
	b.free[class] = append(b.free[class], lent)
}

// Release gives the record's memory back: neither its bytes nor the document that
// Open returned may be read after that. It need not be called.
func (r *Record) Release() {
	if r.release != nil {
		r.release()
		r.release = nil
	}
}
