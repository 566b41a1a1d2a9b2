package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream"
)

// delay is how old documents are when their clean ones are stored, by the broker's clock,
// where so many a second come in.
type delay struct {
	rate     float64
	p50, p99 time.Duration
}

// latency sends documents in at a rate for some time.
func (r rig) latency(ctx context.Context, engine pipeline.Engine, rate float64, d time.Duration) (measured delay, err error) {
	b, err := r.bench(ctx)
	if err != nil {
		return delay{}, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	n := int(rate * d.Seconds())
	working, stop := context.WithCancel(ctx)
	defer stop()
	ages := make([]time.Duration, 0, n)
	options := stream.WorkOptions{Log: r.log, Committed: func(stored []pipeline.Stored) {
		now := time.Now() // the broker's clock is ours
		for i := range stored {
			ages = append(ages, now.Sub(stored[i].Arrived))
		}
		if len(ages) == n {
			stop()
		}
	}}
	var work sync.WaitGroup
	var worked error
	work.Go(func() { worked = stream.Work(working, b.js, b.topology, engine, options) })
	time.Sleep(time.Second) // until it has its partitions
	fed := b.trickle(ctx, documents(n, r.size), rate)
	if fed != nil {
		stop()
	}
	work.Wait()
	if err := errors.Join(fed, worked, ctx.Err()); err != nil {
		return delay{}, err
	}
	slices.Sort(ages)
	return delay{rate, ages[len(ages)/2], ages[len(ages)*99/100]}, nil
}

// trickle sends documents in at a rate.
func (b *bench) trickle(ctx context.Context, raws []document.Raw, rate float64) error {
	began := time.Now()
	for i, raw := range raws {
		if wait := time.Until(began.Add(time.Duration(float64(i) / rate * float64(time.Second)))); wait > time.Millisecond {
			time.Sleep(wait)
		}
		if _, err := b.js.PublishMsgAsync(b.message(raw)); err != nil {
			return err
		}
	}
	select {
	case <-b.js.PublishAsyncComplete():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
