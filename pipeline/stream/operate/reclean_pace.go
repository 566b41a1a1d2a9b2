package operate

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// How many documents may wait while more are sent, those of the live stream among them:
// as many as workers lately cleaned in waitingTime. So much longer is the way of a
// document that comes now.
const (
	waitingTime  = 500 * time.Millisecond
	leastWaiting = 16
	mostWaiting  = 4096
	lookEvery    = 50 * time.Millisecond
	slowAfter    = 30 * time.Second // of waiting, which is then said
)

// pace holds a job back.
type pace struct {
	every time.Duration // between two documents; 0: as they come
	next  time.Time

	gauge  *Gauge // nil: nobody waits
	clean  jetstream.Stream
	window uint64 // documents that may wait
	left   uint64 // that may be sent before the next look
	looked time.Time
	last   uint64 // sequence of the clean stream then
	slow   *broker.Outage
}

func newPace(r *recleaning) *pace {
	p := &pace{window: leastWaiting, clean: r.Clean}
	p.slow = broker.NewOutage(r.RecleanOptions.Log, "documents wait to be cleaned, and no more are sent round again", nil)
	if r.Beside && !r.DryRun {
		p.gauge = NewGauge(r.js, r.Topology)
	}
	if r.Rate > 0 && !r.DryRun {
		p.every = time.Duration(float64(time.Second) / r.Rate)
	}
	return p
}

// wait waits until a document may be sent. Its error is ctx's, or what is wrong with
// looking.
func (p *pace) wait(ctx context.Context) error {
	if p.every > 0 {
		now := time.Now()
		broker.Pause(ctx, p.next.Sub(now))
		if p.next.Before(now) {
			p.next = now
		}
		p.next = p.next.Add(p.every)
	}
	for began := time.Now(); p.gauge != nil && p.left == 0 && ctx.Err() == nil; {
		waiting, err := p.look(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			return err
		case waiting < p.window:
			p.left = p.window - waiting
		case time.Since(began) > slowAfter:
			p.slow.Report(fmt.Errorf("%d documents wait: is a worker there", waiting))
		}
		broker.Pause(ctx, lookEvery)
	}
	if p.left > 0 {
		p.slow.Over()
		p.left--
	}
	return ctx.Err()
}

// look returns how many documents wait, and sets how many may.
func (p *pace) look(ctx context.Context) (uint64, error) {
	lag, err := p.gauge.Measure(ctx)
	if err != nil {
		return 0, err
	}
	info, err := p.clean.Info(ctx)
	if err != nil {
		return 0, fmt.Errorf("stream %s: %w", p.clean.CachedInfo().Config.Name, err)
	}
	now := time.Now()
	p.follow(info.State.LastSeq, now)
	return lag.Documents, nil
}

// follow sets how many may wait by what the clean stream took in since the last look. Half
// of that may be state records where documents are few.
func (p *pace) follow(last uint64, now time.Time) {
	if !p.looked.IsZero() && last >= p.last {
		cleaned := float64(last-p.last) / now.Sub(p.looked).Seconds() * waitingTime.Seconds()
		p.window = min(max((p.window+uint64(min(cleaned, mostWaiting)))/2, leastWaiting), mostWaiting)
	}
	p.last, p.looked = last, now
}
