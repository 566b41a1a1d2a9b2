package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// ReasonKilledWorker is the reason of a dead letter whose document ended every
// process that tried to clean it.
const ReasonKilledWorker = "killed-worker"

// How many deaths it takes. A worker that is killed from outside leaves a
// claim behind as well: so it takes several at the same place before the
// documents there are suspected, and several more, each while one document alone
// was being cleaned, before that document is given up.
const (
	deathsBeforeCare = 2
	killsBeforeDead  = 3
)

// claim is what a worker says of a partition before it reads from it, in the
// bucket of the workers under the partition's number. It takes it back when it
// hands the partition over. A claim that is found there says that its worker
// died, whatever the cause: a stack that overflowed, or a kernel out of memory,
// which no recover sees.
type claim struct {
	Worker   string    `json:"worker"`
	Made     time.Time `json:"made"`              // the raw stream's making, of which the sequences are
	Sequence uint64    `json:"sequence"`          // where the partition stood when it was taken
	Deaths   int       `json:"deaths,omitempty"`  // owners in a row that died and got it no further than that
	Suspect  uint64    `json:"suspect,omitempty"` // an input that is or was cleaned alone
	Alone    bool      `json:"alone,omitempty"`   // it is being cleaned this moment, and nothing else is
	Killed   []victim  `json:"killed,omitempty"`  // workers that died in such a moment
}

// victim is a worker that a document is thought to have killed. One that was
// only asleep, or that others took for dead by a clock that is wrong, says
// something again, and is none.
type victim struct {
	Worker string `json:"worker"`
	Said   uint64 `json:"said"` // its last words when it was thought dead: their sequence in the bucket
}

// inherit returns the claim of a worker that takes the partition over at a
// sequence from whoever made this one. said has the last words of workers.
func (c claim) inherit(worker string, made time.Time, at uint64, said map[string]uint64) claim {
	next := claim{Worker: worker, Made: made, Sequence: at}
	if c.Worker == "" || !c.Made.Equal(made) {
		return next
	}
	died := 0
	if c.Worker != worker {
		died = 1
	}
	next.Deaths = died
	if c.Sequence == at {
		next.Deaths = c.Deaths + died
	}
	if c.Suspect > at {
		next.Suspect = c.Suspect
		for _, v := range c.Killed {
			if said[v.Worker] <= v.Said {
				next.Killed = append(next.Killed, v)
			}
		}
		if c.Alone && died > 0 {
			next.Killed = append(next.Killed, victim{c.Worker, said[c.Worker]})
		}
	}
	return next
}

// claimed is a partition's claim in the hands of its owner.
type claimed struct {
	number   int
	found    claim  // as it was inherited; never changes
	stands   claim  // as it is in the bucket
	revision uint64 // there
	left     int    // documents that are still to be cleaned alone; Receive's
}

// alone reports whether a document is to be cleaned with nothing else under
// way, and how many workers it has killed. behind is how many documents of
// the partition wait behind it.
func (c *claimed) alone(sequence, behind uint64) (alone bool, kills int) {
	if sequence == c.found.Suspect {
		kills = len(c.found.Killed)
	}
	alone = c.left > 0 || sequence <= c.found.Suspect
	c.left = max(0, c.left-1)
	if behind == 0 {
		c.left = 0
	}
	return alone, kills
}

// claims makes, marks and drops the claims of one worker.
type claims struct {
	js      jetstream.JetStream
	bucket  string
	worker  string
	made    time.Time
	forever bool // the bucket keeps claims for longer than it keeps silent workers
	ahead   int  // documents of a partition that a worker may have in hand at most
	log     *slog.Logger
	trouble *broker.Outage

	faults *faults.Hooks

	gate sync.RWMutex // held for writing by who is cleaned alone
}

func newClaims(ctx context.Context, js jetstream.JetStream, bucket jetstream.KeyValue, worker string, made time.Time, options WorkOptions) (*claims, error) {
	status, err := bucket.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("key-value bucket %s: %w", bucket.Bucket(), err)
	}
	return &claims{
		js: js, bucket: bucket.Bucket(), worker: worker, made: made, forever: status.LimitMarkerTTL() > 0,
		ahead: options.Pipeline.InFlight + mostPull, faults: options.Faults, log: options.Log,
		trouble: broker.NewOutage(options.Log, "cannot mark what is cleaned alone", js.Conn()),
	}, nil
}

func (c *claims) subject(number int) string {
	return "$KV." + c.bucket + "." + claimKey + strconv.Itoa(number)
}

// claimKey begins the keys of claims; the keys of workers have no dot.
const claimKey = "partition."

// make claims partitions that are about to be read.
func (c *claims) make(ctx context.Context, taken []*partition) error {
	before, err := c.read(ctx)
	if err != nil {
		return err
	}
	var said map[string]uint64
	if anySuspect(before) {
		if said, err = c.lastWords(ctx); err != nil {
			return err
		}
	}
	for _, p := range taken {
		found := before[p.number].inherit(c.worker, c.made, p.journal.Fence().Head.Sequence, said)
		p.claimed = &claimed{number: p.number, found: found, stands: found}
		if found.Deaths >= deathsBeforeCare || found.Suspect > 0 {
			p.claimed.left = c.ahead
		}
	}
	c.warn(taken)
	err = c.publish(ctx, taken, c.message)
	c.faults.Reach(faults.Claimed)
	return err
}

// warn tells of partitions with which workers died.
func (c *claims) warn(taken []*partition) {
	var careful []int
	var deaths, kills int
	for _, p := range taken {
		if p.claimed.left > 0 {
			careful = append(careful, p.number)
			deaths, kills = max(deaths, p.claimed.found.Deaths), max(kills, len(p.claimed.found.Killed))
		}
	}
	if len(careful) > 0 {
		slices.Sort(careful)
		c.log.Warn("workers died with these partitions: cleaning their next documents one at a time",
			"partitions", careful, "deaths", deaths, "of one document", kills)
	}
}

// read returns the claims that stand, by partition.
func (c *claims) read(ctx context.Context) (map[int]claim, error) {
	found := make(map[int]claim)
	err := broker.EachKey(ctx, c.js, c.bucket, claimKey, func(key string, msg *jetstream.RawStreamMsg) {
		number, err := strconv.Atoi(key)
		if err != nil || broker.Gone(msg) {
			return
		}
		var one claim
		if json.Unmarshal(msg.Data, &one) == nil { // else somebody else's key
			found[number] = one
		}
	})
	return found, err
}

// anySuspect reports whether a claim knows of a document that may have killed
// workers.
func anySuspect(claims map[int]claim) bool {
	for _, c := range claims {
		if c.Suspect > 0 {
			return true
		}
	}
	return false
}

// lastWords returns, by worker, the sequence in the bucket of what it said last,
// its goodbye included. Of those whom the bucket has forgotten it has nothing.
func (c *claims) lastWords(ctx context.Context) (map[string]uint64, error) {
	said := make(map[string]uint64)
	err := broker.EachKey(ctx, c.js, c.bucket, "", func(name string, msg *jetstream.RawStreamMsg) {
		if msg.Header.Get(jetstream.MarkerReasonHeader) == "" { // else it is the server that speaks
			said[name] = msg.Sequence
		}
	})
	return said, err
}

// publish sends one message for each partition and waits until all are stored.
func (c *claims) publish(ctx context.Context, all []*partition, message func(*claimed) (*nats.Msg, error)) error {
	if err := broker.Connected(c.js); err != nil {
		return err
	}
	var errs []error
	futures := make([]jetstream.PubAckFuture, len(all))
	for i, p := range all {
		m, err := message(p.claimed)
		if err == nil {
			futures[i], err = c.js.PublishMsgAsync(m)
		}
		if err != nil {
			return fmt.Errorf("claim of partition %d: %w", p.number, err)
		}
	}
	for i, f := range futures {
		select {
		case ack := <-f.Ok():
			all[i].claimed.revision = ack.Sequence
		case err := <-f.Err():
			if broker.Conflict(err) { // another has claimed it since
				continue
			}
			errs = append(errs, fmt.Errorf("claim of partition %d: %w", all[i].number, err))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.Join(errs...)
}

// message returns the claim as it stands.
func (c *claims) message(of *claimed) (*nats.Msg, error) {
	body, err := json.Marshal(of.stands)
	if err != nil {
		return nil, err
	}
	m := &nats.Msg{Subject: c.subject(of.number), Data: body, Header: nats.Header{}}
	if c.forever {
		m.Header.Set(jetstream.MsgTTLHeader, broker.NeverExpire)
	}
	return m, nil
}

// drop takes the claims of partitions back that are handed over. One
// that another worker has made meanwhile stays.
func (c *claims) drop(ctx context.Context, released []*partition) error {
	return c.publish(ctx, released, func(of *claimed) (*nats.Msg, error) {
		return &nats.Msg{Subject: c.subject(of.number), Header: nats.Header{
			"KV-Operation": {"PURGE"}, jetstream.MsgRollup: {jetstream.MsgRollupSubject},
			jetstream.ExpectedLastSubjSeqHeader: {strconv.FormatUint(of.revision, 10)},
		}}, nil
	})
}

// acquire waits until a document may be cleaned, and returns what is to be called
// when that is over. Usually any number are at once; a suspect is alone, and
// says so in the bucket.
func (c *claims) acquire(ctx context.Context, d *delivery, alone bool) (done func()) {
	if !alone {
		c.gate.RLock()
		return c.gate.RUnlock
	}
	c.gate.Lock()
	of := d.partition.claimed
	of.stands.Suspect, of.stands.Alone, of.stands.Killed = d.sequence, true, nil
	if d.sequence == of.found.Suspect {
		of.stands.Killed = of.found.Killed
	}
	c.mark(ctx, d.partition)
	return func() {
		of.stands = of.found
		c.mark(ctx, d.partition)
		c.gate.Unlock()
	}
}

// mark stores a claim as it stands. It tries until it can, or until the worker
// is told to stop: then the document goes without.
func (c *claims) mark(ctx context.Context, p *partition) {
	var retry broker.Backoff
	for {
		err := c.publish(ctx, []*partition{p}, c.message)
		if err == nil {
			c.trouble.Over()
			return
		}
		if ctx.Err() != nil {
			return
		}
		c.trouble.Report(err)
		c.trouble.Wait(ctx, &retry)
	}
}

// quarantined returns the failure of a document that killed too many workers, nil
// for another.
func quarantined(kills int) *pipeline.Failure {
	if kills < killsBeforeDead {
		return nil
	}
	return &pipeline.Failure{Stage: pipeline.StageClean, Reason: ReasonKilledWorker,
		Err: fmt.Errorf("%d workers died while they cleaned it, with nothing else under way", kills)}
}
