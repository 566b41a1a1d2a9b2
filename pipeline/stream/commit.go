package stream

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// committer stores outcomes and the state records that go with them, as one.
//
// Documents that are at or before their partition's record are stored already,
// by this worker or another, and are passed over. The rest goes into one
// atomic batch with a new record for every partition in it, and each record
// says which one it follows. The server takes the whole batch or nothing of
// it. When it refuses, or when its answer is lost, the records are read again,
// and they say what is left to do.
type committer struct {
	js       jetstream.JetStream
	ledger   *ledger
	dead     *deadStore
	worker   string
	forever  bool // the clean stream lets a message outlive its max_age
	faults   *faults.Hooks
	observer Observer
	trouble  *broker.Outage
	log      *slog.Logger
	pruned   map[int]int // commits of a partition since its records were pruned

	snapshotEvery int // deltas
	chunk         int // bytes of one message of a snapshot
}

// commit stores what is not stored yet. It gives the outcomes that this worker
// stored; others were stored by another. Its only error is that of ctx.
func (c *committer) commit(ctx context.Context, outcomes []outcome) (stored []outcome, err error) {
	var retry broker.Backoff
	todo, _ := c.beyond(outcomes)
	settle := func() {
		left, passed := c.beyond(todo)
		for _, o := range passed { // also what a lost answer hid
			if o.Item.Origin.partition.fence.Worker == c.worker {
				stored = append(stored, o)
			}
		}
		todo = left
	}
	for len(todo) > 0 {
		err := c.bury(ctx, todo)
		settle()
		if err == nil {
			err = c.store(ctx, todo)
		}
		switch {
		case err == nil:
			c.faults.Reach(faults.Committed)
		case broker.Conflict(err):
			c.observer.Refused()
			broker.Pause(ctx, conflictPause)
		default:
			c.trouble.Report(err)
			c.trouble.Wait(ctx, &retry)
		}
		if err != nil {
			if err := c.reload(ctx, todo); err != nil {
				return stored, err
			}
		}
		settle()
	}
	c.trouble.Over()
	return stored, nil
}

// beyond parts the outcomes into those that come after their partition's
// record and those that it has passed.
func (c *committer) beyond(outcomes []outcome) (todo, passed []outcome) {
	for _, o := range outcomes {
		if d := o.Item.Origin; d.sequence > d.partition.fence.Sequence {
			todo = append(todo, o)
		} else {
			passed = append(passed, o)
		}
	}
	return todo, passed
}

// bury stores the dead letters among the outcomes. First it makes sure that
// their partitions are still ours: a worker that slept must not bury what
// another has cleaned meanwhile.
func (c *committer) bury(ctx context.Context, todo []outcome) error {
	var dead []outcome
	for _, o := range todo {
		if o.Failure != nil {
			dead = append(dead, o)
		}
	}
	if len(dead) == 0 {
		return nil
	}
	if err := c.reload(ctx, dead); err != nil {
		return err
	}
	dead, _ = c.beyond(dead)
	for i := range dead {
		c.faults.Reach(faults.Burying)
		if err := c.dead.store(ctx, &dead[i]); err != nil {
			return err
		}
		c.faults.Reach(faults.Buried)
	}
	return nil
}

// store publishes one atomic batch, and moves the fences when it was taken.
func (c *committer) store(ctx context.Context, todo []outcome) error {
	if len(todo) == 0 {
		return nil
	}
	var messages []*nats.Msg
	next := make(map[*partition]*state)
	taught := make(map[*partition]*memory.Delta)
	var order []*partition
	for i := range todo {
		d := todo[i].Item.Origin
		if next[d.partition] == nil {
			next[d.partition], taught[d.partition] = c.follow(d.partition), &memory.Delta{}
			order = append(order, d.partition)
		}
		next[d.partition].Sequence = d.sequence
		if todo[i].Failure == nil {
			messages = append(messages, todo[i].Product.message)
			teach(taught[d.partition], &todo[i])
		}
	}
	for _, p := range order {
		next[p].add(taught[p])
		message, err := c.record(p, next[p])
		if err != nil {
			return err
		}
		messages = append(messages, message)
	}
	last, err := c.publish(ctx, messages)
	if err != nil {
		return err
	}
	for i, p := range order { // the records are the batch's last messages, in this order
		if err := p.learn(newFence(*next[p], last-uint64(len(order)-1-i))); err != nil {
			return err
		}
	}
	for _, p := range order {
		c.tidy(ctx, p)
	}
	return nil
}

// follow gives the record that comes after a partition's last one.
func (c *committer) follow(p *partition) *state {
	next := p.fence.state
	next.Worker, next.Delta = c.worker, nil
	if next.Epoch < p.epoch {
		next.Epoch = p.epoch
	}
	return &next
}

// record gives the message of a state record, with its fence.
func (c *committer) record(p *partition, next *state) (*nats.Msg, error) {
	message, err := next.message(c.ledger.topology.StateSubject(p.number))
	if err != nil {
		return nil, err
	}
	if !c.faults.WithoutFence() {
		message.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(p.fence.at, 10))
	}
	if c.forever {
		message.Header.Set(jetstream.MsgTTLHeader, broker.NeverExpire)
	}
	return message, nil
}

func (c *committer) publish(ctx context.Context, messages []*nats.Msg) (uint64, error) {
	return publishBatch(ctx, c.js, c.faults, messages)
}

// publishBatch sends the messages as one atomic batch, and gives the sequence
// of the last.
func publishBatch(ctx context.Context, js jetstream.JetStream, hooks *faults.Hooks, messages []*nats.Msg) (uint64, error) {
	if err := broker.Connected(js); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, broker.AckTimeout)
	defer cancel()
	batch, err := jetstreamext.NewBatchPublisher(js, jetstreamext.BatchFlowControl{AckTimeout: broker.AckTimeout})
	if err != nil {
		return 0, err
	}
	for i, message := range messages[:len(messages)-1] {
		if i == len(messages)/2 {
			hooks.Reach(faults.HalfSent)
		}
		if err := batch.AddMsg(message); err != nil {
			return 0, err
		}
	}
	hooks.Reach(faults.Committing)
	ack, err := batch.CommitMsg(ctx, messages[len(messages)-1])
	if err != nil {
		return 0, err
	}
	hooks.Reach(faults.Answered)
	return ack.Sequence, nil
}

// reload reads the records of the outcomes' partitions again. It tries until
// ctx is done, whose error is its only one.
func (c *committer) reload(ctx context.Context, outcomes []outcome) error {
	done := make(map[*partition]bool)
	for i := range outcomes {
		p := outcomes[i].Item.Origin.partition
		if done[p] {
			continue
		}
		done[p] = true
		var retry broker.Backoff
		for {
			reading, cancel := context.WithTimeout(ctx, broker.ReadTimeout)
			err := c.ledger.refresh(reading, p)
			cancel()
			if err == nil {
				break
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			c.trouble.Report(err)
			c.trouble.Wait(ctx, &retry)
		}
	}
	return ctx.Err()
}

const (
	conflictPause = 5 * time.Millisecond // a cluster may still be at the batch before
	pruneEvery    = 512                  // commits of a partition; a record has about 250 bytes
)

// tidy writes a snapshot of a partition's memory when it is time, and removes
// what that, or later records, have replaced.
func (c *committer) tidy(ctx context.Context, p *partition) {
	c.pruned[p.number]++
	due := p.snapshotDue(c.snapshotEvery)
	if c.pruned[p.number] < pruneEvery && !due {
		return
	}
	if due {
		if err := c.snapshot(ctx, p); err != nil {
			c.log.Debug("no snapshot of a partition's memory for now", "partition", p.number, "error", err)
			return
		}
	}
	c.pruned[p.number] = 0
	if err := c.ledger.prune(ctx, p.fence); err != nil {
		c.log.Debug("old state records stay for now", "error", err)
	}
	c.faults.Reach(faults.Pruned)
}
