package queue

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// mostTries is how many machines may die of a unit, or fail at it, before it is
// given up. One may be killed for another reason while it works on the unit.
const mostTries = 3

// try is what the bucket says of the work on a unit.
type try struct {
	Machine  string `json:"machine"`
	Back     bool   `json:"back,omitempty"`     // the machine gave it back
	Deaths   int    `json:"deaths,omitempty"`   // machines that did not, and are gone
	Failures int    `json:"failures,omitempty"` // machines that gave it back since they could not do it
	Error    string `json:"error,omitempty"`    // of the last of those
}

// attempt is this machine's work on a unit.
type attempt struct {
	*machine
	task
	msg jetstream.Msg

	mu      sync.Mutex
	claimed *try // nil: not yet
}

// The times of an attempt.
const (
	keptPerWait = 4               // how often the server is told, while it waits for an answer, that we are at work
	backTimeout = 3 * time.Second // to give a unit back
	late        = 5 * time.Second // to store a record when we are to stop
	retryAfter  = time.Second     // a unit that failed is not taken up again before
)

func (a *attempt) record() string { return a.recordKey(a.Run, a.Pass, a.Unit.Number) }

func (a *attempt) try() string { return a.tryKey(a.Run, a.Pass, a.Unit.Number) }

// keep tells the server that the unit is worked on, and gives it back at once when
// ctx is done.
func (a *attempt) keep(ctx context.Context) (stop func()) {
	var kept sync.WaitGroup
	ended := make(chan struct{})
	kept.Go(func() {
		tick := time.NewTicker(a.AckWait / keptPerWait)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				_ = a.msg.InProgress() // the next one comes soon
			case <-ctx.Done():
				a.giveBack(context.WithoutCancel(ctx))
				return
			case <-ended:
				return
			}
		}
	})
	return func() { close(ended); kept.Wait() }
}

func (a *attempt) giveBack(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, backTimeout)
	defer cancel()
	if a.claimed != nil {
		a.claimed.Back = true
		_ = a.ask(ctx, func(ctx context.Context) error { return a.put(ctx, a.try(), a.claimed) }) // else it counts as a death
	}
	if a.msg.Nak() == nil {
		_ = a.js.Conn().FlushWithContext(ctx) // else it is redelivered later
	}
}

// do works on the unit, and stores the record of it.
func (a *attempt) do(ctx context.Context) error {
	known, err := a.known(ctx)
	if err != nil {
		return unlessDone(ctx, err)
	}
	if known {
		a.acknowledge(ctx)
		return nil
	}
	why, err := a.claim(ctx)
	if err != nil {
		return unlessDone(ctx, err)
	}
	if why != "" {
		a.Log.Error("a unit is given up", "unit", &a.Unit, "reason", why)
		return a.conclude(ctx, backfill.Done{Unit: a.Unit.Number, Machine: a.name, Failed: why})
	}
	folder := filepath.Join(a.shared.Folder, fmt.Sprintf("%07d-%s.%s.%s", a.Unit.Number, a.Pass, a.name, rand.Text()[:8]))
	done, err := a.work(ctx, folder)
	if err == nil {
		return a.conclude(ctx, done)
	}
	a.teller.put(nil)
	a.drop(folder)
	if ctx.Err() != nil {
		return nil
	}
	return a.fail(ctx, err)
}

func (a *attempt) work(ctx context.Context, folder string) (done backfill.Done, err error) {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return done, err
	}
	a.Log.Debug("a unit is begun", "unit", &a.Unit, "pass", a.Pass)
	done, err = a.worker.Do(ctx, a.Pass, a.Unit, a.Memory, folder, a.teller.at)
	done.Machine = a.name
	return done, err
}

// unlessDone returns an error unless ctx was done: then that is why.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// known reports whether the unit has a record already.
func (a *attempt) known(ctx context.Context) (is bool, err error) {
	err = a.until(ctx, func(ctx context.Context) error {
		var done backfill.Done
		revision, err := a.get(ctx, a.record(), &done)
		is = revision != 0
		return err
	})
	return is, err
}

// claim says that this machine works on the unit. It returns why nobody should.
func (a *attempt) claim(ctx context.Context) (why string, err error) {
	err = a.until(ctx, func(ctx context.Context) error {
		why = ""
		var was try
		revision, err := a.get(ctx, a.try(), &was)
		if err != nil {
			return err
		}
		if revision != 0 && !was.Back && was.Machine != a.name {
			there, err := a.there(ctx, was.Machine)
			if err != nil {
				return err
			}
			if !there {
				was.Deaths++
				a.Log.Info("a machine is gone that had a unit", "unit", &a.Unit, "machine", was.Machine)
			}
		}
		switch {
		case was.Deaths >= mostTries:
			why = fmt.Sprintf("%d machines died while they worked on it, the last of them %s", was.Deaths, was.Machine)
			return nil
		case was.Failures >= mostTries:
			why = fmt.Sprintf("it failed %d times: %s", was.Failures, was.Error)
			return nil
		}
		was.Machine, was.Back = a.name, false
		if err := a.put(ctx, a.try(), was); err != nil {
			return err
		}
		a.mu.Lock()
		a.claimed = &was
		a.mu.Unlock()
		return nil
	})
	return why, err
}

// there reports whether a machine still says that it is there. One that seems not
// to be may only have come back later than we from a time without a server.
func (a *attempt) there(ctx context.Context, name string) (is bool, err error) {
	if is, err = a.heard(ctx, name); is || err != nil {
		return is, err
	}
	broker.Pause(ctx, 2*shareEvery)
	return a.heard(ctx, name)
}

// heard reports whether a machine said lately how far it is. Both times are the
// server's.
func (a *attempt) heard(ctx context.Context, name string) (bool, error) {
	if err := a.teller.tell(ctx); err != nil {
		return false, err
	}
	own, err := a.kv.Get(ctx, a.teller.key)
	if err != nil {
		return false, err
	}
	other, err := a.kv.Get(ctx, a.key("machine", name))
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	// It was silent for longer than AckWait when its unit came to us, but the
	// last that it said of itself may be younger than the last it said of that.
	return own.Created().Sub(other.Created()) < min(a.AckWait/2, goneAfter), nil
}

// fail gives a unit back that could not be done. The error is one for which this
// machine must not go on.
func (a *attempt) fail(ctx context.Context, err error) error {
	a.Log.Warn("a unit could not be done here: it is given back", "unit", &a.Unit, "error", err)
	a.mu.Lock()
	a.claimed.Failures, a.claimed.Error, a.claimed.Back = a.claimed.Failures+1, err.Error(), true
	claimed := *a.claimed
	a.mu.Unlock()
	if told := a.until(ctx, func(ctx context.Context) error { return a.put(ctx, a.try(), claimed) }); told != nil {
		return unlessDone(ctx, errors.Join(err, told))
	}
	_ = a.msg.NakWithDelay(retryAfter) // else it is redelivered later
	if errors.Is(err, pipeline.ErrStuck) {
		return err
	}
	a.failed[a.record()] = true
	if len(a.failed) >= mostTries {
		return fmt.Errorf("%d units could not be done on this machine, one after the other; the last: %w", len(a.failed), err)
	}
	return nil
}

// conclude creates the record of the unit, and drops what was made when another
// machine's is there. It waits for a server that is away; when we are to stop,
// for a moment only.
func (a *attempt) conclude(ctx context.Context, done backfill.Done) error {
	storing, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() {
		time.AfterFunc(late, func() { cancel(context.Canceled) })
	})
	defer stop()
	won := false
	err := a.until(storing, func(ctx context.Context) (err error) {
		won, err = a.settle(ctx, &done)
		return err
	})
	if !won {
		a.teller.put(nil)
		a.drop(done.Folder)
		if err != nil {
			return unlessDone(ctx, err)
		}
	} else {
		a.teller.put(&done)
		a.units++
		if done.Failed == "" {
			clear(a.failed)
		}
	}
	a.acknowledge(storing)
	return nil
}

// settle creates the record, and reports whether it is ours.
func (a *attempt) settle(ctx context.Context, done *backfill.Done) (bool, error) {
	_, created, err := a.replace(ctx, a.record(), done, 0)
	if err != nil || created {
		return created, err
	}
	var there backfill.Done
	revision, err := a.get(ctx, a.record(), &there)
	if err == nil && revision == 0 {
		err = fmt.Errorf("%s: a record is there and can't be read", &a.Unit)
	}
	return err == nil && there.Folder == done.Folder && there.Machine == done.Machine, err
}

// acknowledge takes the unit out of the queue. Where that fails it is redelivered,
// and whoever takes it finds the record.
func (a *attempt) acknowledge(ctx context.Context) {
	_ = a.ask(ctx, func(ctx context.Context) error { return a.msg.DoubleAck(ctx) })
}

// drop removes what an attempt made.
func (a *attempt) drop(folder string) {
	if folder == "" {
		return
	}
	if err := os.RemoveAll(folder); err != nil {
		a.Log.Warn("files that nobody needs could not be removed", "folder", folder, "error", err)
	}
}
