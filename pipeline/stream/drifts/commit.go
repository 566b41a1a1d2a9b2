package drifts

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// batch is what is to be stored as one.
type batch struct {
	events   []record.Drift
	delta    drift.Delta
	sequence uint64 // the last document
}

// store stores a batch. When the server's answer is lost it looks whether the record is
// there. An error means that what is stored must be taken up again: memory may know
// more.
func (w *watcher) store(ctx context.Context, b *batch) error {
	next := w.journal.Next()
	next.Head.Sequence = b.sequence
	next.Add(b.delta.Bytes()) // memory has learned it already
	messages, err := w.messages(b)
	if err != nil {
		return err
	}
	state, err := w.journal.Message(next)
	if err != nil {
		return err
	}
	at, err := journal.Publish(ctx, w.js, w.options.Faults, append(messages, state))
	if err != nil && !broker.Conflict(err) {
		at, err = w.lost(ctx, next, err)
	}
	if err != nil {
		return err
	}
	w.journal.Advance(next, at)
	w.options.Faults.Reach(faults.Committed)
	for _, e := range b.events {
		w.tell(e)
	}
	return w.journal.Tidy(ctx)
}

func (w *watcher) messages(b *batch) (all []*nats.Msg, err error) {
	for _, e := range b.events {
		body, err := e.Marshal()
		if err != nil {
			return nil, fmt.Errorf("drift of %s: %w", e.Site, err)
		}
		all = append(all, &nats.Msg{
			Subject: w.topology.DriftPrefix + "." + e.Site, Data: body, Header: nats.Header{record.HeaderContentType: {record.EnvelopeType}},
		})
	}
	return all, nil
}

// lost returns where the record is that is not known to be stored, or, when it is not
// there, the error that kept us from knowing.
func (w *watcher) lost(ctx context.Context, next *journal.Record[progress], cause error) (uint64, error) {
	reading, cancel := context.WithTimeout(ctx, broker.ReadTimeout)
	defer cancel()
	f, err := w.journal.Load(reading)
	if err != nil || f.At == w.journal.Fence().At || f.Head.Worker != w.name || f.Head.Sequence != next.Head.Sequence {
		return 0, cause
	}
	return f.At, nil
}
