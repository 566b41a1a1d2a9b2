package members

import "context"

// Lead is whether a process is the one of its group that works. There is one
// partition, and one member of the group has it. One goroutine uses it.
type Lead struct {
	Work func(context.Context) // returns when its context is done

	stop context.CancelFunc // nil when it is not ours
	done chan struct{}      // closed when work has ended
}

// Ours reports whether it is this process that works.
func (l *Lead) Ours() bool { return l.stop != nil }

// Decide takes the lead when nobody has it and it falls to us, and gives it up
// when another took it and it falls to that one. It does not move when one
// joins: memory would have to be read anew.
func (l *Lead) Decide(ctx context.Context, others *Group) error {
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
	case !l.Ours() && falls && !taken:
		l.begin(ctx)
	case l.Ours() && taken && !falls:
		l.End()
	default:
		return nil
	}
	return others.Announce(ctx, l.holds())
}

func (l *Lead) holds() []int {
	if l.Ours() {
		return []int{0}
	}
	return nil
}

func (l *Lead) begin(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	l.stop, l.done = stop, done
	go func() {
		defer close(done)
		l.Work(ctx)
	}()
}

// End stops the work and waits for it.
func (l *Lead) End() {
	if !l.Ours() {
		return
	}
	l.stop()
	<-l.done
	l.stop = nil
}
