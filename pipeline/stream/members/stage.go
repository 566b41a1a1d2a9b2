package members

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Stage is work on the clean documents that one process at a time does, such as clustering stories. When that
// process ends or is lost, another of its group goes on. Set all fields.
type Stage struct {
	JS       jetstream.JetStream
	Topology broker.Topology
	Name     string           // of this process in the group
	Prefix   string           // under which the group's processes see each other in the workers' bucket: Options.Prefix
	Doing    string           // for the log: "clusters stories"
	Clean    jetstream.Stream // with the clean documents
	Trouble  *broker.Outage   // where Work and the end can't be reached
	Log      *slog.Logger
	Leading  func(bool) // told whether this process is the one that works

	// Work works until ctx is done or something goes wrong. It begins with what is stored, so that it can be
	// called again. An error that is a broker.Conflict means that another process stored something meanwhile, or
	// that it is not known whether a batch was stored.
	Work func(ctx context.Context) error

	// Reached returns the sequence of the last clean document that is worked on, and stored so.
	Reached func(ctx context.Context) (uint64, error)
}

// Run works, while no other process of the group does, until ctx is done; with once also until all clean
// documents are worked on, by this process or another. Then it returns nil. The bucket must be there.
func (s *Stage) Run(ctx context.Context, once bool) error {
	bucket, err := s.Topology.Bucket(ctx, s.JS)
	if err != nil {
		if ctx.Err() != nil {
			return nil // whoever wanted to know has left
		}
		return err
	}
	others := New(s.JS, bucket, Options{Name: s.Name, Lease: s.Topology.Lease, Prefix: s.Prefix})
	running, stop := context.WithCancel(ctx)
	defer stop()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	if once {
		tasks.Go(func() { s.awaitEnd(running); stop() })
	}
	s.govern(running, others)
	return nil
}

// govern works while this process leads, until ctx is done.
func (s *Stage) govern(ctx context.Context, others *Group) {
	lead := Lead{Work: s.KeepWorking}
	defer s.Leading(false)
	defer lead.End()
	pulse := broker.Pulse{Beat: others.Beat(), Trouble: broker.NewOutage(s.Log, "cannot see who else "+s.Doing, s.JS.Conn())}
	for ctx.Err() == nil {
		err := lead.Decide(ctx, others)
		s.Leading(lead.Ours())
		broker.Pause(ctx, pulse.Next(err, ctx.Err() != nil))
	}
	lead.End()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), LeaveTimeout)
	defer cancel()
	if err := others.Leave(leaving); err != nil {
		s.Log.Warn("who "+s.Doing+" next will notice only after the lease that this one is gone", "error", err)
	}
}

// KeepWorking works until ctx is done, whoever else does. When Work ends it begins again, from what is stored, after a pause.
func (s *Stage) KeepWorking(ctx context.Context) {
	var retry broker.Backoff
	for ctx.Err() == nil {
		began := time.Now()
		err := s.Work(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			retry = broker.Backoff{}
		}
		if !broker.Conflict(err) {
			s.Trouble.Report(err)
		}
		s.Trouble.Wait(ctx, &retry)
	}
}

// awaitEnd returns when every clean document is worked on, or when ctx is done.
func (s *Stage) awaitEnd(ctx context.Context) {
	s.Trouble.Await(ctx, func() (bool, error) {
		left, err := s.Behind(ctx)
		return err == nil && left == 0, err
	})
}

// Behind returns the sequence of the last clean document when that is not worked on yet, and 0 when all are.
func (s *Stage) Behind(ctx context.Context) (uint64, error) {
	last, err := broker.LastMessage(ctx, s.Clean, s.Topology.CleanSubjects())
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("end of stream %s: %w", s.Topology.CleanStream, err)
	}
	reached, err := s.Reached(ctx)
	if err != nil || reached >= last.Sequence {
		return 0, err
	}
	return last.Sequence, nil
}
