package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// machine takes units and works on them, one at a time.
type machine struct {
	*store
	name   string
	shared *backfill.Shared
	worker *backfill.UnitWorker
	teller *teller
	over   func(ctx context.Context) (bool, error) // whether there will be no more units; nil: somebody else knows that

	failed map[string]bool // units that could not be done here, since one could
	units  int             // that this machine has the record of
}

func newMachine(s *store, engine pipeline.Engine, run *backfill.Shared, own backfill.Options) (*machine, error) {
	worker, err := backfill.NewUnitWorker(engine, run, own)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", s.Name, err)
	}
	m := &machine{store: s, name: members.NewName(), shared: run, worker: worker, failed: make(map[string]bool)}
	m.teller = &teller{store: s, key: s.key("machine", m.name)}
	return m, nil
}

// begin lets the others see this machine.
func (m *machine) begin() { m.teller.begin() }

func (m *machine) leave(ctx context.Context) { m.teller.end(ctx, false) }

// idleWait is how long one question for a unit waits for one to come.
const idleWait = 2 * time.Second

// work takes units until ctx is done, or the run is over. A unit that is in hand
// when ctx is done is given back.
func (m *machine) work(ctx context.Context) error {
	var retry broker.Backoff
	for ctx.Err() == nil {
		msg, err := m.next(ctx)
		switch {
		case ctx.Err() != nil && msg == nil:
			return nil
		case msg != nil:
			err := m.take(ctx, msg)
			if errors.Is(err, errOtherRun) && m.over != nil {
				return nil // ours is over
			}
			if err != nil {
				return err
			}
			retry = broker.Backoff{}
			continue
		}
		if m.over != nil {
			over, err := m.over(ctx)
			if over || err != nil {
				return err
			}
		}
		if err != nil {
			if !gone(err) { // else the description of the run is gone in a moment
				m.trouble.Report(err)
			}
			m.trouble.Wait(ctx, &retry)
		}
	}
	return nil
}

// next returns the next unit, nil when none came for a while.
func (m *machine) next(ctx context.Context) (msg jetstream.Msg, err error) {
	err = m.ask(ctx, func(ctx context.Context) error {
		consumer, err := m.js.Consumer(ctx, Stream, m.Name)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, idleWait)
		defer cancel()
		msg, err = consumer.Next(jetstream.FetchContext(ctx))
		return err
	})
	switch {
	case msg != nil:
		m.trouble.Over()
		return msg, nil
	case errors.Is(err, nats.ErrTimeout), errors.Is(err, jetstream.ErrNoMessages), errors.Is(err, context.DeadlineExceeded):
		return nil, nil
	}
	return nil, err
}

// gone reports whether an error says that the consumer of the run is there no more.
func gone(err error) bool {
	return errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrConsumerDeleted)
}

// errOtherRun says that a run was begun anew under the name of ours.
var errOtherRun = errors.New("another run has the name of this one")

// take works on one unit. An error is one for which this machine must not go on.
func (m *machine) take(ctx context.Context, msg jetstream.Msg) error {
	a := &attempt{machine: m, msg: msg}
	if err := json.Unmarshal(msg.Data(), &a.task); err != nil {
		return errors.Join(err, msg.Term())
	}
	if a.Run != m.shared.ID {
		return errors.Join(errOtherRun, msg.Nak())
	}
	stop := a.keep(ctx)
	defer stop()
	m.teller.take(a.Pass)
	return a.do(ctx)
}
