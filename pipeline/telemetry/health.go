package telemetry

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// The limits of health. A worker beats several times a lease, which is a few
// seconds.
const (
	aliveFor = time.Minute      // without a beat it hangs: restart it; one try of a commit is bounded by half of that
	readyFor = 15 * time.Second // without a good beat it does no work: do not count on it

	// What is no slow answer but a fact counts sooner: that the connection is
	// lost, and that the broker says it is full. A client goes from one server of
	// a cluster to the next within a second or so, which is no reason to turn.
	awayFor = 2 * time.Second
)

// health knows when the worker was last heard of.
type health struct {
	now func() time.Time

	mu       sync.Mutex
	beat     time.Time // the last, or the start
	goodBeat time.Time // the last without an error; zero before the first
	beatErr  error     // of the last
	stopping bool

	commitBegan time.Time // of the commit that is under way; zero for none
	commitTried time.Time // its last try
	commitErr   error     // of the try before

	lostSince time.Time // when the connection was lost; zero while there is one
	lostErr   error
}

func newHealth(now func() time.Time) *health { return &health{now: now, beat: now()} }

// Beat notes that the worker is running, and with what error its last request
// to the broker ended.
func (h *health) Beat(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.beat, h.beatErr = h.now(), err
	if err == nil {
		h.goodBeat = h.beat
	}
}

// Connected notes that there is a connection to the broker, or with what error
// it was lost.
func (h *health) Connected(lost error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch h.lostErr = lost; {
	case lost == nil:
		h.lostSince = time.Time{}
	case h.lostSince.IsZero():
		h.lostSince = h.now()
	}
}

// Storing notes that a commit begins, is tried again, or is over.
func (h *health) Storing(busy bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !busy {
		h.commitBegan, h.commitErr = time.Time{}, nil
		return
	}
	h.commitTried, h.commitErr = h.now(), err
	if h.commitBegan.IsZero() {
		h.commitBegan = h.commitTried
	}
}

// Stopping says that the worker is ending: it is alive, and takes no more.
func (h *health) Stopping() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopping = true
}

// alive returns an error when the worker hangs. A broker that does not answer is
// no reason to restart a worker: it waits.
func (h *health) alive() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if silent := h.now().Sub(h.beat); silent > aliveFor {
		return fmt.Errorf("no sign of the worker for %s", silent.Round(time.Second))
	}
	if silent := h.now().Sub(h.commitTried); !h.commitBegan.IsZero() && silent > aliveFor {
		return fmt.Errorf("a commit hangs for %s", silent.Round(time.Second))
	}
	return nil
}

// ready returns an error when the worker does not, or not yet, clean what comes.
func (h *health) ready() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopping {
		return errors.New("stopping")
	}
	if err := h.reaches(); err != nil {
		return err
	}
	return h.stores()
}

// reaches returns an error when the worker does not reach its broker.
func (h *health) reaches() error {
	lost, silent := h.now().Sub(h.lostSince), h.now().Sub(h.goodBeat)
	switch {
	case h.goodBeat.IsZero() && h.beatErr == nil:
		return errors.New("starting")
	case h.goodBeat.IsZero():
		return fmt.Errorf("starting: %w", h.beatErr)
	case h.lostErr != nil && lost > awayFor:
		return fmt.Errorf("no broker for %s: %w", lost.Round(time.Second), h.lostErr)
	case silent > readyFor && h.beatErr != nil:
		return fmt.Errorf("for %s: %w", silent.Round(time.Second), h.beatErr)
	case silent > readyFor:
		return fmt.Errorf("no sign of the worker for %s", silent.Round(time.Second))
	}
	return nil
}

// stores returns an error when the broker takes nothing.
func (h *health) stores() error {
	if h.commitBegan.IsZero() {
		return nil
	}
	limit, full := readyFor, interface{ Full() bool }(nil)
	if errors.As(h.commitErr, &full) && full.Full() {
		limit = awayFor
	}
	switch since := h.now().Sub(h.commitBegan); {
	case since <= limit:
		return nil
	case h.commitErr != nil:
		return fmt.Errorf("nothing was stored for %s: %w", since.Round(time.Second), h.commitErr)
	default:
		return fmt.Errorf("nothing was stored for %s", since.Round(time.Second))
	}
}

// readiness is ready as a metric: 1 or 0.
func (h *health) readiness() float64 {
	if h.ready() != nil {
		return 0
	}
	return 1
}

// answer returns a handler that says ok, or with what error check fails.
func answer(check func() error) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if err := check(); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, err)
			return
		}
		fmt.Fprintln(w, "ok")
	}
}
