// Package stream puts the pipeline on NATS JetStream: raw documents come in on
// one stream, clean ones go out on another, and what could not be cleaned goes
// to a third.
//
//   - topology.go, fit.go: the streams; creates them or says what does not fit
//   - members.go, partition.go, source.go, reader.go: who else works, which
//     partitions fall to this worker, and the reading of those in order
//   - tail.go: what the broker removed too soon
//   - claims.go: what survives a worker that died of a document
//   - state.go, sink.go, commit.go, bury.go: clean documents, dead letters and
//     the record of how far a partition is, stored as one
//   - recurring.go: what a partition's documents teach, in the records and in
//     snapshots
//   - recall.go: the same for operators: looks, changes, cleans anew
//   - worker.go: the whole worker
//   - observer.go, stories_observer.go: what metrics and health are told
//   - stories.go, stories_tell.go, stories_state.go, stories_snapshot.go: which
//     clean documents are one story, in a stream of its own
//   - deadletter.go: lists dead letters and sends them round again
//   - full.go: what a server says that has no room
//   - connect.go: a connection that outlives outages
//   - embedded.go, lock_*.go: a NATS server in this process
//
// Every document is in one partition, by its site. A partition is read in
// order from where its state record says, and its clean documents are stored
// together with the next record in one atomic batch that names the record it
// follows. So a document is in the clean stream exactly when the record has
// passed it, whoever dies when; a worker that was thought dead and comes back
// finds that its batch follows no longer. What the documents taught is in the
// same record, and so is remembered once. That a partition has one owner at a
// time saves work and nothing else.
package stream

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// outageLogEvery is how often a trouble that lasts is told again.
const outageLogEvery = time.Minute

// outage logs a trouble that may last for hours: once when it begins, once a
// minute while it lasts, once when it is over.
type outage struct {
	log  *slog.Logger
	what string
	conn *nats.Conn  // while it is lost, nothing is said: that is told already; nil for a trouble that has nothing to do with it
	also func(error) // told every time, and not once a minute; nil for nobody

	mu           sync.Mutex
	since, spoke time.Time
}

func newOutage(log *slog.Logger, what string, conn *nats.Conn) *outage {
	return &outage{log: log, what: what, conn: conn}
}

func (o *outage) goesOn(err error) {
	if o.also != nil {
		o.also(err)
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
	if now.Sub(o.spoke) < outageLogEvery {
		return
	}
	o.spoke = now
	o.log.Warn(o.what+": waiting", "error", telling(err), "for", now.Sub(o.since).Round(time.Second))
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

// growing returns the delays between tries: 100 ms, doubled up to 5 s, each
// shortened at random by up to half, so that workers that met a trouble
// together do not try again together.
type growing struct {
	next       time.Duration
	reconnects uint64 // of the connection, when rest was called last
}

const (
	firstDelay = 100 * time.Millisecond
	lastDelay  = 5 * time.Second
)

func (g *growing) delay() time.Duration {
	d := max(g.next, firstDelay)
	g.next = min(2*d, lastDelay)
	return d - rand.N(d/2)
}

// rest waits before the next try: for longer every time, but while the
// connection is lost only until it is back, or it is time to say so again. The
// delays begin anew with a new connection, also with one that came back before
// anybody rested.
func (o *outage) rest(ctx context.Context, retry *growing) {
	if o.conn == nil {
		pause(ctx, retry.delay())
		return
	}
	connected := o.conn.IsConnected()
	if made := o.conn.Stats().Reconnects; !connected || made != retry.reconnects {
		*retry = growing{reconnects: made}
	}
	if connected {
		pause(ctx, retry.delay())
		return
	}
	for end := time.Now().Add(lastDelay); ctx.Err() == nil && !o.conn.IsConnected() && time.Now().Before(end); {
		pause(ctx, firstDelay)
	}
}

// pulse is how often a loop that keeps something right comes round: at every
// beat, and sooner while there is trouble, which may be over at any moment.
type pulse struct {
	beat    time.Duration
	trouble *outage
	retry   growing
}

// next gives the time to the next round after one that ended with err. Who is
// leaving says no more of trouble.
func (p *pulse) next(err error, leaving bool) time.Duration {
	if err == nil {
		p.trouble.over()
		p.retry = growing{}
		return p.beat
	}
	if !leaving {
		p.trouble.goesOn(err)
	}
	return min(p.beat, p.retry.delay())
}

// leastPoll is how long until rests between two questions, at least.
const leastPoll = 100 * time.Millisecond

// until asks a server until the answer is yes, and reports whether it came to
// that before ctx was done. An error is a trouble that may pass. Who asks must
// not be all that the server is busy with: it rests for as long as an answer took.
func (o *outage) until(ctx context.Context, ask func() (yes bool, err error)) bool {
	for ctx.Err() == nil {
		began := time.Now()
		yes, err := ask()
		if yes {
			return true
		}
		if err != nil && ctx.Err() == nil {
			o.goesOn(err)
		}
		pause(ctx, max(leastPoll, time.Since(began)))
	}
	return false
}
