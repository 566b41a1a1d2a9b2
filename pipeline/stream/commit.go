package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// committer stores outcomes and the checkpoints that go with them, as one.
//
// Documents that are at or before their partition's record are stored already,
// by this worker or another, and are passed over. The rest goes into one
// atomic batch with a new record for every partition in it, and each record
// says which one it follows. The server takes the whole batch or nothing of
// it. When it refuses, or when its answer is lost, the records are read again,
// and they say what is left to do.
type committer struct {
	js       jetstream.JetStream
	clean    jetstream.Stream
	dead     *deadStore
	worker   string
	faults   *faults.Hooks
	observer Observer
	trouble  *broker.Outage
	log      *slog.Logger
}

// commit stores what is not stored yet. It returns the outcomes that this
// worker stored; others were stored by another. Its only errors are that of ctx, and
// errSmaller.
func (c *committer) commit(ctx context.Context, outcomes []outcome) (stored []outcome, err error) {
	var retry broker.Backoff
	todo, _ := c.beyond(outcomes)
	sort := func() {
		left, passed := c.beyond(todo)
		stored = c.withOurs(stored, passed) // also what a lost answer hid
		todo = left
	}
	for len(todo) > 0 {
		err := c.bury(ctx, todo)
		sort()
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
			if err := c.tooLarge(ctx, todo); err != nil {
				return stored, err
			}
			c.trouble.Report(err)
			c.trouble.Wait(ctx, &retry)
		}
		if err != nil {
			if err := c.reload(ctx, todo); err != nil {
				return stored, err
			}
		}
		sort()
	}
	c.trouble.Over()
	return stored, nil
}

// errSmaller says that what was prepared can't be stored any more. A worker that begins
// again prepares it as the stream wants it now.
var errSmaller = errors.New("the stream takes smaller messages than when this worker began, and it has to begin again")

// tooLarge returns errSmaller when one of the outcomes' messages is larger than the
// clean stream takes by now. The server says of such a batch only that it is not whole.
func (c *committer) tooLarge(ctx context.Context, outcomes []outcome) error {
	asking, cancel := context.WithTimeout(ctx, broker.AckTimeout)
	defer cancel()
	if _, err := c.clean.Info(asking); err != nil {
		return nil // there is other trouble
	}
	most := broker.LargestMessage(c.js, c.clean)
	for i := range outcomes {
		for _, m := range outcomes[i].Product.messages {
			if len(m.Data) > most {
				return fmt.Errorf("stream %s, a message of %d bytes where %d are the most: %w", c.clean.CachedInfo().Config.Name, len(m.Data), most, errSmaller)
			}
		}
	}
	return nil
}

// withOurs appends those of the outcomes whose partitions' last records are this
// worker's.
func (c *committer) withOurs(stored, passed []outcome) []outcome {
	ours := func(o *outcome) bool { return o.Item.Origin.partition.journal.Fence().Head.Worker == c.worker }
	n := count(passed, ours)
	if n == len(passed) && len(stored) == 0 { // as it nearly always is: nothing to copy
		return passed
	}
	stored = slices.Grow(stored[:len(stored):len(stored)], n)
	for i := range passed {
		if ours(&passed[i]) {
			stored = append(stored, passed[i])
		}
	}
	return stored
}

// beyond parts the outcomes into those that come after their partition's
// record and those that it has passed.
func (c *committer) beyond(outcomes []outcome) (todo, passed []outcome) {
	after := func(o *outcome) bool {
		return o.Item.Origin.sequence > o.Item.Origin.partition.journal.Fence().Head.Sequence
	}
	switch n := count(outcomes, after); n { // as a rule it is all or none
	case len(outcomes):
		return outcomes, nil
	case 0:
		return nil, outcomes
	}
	for i := range outcomes {
		if after(&outcomes[i]) {
			todo = append(todo, outcomes[i])
		} else {
			passed = append(passed, outcomes[i])
		}
	}
	return todo, passed
}

func count(outcomes []outcome, is func(*outcome) bool) (n int) {
	for i := range outcomes {
		if is(&outcomes[i]) {
			n++
		}
	}
	return n
}

// bury stores the dead letters among the outcomes. First it makes sure that
// their partitions are still ours: a worker that slept must not bury what
// another has cleaned meanwhile.
func (c *committer) bury(ctx context.Context, todo []outcome) error {
	var dead []outcome
	for i := range todo {
		if todo[i].Failure != nil {
			dead = append(dead, todo[i])
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
	messages, order := c.batch(todo)
	for _, next := range order {
		message, err := next.partition.journal.Message(next.record)
		if err != nil {
			return err
		}
		messages = append(messages, message)
	}
	last, err := journal.Publish(ctx, c.js, c.faults, messages)
	if err != nil {
		return err
	}
	for i, next := range order { // the records are the batch's last messages, in this order
		of := next.partition.journal
		if err := of.Learn(next.record.Delta); err != nil {
			return err
		}
		of.Advance(next.record, last-uint64(len(order)-1-i))
	}
	owners := make([]*checkpoints.Owner, len(order))
	for i, next := range order {
		owners[i] = next.partition.journal
	}
	if err := journal.TidyAll(ctx, owners); err != nil {
		c.log.Debug("no snapshots of partitions' memory for now", "error", err)
	}
	return nil
}

// nextRecord is the record of a partition that is to be stored with documents.
type nextRecord struct {
	partition *partition
	record    *checkpoints.Record
	taught    memory.Delta
}

// batch returns the messages of clean documents, and the records that go with
// all outcomes, in the order in which their partitions come first.
func (c *committer) batch(todo []outcome) (messages []*nats.Msg, order []*nextRecord) {
	messages = make([]*nats.Msg, 0, batchMessages+1)
	of := make(map[*partition]*nextRecord)
	for i := range todo {
		d := todo[i].Item.Origin
		next := of[d.partition]
		if next == nil {
			next = &nextRecord{partition: d.partition, record: d.partition.journal.Next()}
			of[d.partition] = next
			order = append(order, next)
		}
		next.record.Head.Sequence = d.sequence
		if todo[i].Failure == nil {
			messages = append(messages, todo[i].Product.messages...)
			teach(&next.taught, &todo[i])
		}
	}
	for _, next := range order {
		next.record.Add(next.taught.Bytes())
	}
	return messages, order
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
			err := p.journal.Refresh(reading)
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

// conflictPause is how long to wait after a refusal: a cluster may still be at the
// batch before.
const conflictPause = 5 * time.Millisecond
