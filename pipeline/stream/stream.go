// Package stream puts the pipeline on NATS JetStream: raw documents come in on
// one stream, clean ones go out on another, and what could not be cleaned goes
// to a third.
//
//   - topology.go, fit.go: the streams and the shared consumer; creates them
//     or says what does not fit
//   - source.go, held.go: pulls deliveries, and keeps them alive while they
//     are in hand
//   - sink.go, publish.go: stores clean documents and dead letters, then
//     acknowledges
//   - worker.go: the whole worker
//   - deadletter.go: lists dead letters and sends them round again
//   - connect.go: a connection that outlives outages
//   - embedded.go, lock_*.go: a NATS server in this process
//
// A document is acknowledged after the server has said that its clean document
// (or dead letter) is stored. A worker that dies before that leaves it to be
// delivered again, and the clean document's Nats-Msg-Id, derived from the
// document alone, lets the server drop the second copy for as long as its
// window for duplicates is open.
package stream

import (
	"log/slog"
	"sync"
	"time"
)

// outageLogEvery is how often a trouble that lasts is told again.
const outageLogEvery = time.Minute

// outage logs a trouble that may last for hours: once when it begins, once a
// minute while it lasts, once when it is over.
type outage struct {
	log  *slog.Logger
	what string

	mu           sync.Mutex
	since, spoke time.Time
}

func newOutage(log *slog.Logger, what string) *outage { return &outage{log: log, what: what} }

func (o *outage) goesOn(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if o.since.IsZero() {
		o.since = now
	}
	if now.Sub(o.spoke) < outageLogEvery {
		return
	}
	o.spoke = now
	o.log.Warn(o.what+": waiting", "error", err, "for", now.Sub(o.since).Round(time.Second))
}

func (o *outage) over() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() {
		return
	}
	o.log.Info(o.what+": over", "after", time.Since(o.since).Round(time.Millisecond))
	o.since, o.spoke = time.Time{}, time.Time{}
}

// growing gives the delays between tries: 100 ms, doubled up to 5 s.
type growing struct{ next time.Duration }

const (
	firstDelay = 100 * time.Millisecond
	lastDelay  = 5 * time.Second
)

func (g *growing) delay() time.Duration {
	d := max(g.next, firstDelay)
	g.next = min(2*d, lastDelay)
	return d
}
