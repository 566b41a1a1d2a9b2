package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// ErrLed says that another process leads a run.
var ErrLed = errors.New("another backfill leads it")

// lead is what a leader says of itself, several times a lease.
type lead struct {
	Machine string `json:"machine"`
	Beat    uint64 `json:"beat"` // another one every time
}

const beatsPerLease = 4

// lease keeps this machine the leader of a run.
type lease struct {
	store    *store
	value    lead
	revision uint64
	stop     context.CancelFunc
	ended    sync.WaitGroup
}

// acquire waits until nobody leads the run, at most for a lease, and leads it. It
// returns ErrLed when somebody does. lost is called when another one took over.
func (s *store) acquire(ctx context.Context, machine string, lost func(error)) (*lease, error) {
	l := &lease{store: s, value: lead{Machine: machine}}
	var seen uint64
	for end := time.Now().Add(s.Lease); ; broker.Pause(ctx, s.Lease/beatsPerLease) {
		var other lead
		revision, err := s.get(ctx, s.key("leader"), &other)
		switch {
		case err != nil:
			return nil, err
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case revision != 0 && seen != 0 && revision != seen:
			return nil, fmt.Errorf("run %s: %w: %s", s.Name, ErrLed, other.Machine)
		}
		if revision != 0 && time.Now().Before(end) {
			if seen == 0 {
				s.Log.Info("somebody led this run before: waiting whether it is still there", "for", s.Lease)
			}
			seen = revision
			continue
		}
		now, was, err := s.replace(ctx, s.key("leader"), l.value, revision)
		if err != nil {
			return nil, err
		}
		if was {
			l.revision = now
			break
		}
	}
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	l.ended.Go(func() { l.keep(keeping, lost) })
	return l, nil
}

// keep says again and again that we lead.
func (l *lease) keep(ctx context.Context, lost func(error)) {
	tick := time.NewTicker(l.store.Lease / beatsPerLease)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		taken := false
		err := l.store.ask(ctx, func(ctx context.Context) (err error) {
			taken, err = l.beat(ctx)
			return err
		})
		if err == nil && taken {
			lost(fmt.Errorf("run %s: %w now", l.store.Name, ErrLed))
			return
		}
	}
}

// beat reports whether another one has taken over. An answer that was lost may
// have said that our own beat was stored.
func (l *lease) beat(ctx context.Context) (taken bool, err error) {
	l.value.Beat++
	now, was, err := l.store.replace(ctx, l.store.key("leader"), l.value, l.revision)
	if err != nil {
		return false, err
	}
	if was {
		l.revision = now
		return false, nil
	}
	var other lead
	revision, err := l.store.get(ctx, l.store.key("leader"), &other)
	if err != nil {
		return false, err
	}
	if revision == 0 || other.Machine == l.value.Machine {
		l.revision = revision
		return false, nil
	}
	return true, nil
}

// end stops leading, so that another one need not wait.
func (l *lease) end(ctx context.Context) {
	l.stop()
	l.ended.Wait()
	_ = l.store.ask(ctx, func(ctx context.Context) error { return l.store.kv.Purge(ctx, l.store.key("leader")) }) // else it runs out
}
