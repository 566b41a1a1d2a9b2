package stories

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

// batch is what is to be stored as one.
type batch struct {
	documents  int
	statements []statement
	progress   progress
	delta      []byte // the articles of the batch, as memory.AppendArticle writes them
}

// next returns a batch that follows what is stored, with nothing in it yet.
func (c *clusterer) next() *batch { return &batch{progress: c.journal.Fence().Head} }

// store stores a batch. When the server's answer is lost it looks whether the
// record is there. An error means that what is stored must be taken up again:
// memory may know more.
func (c *clusterer) store(ctx context.Context, b *batch) error {
	if b.progress.Sequence == c.journal.Fence().Head.Sequence && len(b.statements) == 0 {
		return nil
	}
	next := c.journal.Next()
	next.Head.Sequence = b.progress.Sequence
	next.Add(b.delta) // memory has learned it already
	messages, err := b.messages()
	if err != nil {
		return err
	}
	record, err := c.journal.Message(next)
	if err != nil {
		return err
	}
	began := time.Now()
	at, err := journal.Publish(ctx, c.js, c.options.Faults, append(messages, record))
	if err != nil && !broker.Conflict(err) {
		at, err = c.lost(ctx, next, err)
	}
	if err != nil {
		return err
	}
	c.journal.Advance(next, at)
	c.options.Faults.Reach(faults.Committed)
	c.options.Observer.Clustered(b.documents, b.events(), time.Since(began))
	if c.options.Stored != nil {
		for _, s := range b.statements {
			c.options.Stored(s.Story)
		}
	}
	return c.journal.Tidy(ctx)
}

// events counts what is said.
func (b *batch) events() map[string]int {
	counts := make(map[string]int)
	for _, s := range b.statements {
		counts[s.Event]++
	}
	return counts
}

func (b *batch) messages() (all []*nats.Msg, err error) {
	for _, s := range b.statements {
		body, err := s.Marshal()
		if err != nil {
			return nil, fmt.Errorf("story of %s: %w", s.ID, err)
		}
		all = append(all, &nats.Msg{Subject: s.subject, Data: body, Header: nats.Header{record.HeaderContentType: {record.EnvelopeType}}})
	}
	return all, nil
}

// lost returns where the record is that is not known to be stored, or, when it is
// not there, the error that kept us from knowing.
func (c *clusterer) lost(ctx context.Context, next *journal.Record[progress], cause error) (uint64, error) {
	reading, cancel := context.WithTimeout(ctx, broker.ReadTimeout)
	defer cancel()
	f, err := c.journal.Load(reading)
	if err != nil || f.At == c.journal.Fence().At || f.Head.Worker != c.name || f.Head.Sequence != next.Head.Sequence {
		return 0, cause
	}
	return f.At, nil
}
