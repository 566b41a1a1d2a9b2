package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
)

// Leader shares a run with other machines, and works on it too. It is a
// backfill.Crew.
type Leader struct {
	*store
	engine   pipeline.Engine
	own      backfill.Options
	settings json.RawMessage
	machine  *machine
	lease    *lease

	mu   sync.Mutex
	lost error              // why we lead no more
	stop context.CancelFunc // of the pass that is under way
}

// NewLeader returns a leader, and makes the stream and bucket that it needs. The
// engine is that of this machine; own is as backfill.NewUnitWorker has it, and
// settings is what the other machines make their engines of.
func NewLeader(ctx context.Context, js jetstream.JetStream, o Options, engine pipeline.Engine, own backfill.Options, settings any) (*Leader, error) {
	if err := CheckName(o.Name); err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(settings)
	if err != nil {
		return nil, err
	}
	l := &Leader{store: newStore(js, o.withDefaults()), engine: engine, own: own, settings: encoded}
	return l, l.create(ctx)
}

// Close stops leading. What is not done yet is gone on with by a leader of the
// same run; until then the other machines do the units that are in the queue.
func (l *Leader) Close(ctx context.Context) {
	if l.machine != nil {
		l.machine.leave(ctx)
		l.machine = nil
	}
	if l.lease != nil {
		l.lease.end(ctx)
		l.lease = nil
	}
}

// Begin is as backfill.Crew has it. It returns ErrLed when another process leads
// the run.
func (l *Leader) Begin(ctx context.Context, run *backfill.Shared) error {
	machine, err := newMachine(l.store, l.engine, run, l.own)
	if err != nil {
		return err
	}
	if l.lease, err = l.acquire(ctx, machine.name, l.lose); err != nil {
		return err
	}
	if err := l.adopt(ctx, run); err != nil {
		return err
	}
	if _, err := l.js.CreateOrUpdateConsumer(ctx, Stream, l.consumer()); err != nil {
		return fmt.Errorf("stream %s: consumer %s: %w", Stream, l.Name, err)
	}
	if err := l.put(ctx, l.key("run"), description{Shared: run, Settings: l.settings, AckWait: l.AckWait}); err != nil {
		return err
	}
	l.machine = machine
	machine.begin()
	l.Log.Info("other machines can join", "run", l.Name)
	return nil
}

// mostMachines bounds the units that are worked on at once.
const mostMachines = 10_000

// consumer is the one from which all machines of the run take units. How often a
// unit may be delivered is not bounded here: deliveries that came of a broker
// that was away, or of a machine that gave a unit back, say nothing against it.
// See attempt.claim.
func (l *Leader) consumer() jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{
		Durable: l.Name, FilterSubject: subject + "." + l.Name + ".>", AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: l.AckWait, MaxDeliver: -1, MaxAckPending: mostMachines,
	}
}

// adopt forgets what is on the server of another run of this name.
func (l *Leader) adopt(ctx context.Context, run *backfill.Shared) error {
	var known description
	revision, err := l.get(ctx, l.key("run"), &known)
	if err != nil {
		return err
	}
	if revision != 0 && known.Shared != nil && known.Shared.ID == run.ID {
		l.Log.Info("going on with a run that was begun before", "run", l.Name)
		return nil
	}
	return l.forget(ctx, "learn.>", "clean.>", "try.>", "machine.>", "state", "run")
}

// forget removes the run's units and keys from the server. Its description is the
// last: where it is, something may be left.
func (l *Leader) forget(ctx context.Context, keys ...string) error {
	units, err := l.js.Stream(ctx, Stream)
	if err == nil {
		err = units.Purge(ctx, jetstream.WithPurgeSubject(subject+"."+l.Name+".>"))
	}
	if err == nil {
		err = l.js.DeleteConsumer(ctx, Stream, l.Name)
	}
	if err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return fmt.Errorf("stream %s: %w", Stream, err)
	}
	bucket, err := l.js.Stream(ctx, "KV_"+Bucket)
	for _, key := range keys {
		if err == nil {
			err = bucket.Purge(ctx, jetstream.WithPurgeSubject("$KV."+Bucket+"."+l.key(key)))
		}
	}
	if err != nil {
		return fmt.Errorf("bucket %s: %w", Bucket, err)
	}
	return nil
}

// lose ends the pass that is under way: another process leads.
func (l *Leader) lose(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost = err
	if l.stop != nil {
		l.stop()
	}
}

// Do is as backfill.Crew has it.
func (l *Leader) Do(ctx context.Context, pass backfill.Pass, units []backfill.Unit, memory string, tell func(backfill.Progress)) ([]backfill.Done, error) {
	doing, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l.mu.Lock()
	l.stop = func() { cancel(l.lost) }
	lost := l.lost
	l.mu.Unlock()
	if lost != nil {
		return nil, lost
	}
	var worked sync.WaitGroup
	worked.Go(func() {
		if err := l.machine.work(doing); err != nil {
			cancel(err)
		}
	})
	f := &feed{Leader: l, pass: pass, units: units, memory: memory, done: make([]*backfill.Done, len(units)), tell: tell}
	done, err := f.run(doing)
	cancel(nil)
	worked.Wait()
	if cause := context.Cause(ctx); errors.Is(cause, backfill.ErrTooManyRejects) {
		l.halt(context.WithoutCancel(ctx), cause)
	}
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("stopped before all units were done: %w", err)
	}
	return done, err
}

// haltTimeout is how long it is tried to tell the others that a run was stopped.
const haltTimeout = 5 * time.Second

// halt tells the other machines that nobody is to go on.
func (l *Leader) halt(ctx context.Context, why error) {
	ctx, cancel := context.WithTimeout(ctx, haltTimeout)
	defer cancel()
	stopped := description{Shared: l.machine.shared, Settings: l.settings, AckWait: l.AckWait, Stopped: why.Error()}
	if err := l.put(ctx, l.key("run"), stopped); err != nil {
		l.Log.Warn("the other machines can't be told that the run was stopped", "error", err)
	}
}

// End is as backfill.Crew has it. It waits for a server that is away.
func (l *Leader) End(ctx context.Context, id string) error {
	ours := false
	err := l.until(ctx, func(ctx context.Context) error {
		var known description
		revision, err := l.get(ctx, l.key("run"), &known)
		ours = revision != 0 && known.Shared != nil && known.Shared.ID == id
		return err
	})
	if err != nil || !ours {
		return err
	}
	l.Close(ctx)
	return l.until(ctx, func(ctx context.Context) error {
		return l.forget(ctx, "learn.>", "clean.>", "try.>", "machine.>", "state", "leader", "run")
	})
}
