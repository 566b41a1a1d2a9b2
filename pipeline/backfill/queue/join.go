package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Open makes the engine of a joiner of what the leader's was made of, and returns
// what of this machine's options backfill.NewUnitWorker needs.
type Open func(settings json.RawMessage) (pipeline.Engine, backfill.Options, error)

// Joined is what a machine did.
type Joined struct {
	Run   string
	Units int
}

// Join works on a run that another process leads, until that is over, and waits
// for it before. It returns ctx's error when that is done, and
// backfill.ErrOtherConditions when this machine would make something else of
// documents than the others.
func Join(ctx context.Context, js jetstream.JetStream, o Options, open Open) (joined Joined, err error) {
	if err := CheckName(o.Name); err != nil {
		return joined, err
	}
	s := newStore(js, o.withDefaults())
	var run description
	if run, err = s.wait(ctx); err != nil {
		return joined, err
	}
	joined.Run, s.AckWait = s.Name, run.AckWait
	engine, own, err := open(run.Settings)
	if err != nil {
		return joined, err
	}
	m, err := newMachine(s, engine, run.Shared, own)
	if err != nil {
		return joined, err
	}
	m.over = m.isOver
	s.Log.Info("joined", "run", s.Name, "inputs", run.Shared.Inputs, "out", run.Shared.Out)
	m.begin()
	showing := m.show()
	err = m.work(ctx)
	showing()
	m.teller.end(context.WithoutCancel(ctx), err == nil && ctx.Err() == nil)
	joined.Units = m.units
	if err == nil && ctx.Err() != nil {
		err = fmt.Errorf("stopped before the run was over: %w", context.Cause(ctx))
	}
	return joined, err
}

const waitEvery = time.Second

// wait waits until there is a run, and returns its description.
func (s *store) wait(ctx context.Context) (run description, err error) {
	told := false
	for {
		found := false
		err := s.until(ctx, func(ctx context.Context) (err error) {
			run, found, err = s.find(ctx)
			return err
		})
		switch {
		case err != nil && !errors.Is(err, jetstream.ErrBucketNotFound):
			return run, err
		case found:
			return run, nil
		case !told:
			s.Log.Info("there is no run yet: waiting for one")
			told = true
		}
		if broker.Pause(ctx, waitEvery); ctx.Err() != nil {
			return run, fmt.Errorf("there was no run: %w", context.Cause(ctx))
		}
	}
}

// find returns the description of the run that is meant, and takes its name.
func (s *store) find(ctx context.Context) (run description, found bool, err error) {
	if s.kv == nil {
		if s.kv, err = s.js.KeyValue(ctx, Bucket); err != nil {
			return run, false, err
		}
	}
	name := s.Name
	if name == "" {
		if name, err = s.only(ctx); err != nil || name == "" {
			return run, false, err
		}
	}
	s.Name = name
	revision, err := s.get(ctx, s.key("run"), &run)
	return run, revision != 0 && run.Shared != nil && run.Stopped == "", err
}

// ErrSeveral says that there are several runs that could be meant.
var ErrSeveral = errors.New("several runs could be joined")

// only returns the name of the run that is there, empty when there is none.
func (s *store) only(ctx context.Context) (string, error) {
	var names []string
	err := broker.EachOf(ctx, s.js, Bucket, []string{"*.run"}, func(key string, msg *jetstream.RawStreamMsg) {
		if !broker.Gone(msg) {
			names = append(names, strings.TrimSuffix(key, ".run"))
		}
	})
	switch {
	case err != nil:
		return "", err
	case len(names) > 1:
		slices.Sort(names)
		return "", fmt.Errorf("%w, one must be named: %s", ErrSeveral, strings.Join(names, ", "))
	case len(names) == 0:
		return "", nil
	}
	return names[0], nil
}

// isOver reports whether the run is over: nobody knows it any more, or another one
// has its name. It returns why when it was stopped.
func (m *machine) isOver(ctx context.Context) (bool, error) {
	var run description
	var revision uint64
	err := m.ask(ctx, func(ctx context.Context) (err error) {
		revision, err = m.get(ctx, m.key("run"), &run)
		return err
	})
	switch {
	case err != nil:
		return false, nil // nobody can be asked: it is not known to be
	case revision == 0 || run.Shared == nil || run.Shared.ID != m.shared.ID:
		return true, nil
	case run.Stopped != "":
		return true, fmt.Errorf("run %s was stopped: %s", m.Name, run.Stopped)
	}
	return false, nil
}

// show tells how far all machines are, until it is stopped.
func (m *machine) show() (stop func()) {
	if m.Show == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	begun := time.Now()
	var shown sync.WaitGroup
	shown.Go(func() {
		tick := time.NewTicker(shareEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			var all backfill.Progress
			err := m.ask(ctx, func(ctx context.Context) error {
				var now state
				_, err := m.get(ctx, m.key("state"), &now)
				if err == nil {
					all, err = m.progress(ctx, now)
				}
				return err
			})
			if err == nil && all.Units > 0 {
				all.Elapsed = time.Since(begun)
				m.Show(&all)
			}
		}
	})
	return func() { cancel(); shown.Wait() }
}
