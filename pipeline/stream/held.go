package stream

import (
	"context"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The bounds of what one worker holds: delivered and not yet acknowledged.
const (
	maxHeld      = 1024
	maxHeldBytes = 128 << 20
	fetchSize    = 256 // of one pull: a round trip is then well under a percent of the work
)

// delivery is one raw message in hand.
type delivery struct {
	msg     jetstream.Msg
	meta    *jetstream.MsgMetadata
	size    int
	touched time.Time // when the server's AckWait began to run, about; guarded by held.mu
}

// held knows every delivery that the server counts as ours, from the moment it
// arrives: AckWait runs from the server's sending, also for what still waits
// in a queue.
type held struct {
	mu    sync.Mutex
	all   map[*delivery]struct{}
	bytes int
	freed chan struct{} // holds a token after something was settled
}

func newHeld() *held {
	return &held{all: make(map[*delivery]struct{}), freed: make(chan struct{}, 1)}
}

func (h *held) add(d *delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d.touched = time.Now()
	h.all[d] = struct{}{}
	h.bytes += d.size
}

// settled forgets a delivery.
func (h *held) settled(d *delivery) {
	h.mu.Lock()
	if _, ours := h.all[d]; ours {
		delete(h.all, d)
		h.bytes -= d.size
	}
	h.mu.Unlock()
	select {
	case h.freed <- struct{}{}:
	default:
	}
}

// room waits until there is room for a pull of fetchSize, and gives the bytes
// that it may bring: at least half of all, so that one large message never
// blocks the way. It reports false when ctx is done first.
func (h *held) room(ctx context.Context) (bytes int, ok bool) {
	for {
		h.mu.Lock()
		count, used := len(h.all), h.bytes
		h.mu.Unlock()
		if count+fetchSize <= maxHeld && used <= maxHeldBytes/2 {
			return maxHeldBytes - used, ctx.Err() == nil
		}
		select {
		case <-h.freed:
		case <-ctx.Done():
			return 0, false
		}
	}
}

// stale gives the deliveries not touched since before, and touches them.
func (h *held) stale(before time.Time) []*delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	var old []*delivery
	now := time.Now()
	for d := range h.all {
		if d.touched.Before(before) {
			d.touched = now
			old = append(old, d)
		}
	}
	return old
}

// empty takes everything that is held.
func (h *held) empty() []*delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	rest := make([]*delivery, 0, len(h.all))
	for d := range h.all {
		rest = append(rest, d)
	}
	clear(h.all)
	h.bytes = 0
	return rest
}
