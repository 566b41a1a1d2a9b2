package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// Watch tells whether there is a connection: at once, and whenever that changes,
// with nil while there is one and else with the error by which it was lost. It
// returns when ctx is done, or when the connection is closed for good.
func Watch(ctx context.Context, conn *nats.Conn, tell func(lost error)) {
	changes := conn.StatusChanged()
	defer conn.RemoveStatusListener(changes)
	for {
		switch lost := conn.LastError(); {
		case conn.IsConnected():
			tell(nil)
		case lost == nil:
			tell(nats.ErrDisconnected)
		default:
			tell(fmt.Errorf("%w: %w", nats.ErrDisconnected, lost))
		}
		select {
		case <-ctx.Done():
			return
		case _, open := <-changes:
			if !open {
				return
			}
		}
	}
}

// Pause waits for d or until ctx is done.
func Pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// LogEvery is how often a trouble that lasts is logged again.
const LogEvery = time.Minute

// Outage logs a trouble that may last for hours: once when it begins, once a
// minute while it lasts, once when it is over.
type Outage struct {
	log  *slog.Logger
	what string
	conn *nats.Conn  // while it is lost nothing is logged, since that is logged already; nil for a trouble that has nothing to do with it
	Also func(error) // called every time, not once a minute, with the error as it is logged; may be nil

	Stream string // that is written, for the log of a full server; may be empty

	mu           sync.Mutex
	since, spoke time.Time
}

// NewOutage returns an outage that is logged as what. conn may be nil.
func NewOutage(log *slog.Logger, what string, conn *nats.Conn) *Outage {
	return &Outage{log: log, what: what, conn: conn}
}

// Report says that the trouble is there, with its last error.
func (o *Outage) Report(err error) {
	err = Explain(err, o.Stream)
	if o.Also != nil {
		o.Also(err)
	}
	if o.conn != nil && !o.conn.IsConnected() {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if o.since.IsZero() {
		o.since = now
	}
	if now.Sub(o.spoke) < LogEvery {
		return
	}
	o.spoke = now
	attributes := []any{"error", err, "for", now.Sub(o.since).Round(time.Second)}
	if full := (*FullError)(nil); errors.As(err, &full) && full.Stream != "" {
		attributes = append(attributes, "stream", full.Stream)
	}
	o.log.Warn(o.what+": waiting", attributes...)
}

// Over says that the trouble is over, or that there is none.
func (o *Outage) Over() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() {
		return
	}
	o.log.Info(o.what+": over", "after", time.Since(o.since).Round(time.Millisecond))
	o.since, o.spoke = time.Time{}, time.Time{}
}

// Backoff returns the delays between tries: 100 ms, doubled up to 5 s, each
// shortened at random by up to half, so that workers that met a trouble
// together do not try again together.
type Backoff struct {
	next       time.Duration
	reconnects uint64 // of the connection, when Wait was called last
}

const (
	firstDelay = 100 * time.Millisecond
	lastDelay  = 5 * time.Second
)

// Delay returns how long to wait before the next try.
func (b *Backoff) Delay() time.Duration {
	d := max(b.next, firstDelay)
	b.next = min(2*d, lastDelay)
	return d - rand.N(d/2)
}

// Wait waits before the next try: for longer every time, but while the
// connection is lost only until it is back, or it is time to say so again. The
// delays begin anew with a new connection, also with one that came back before
// anybody waited.
func (o *Outage) Wait(ctx context.Context, retry *Backoff) {
	if o.conn == nil {
		Pause(ctx, retry.Delay())
		return
	}
	connected := o.conn.IsConnected()
	if made := o.conn.Stats().Reconnects; !connected || made != retry.reconnects {
		*retry = Backoff{reconnects: made}
	}
	if connected {
		Pause(ctx, retry.Delay())
		return
	}
	for end := time.Now().Add(lastDelay); ctx.Err() == nil && !o.conn.IsConnected() && time.Now().Before(end); {
		Pause(ctx, firstDelay)
	}
}

// Pulse is how often a loop that keeps something right comes round: at every
// beat, and sooner while there is trouble, which may be over at any moment.
type Pulse struct {
	Beat    time.Duration
	Trouble *Outage
	retry   Backoff
}

// Next returns the time to the next round after one that ended with err. A
// worker that is leaving logs no more trouble.
func (p *Pulse) Next(err error, leaving bool) time.Duration {
	if err == nil {
		p.Trouble.Over()
		p.retry = Backoff{}
		return p.Beat
	}
	if !leaving {
		p.Trouble.Report(err)
	}
	return min(p.Beat, p.retry.Delay())
}

// leastPoll is how long Await rests between two questions, at least.
const leastPoll = 100 * time.Millisecond

// Await asks a server until the answer is yes, and reports whether it came to
// that before ctx was done. An error is a trouble that may pass. Between two
// questions it rests for as long as an answer took, so that asking is not all
// that the server is busy with.
func (o *Outage) Await(ctx context.Context, ask func() (yes bool, err error)) bool {
	for ctx.Err() == nil {
		began := time.Now()
		yes, err := ask()
		if yes {
			return true
		}
		if err != nil && ctx.Err() == nil {
			o.Report(err)
		}
		Pause(ctx, max(leastPoll, time.Since(began)))
	}
	return false
}
