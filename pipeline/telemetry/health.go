package telemetry

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// The limits of health. A worker beats several times a lease, which is a few
// seconds.
const (
	aliveFor = time.Minute      // without a sign of any kind it hangs: start it anew; one try of a commit is bounded by half of that
	readyFor = 15 * time.Second // without a good one it does no work: do not count on it
)

// health knows when the worker was last heard of.
type health struct {
	now func() time.Time

	mu    sync.Mutex
	beat  time.Time // the last beat, or the start
	good  time.Time // the last without an error; zero before the first
	err   error     // of the last beat
	ended bool

	storing  time.Time // when the commit in hand began; zero for none
	tried    time.Time // its last try
	storeErr error     // of the try before
}

func newHealth(now func() time.Time) *health { return &health{now: now, beat: now()} }

// Beat notes that the worker is at it, and how it finds the broker.
func (h *health) Beat(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.beat, h.err = h.now(), err
	if err == nil {
		h.good = h.beat
	}
}

// Storing notes that a commit begins, is tried again, or is over.
func (h *health) Storing(busy bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !busy {
		h.storing, h.storeErr = time.Time{}, nil
		return
	}
	h.tried, h.storeErr = h.now(), err
	if h.storing.IsZero() {
		h.storing = h.tried
	}
}

// Stopping says that the worker is ending: it is alive, and takes no more.
func (h *health) Stopping() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
}

// alive gives an error when the worker hangs. A broker that is away is no
// reason to start a worker anew: it waits.
func (h *health) alive() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if silent := h.now().Sub(h.beat); silent > aliveFor {
		return fmt.Errorf("no sign of the worker for %s", silent.Round(time.Second))
	}
	if silent := h.now().Sub(h.tried); !h.storing.IsZero() && silent > aliveFor {
		return fmt.Errorf("a commit hangs for %s", silent.Round(time.Second))
	}
	return nil
}

// ready gives an error when the worker does not, or not yet, clean what comes.
func (h *health) ready() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.ended:
		return fmt.Errorf("stopping")
	case h.good.IsZero() && h.err == nil:
		return fmt.Errorf("starting")
	case h.good.IsZero():
		return fmt.Errorf("starting: %w", h.err)
	case h.now().Sub(h.good) > readyFor && h.err != nil:
		return fmt.Errorf("for %s: %w", h.now().Sub(h.good).Round(time.Second), h.err)
	case h.now().Sub(h.good) > readyFor:
		return fmt.Errorf("no sign of the worker for %s", h.now().Sub(h.good).Round(time.Second))
	case !h.storing.IsZero() && h.now().Sub(h.storing) > readyFor && h.storeErr != nil:
		return fmt.Errorf("nothing was stored for %s: %w", h.now().Sub(h.storing).Round(time.Second), h.storeErr)
	case !h.storing.IsZero() && h.now().Sub(h.storing) > readyFor:
		return fmt.Errorf("nothing was stored for %s", h.now().Sub(h.storing).Round(time.Second))
	}
	return nil
}

// readiness is ready as a metric: 1 or 0.
func (h *health) readiness() float64 {
	if h.ready() != nil {
		return 0
	}
	return 1
}

func answer(ask func() error) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if err := ask(); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, err)
			return
		}
		fmt.Fprintln(w, "ok")
	}
}
