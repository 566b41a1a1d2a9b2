package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// task is a unit as it is in the queue.
type task struct {
	Run    string        `json:"run"` // ID of the run
	Pass   backfill.Pass `json:"pass"`
	Unit   backfill.Unit `json:"unit"`
	Memory string        `json:"memory,omitempty"`
}

// feed puts the units of a pass into the queue and waits for their records.
type feed struct {
	*Leader
	pass   backfill.Pass
	units  []backfill.Unit
	memory string
	tell   func(backfill.Progress)

	bytes   int64            // of all units
	done    []*backfill.Done // nil: no record was seen
	next    int              // units before it have a record, or are in the queue
	checked time.Time        // when records were looked for
}

const (
	// The units that wait in the queue bound what the server stores of a run.
	mostWaiting = 500
	feedEvery   = 300 * time.Millisecond
	// Keys that are asked for at once. A server answers for at most 1,024.
	keysAtOnce = 256
)

// run returns the records of all units.
func (f *feed) run(ctx context.Context) ([]backfill.Done, error) {
	for i := range f.units {
		f.bytes += f.units[i].Inputs.Bytes()
	}
	if err := f.until(ctx, f.retry); err != nil {
		return nil, err
	}
	for {
		if done := f.all(); done != nil {
			f.tellAll(ctx, done)
			return done, nil
		}
		if err := f.until(ctx, f.step); err != nil {
			return nil, err
		}
		broker.Pause(ctx, feedEvery)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
}

// all returns the records when none is missing.
func (f *feed) all() []backfill.Done {
	all := make([]backfill.Done, len(f.done))
	for i, done := range f.done {
		if done == nil {
			return nil
		}
		all[i] = *done
	}
	return all
}

// tellAll tells how far a pass is of which all units have a record. The records
// are exact: what machines say of themselves is a moment old.
func (f *feed) tellAll(ctx context.Context, done []backfill.Done) {
	if f.tell == nil {
		return
	}
	now := f.state(len(f.units))
	all, err := f.progress(ctx, now)
	if err != nil {
		all = backfill.Progress{Pass: string(f.pass), Units: now.Units, UnitsDone: now.Done, Machines: 1}
	}
	var sum counts
	for i := range done {
		sum.add(countsOf(&done[i]))
	}
	sum.tell(&all)
	f.tell(all)
}

// retry reads which units have a record already. It forgets that some were given up
// under an earlier leader, and records of files that somebody has removed.
func (f *feed) retry(ctx context.Context) error {
	if err := f.look(ctx); err != nil {
		return err
	}
	for i, done := range f.done {
		if done == nil || done.Failed == "" && there(done.Folder) {
			continue
		}
		id, unit := f.machine.shared.ID, f.units[i].Number
		for _, key := range []string{f.tryKey(id, f.pass, unit), f.recordKey(id, f.pass, unit)} {
			if err := f.kv.Purge(ctx, key); err != nil {
				return err
			}
		}
		f.done[i] = nil
	}
	return nil
}

func there(folder string) bool {
	_, err := os.Stat(folder)
	return !errors.Is(err, os.ErrNotExist)
}

// look reads the records that were not seen yet.
func (f *feed) look(ctx context.Context) error {
	var keys []string
	at := make(map[string]int)
	ask := func() (err error) {
		if len(keys) == 0 {
			return nil
		}
		var wrong error
		err = broker.EachOf(ctx, f.js, Bucket, keys, func(key string, msg *jetstream.RawStreamMsg) {
			if broker.Gone(msg) {
				return
			}
			done := new(backfill.Done)
			if err := json.Unmarshal(msg.Data, done); err != nil {
				wrong = fmt.Errorf("bucket %s: %s: %w", Bucket, key, err)
				return
			}
			f.done[at[key]] = done
		})
		keys = keys[:0]
		if err == nil {
			err = wrong
		}
		return err
	}
	for i := range f.units {
		if f.done[i] != nil {
			continue
		}
		key := f.recordKey(f.machine.shared.ID, f.pass, f.units[i].Number)
		at[key] = i
		if keys = append(keys, key); len(keys) == keysAtOnce {
			if err := ask(); err != nil {
				return err
			}
		}
	}
	f.checked = time.Now()
	return ask()
}

// step fills the queue up, and looks for records when it is empty. It also does
// so from time to time, whatever the server says of its queue.
func (f *feed) step(ctx context.Context) error {
	consumer, err := f.js.Consumer(ctx, Stream, f.Name)
	if err != nil {
		return err
	}
	info := consumer.CachedInfo()
	waiting := int(info.NumPending) + info.NumAckPending
	for ; f.next < len(f.units) && waiting < mostWaiting; f.next++ {
		if f.done[f.next] != nil {
			continue
		}
		if err := f.publish(ctx, &f.units[f.next]); err != nil {
			return err
		}
		waiting++
	}
	if f.next == len(f.units) && waiting == 0 || time.Since(f.checked) > f.AckWait {
		if err := f.look(ctx); err != nil {
			return err
		}
		if waiting == 0 {
			f.next = 0 // what has no record is in the queue no more
		}
	}
	return f.show(ctx, waiting)
}

// publish puts a unit into the queue, unless it is there.
func (f *feed) publish(ctx context.Context, u *backfill.Unit) error {
	body, err := json.Marshal(task{Run: f.machine.shared.ID, Pass: f.pass, Unit: *u, Memory: f.memory})
	if err != nil {
		return err
	}
	msg := &nats.Msg{Subject: fmt.Sprintf("%s.%s.%s.%07d", subject, f.Name, f.pass, u.Number), Data: body}
	_, err = f.js.PublishMsg(ctx, msg, jetstream.WithExpectLastSequencePerSubject(0))
	if err != nil && !broker.Conflict(err) {
		return fmt.Errorf("%s: %w", u, err)
	}
	return nil
}

func (f *feed) state(done int) state {
	return state{Pass: f.pass, Units: len(f.units), Done: done, Bytes: f.bytes}
}

// show tells how far all machines are.
func (f *feed) show(ctx context.Context, waiting int) error {
	left := waiting
	for _, done := range f.done[min(f.next, len(f.done)):] {
		if done == nil {
			left++
		}
	}
	s := f.state(max(len(f.units)-left, 0))
	if err := f.put(ctx, f.key("state"), s); err != nil {
		return err
	}
	all, err := f.progress(ctx, s)
	if err == nil && f.tell != nil {
		f.tell(all)
	}
	return err
}
