package stories

import (
	"context"

	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// lead is whether this process is the one that works. There is one partition,
// and one member of the group has it.
type lead struct {
	work func(context.Context)
	stop context.CancelFunc // nil when it is not ours
	done chan struct{}      // closed when work has ended
}

func (l *lead) ours() bool { return l.stop != nil }

// decide takes the lead when nobody has it and it falls to us, and gives it up
// when another took it and it falls to that one. It does not move when one
// joins: memory would have to be read anew.
func (l *lead) decide(ctx context.Context, others *members.Group) error {
	if err := others.Announce(ctx, l.holds()); err != nil {
		return err
	}
	alive, held, err := others.Look(ctx)
	if err != nil {
		return err
	}
	_, taken := held[0]
	falls := others.Share(1, alive)[0]
	switch {
	case !l.ours() && falls && !taken:
		l.begin(ctx)
	case l.ours() && taken && !falls:
		l.end()
	default:
		return nil
	}
	return others.Announce(ctx, l.holds())
}

func (l *lead) holds() []int {
	if l.ours() {
		return []int{0}
	}
	return nil
}

func (l *lead) begin(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	l.stop, l.done = stop, done
	go func() {
		defer close(done)
		l.work(ctx)
	}()
}

// end stops the work and waits for it.
func (l *lead) end() {
	if !l.ours() {
		return
	}
	l.stop()
	<-l.done
	l.stop = nil
}
