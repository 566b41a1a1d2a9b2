package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Run cleans every document under old and under new and reports what came out
// otherwise. The report is the same on any number of goroutines. When ctx is done it
// returns what was compared until then with ctx's error. It fails when documents can't be
// read, or when one of the two can't go on.
func Run(ctx context.Context, documents iter.Seq2[Input, error], old, new Cleaning, options Options) (*Report, error) {
	options = options.withDefaults()
	next, stop := iter.Pull2(documents)
	defer stop()
	t := newTally(options)
	from := &source{next: next, batch: options.Batch}
	compare := func(_ document.Raw, batch []Input) (*document.Clean, compared, error) {
		return &document.Clean{}, compareBatch(ctx, batch, old, new), nil
	}
	err := pipeline.Run(ctx, from, compare, &sink{tally: t}, pipeline.Options{
		Workers: options.Workers, InFlight: batchesInFlight, BatchSize: 1, DocumentTime: batchTime,
	})
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return t.report(old.Build(), new.Build()), err
}

// batchesInFlight bounds what waits for a slow document before it.
const batchesInFlight = 64

// batchTime is after what a batch will not end: each document has its own bound, which
// is far below.
const batchTime = time.Hour

// source returns batches of inputs.
type source struct {
	next  func() (Input, error, bool)
	batch int
	err   error // to be returned after a batch
}

// batchBytes is how many bytes of documents a batch has at most; one may always pass.
const batchBytes = 8 << 20

// Receive is as pipeline.Source has it.
func (s *source) Receive(ctx context.Context) (item pipeline.Item[[]Input], err error) {
	for len(item.Origin) < s.batch && item.Size < batchBytes && s.err == nil && ctx.Err() == nil {
		in, err, more := s.next()
		switch {
		case !more:
			s.err = io.EOF
		case err != nil:
			s.err = err
		default:
			item.Origin = append(item.Origin, in)
			item.Size += in.Size
		}
	}
	if len(item.Origin) == 0 {
		return item, s.err
	}
	return item, nil
}

// compared is what a batch came to.
type compared struct {
	documents []comparison
	err       error
}

// compareBatch opens a batch, cleans it twice and compares.
func compareBatch(ctx context.Context, batch []Input, old, new Cleaning) (all compared) {
	var opened []Document
	at := make([]int, 0, len(batch)) // of the opened, in the batch
	all.documents = make([]comparison, len(batch))
	for i := range batch {
		c := &all.documents[i]
		c.site, c.read = batch[i].Site, batch[i].Read
		raw, err := batch[i].Open()
		if err != nil {
			failure := pipeline.NewFailure(pipeline.StageEnvelope, err)
			c.id, c.unread = batch[i].Name, &Refused{failure.Reason, failure.Err.Error()}
			continue
		}
		d := Document{Raw: record.Identify(raw)}
		d.Raw.Site = cmp.Or(d.Raw.Site, batch[i].Site)
		if batch[i].Recall != nil {
			if d.Recall, err = batch[i].Recall(ctx, d.Raw); err != nil {
				return compared{err: err}
			}
		}
		c.id, c.url = d.Raw.ID, d.Raw.URL
		opened, at = append(opened, d), append(at, i)
	}
	before, err := cleanBatch(ctx, "old", old, opened)
	if err != nil {
		return compared{err: err}
	}
	after, err := cleanBatch(ctx, "new", new, opened)
	if err != nil {
		return compared{err: err}
	}
	for k, i := range at {
		all.documents[i].compare(&before[k], &after[k])
	}
	return all
}

func cleanBatch(ctx context.Context, side string, c Cleaning, documents []Document) ([]Result, error) {
	if len(documents) == 0 {
		return nil, nil
	}
	results, err := c.Clean(ctx, documents)
	if err == nil && len(results) != len(documents) {
		err = fmt.Errorf("%d results for %d documents", len(results), len(documents))
	}
	if err != nil {
		return nil, fmt.Errorf("the %s rules: %w", side, err)
	}
	for i := range results {
		if results[i].Clean == nil && results[i].Refused == nil {
			return nil, fmt.Errorf("the %s rules: %w: document %s", side, errNoResult, documents[i].Raw.ID)
		}
	}
	return results, nil
}

// errNoResult is a broken promise of a Cleaning.
var errNoResult = errors.New("neither a clean document nor a refusal")

// sink adds comparisons up, in the order of the inputs.
type sink struct{ tally *tally }

// Prepare is as pipeline.Sink has it.
func (*sink) Prepare(*pipeline.Outcome[[]Input, compared]) {}

// Commit is as pipeline.Sink has it.
func (s *sink) Commit(_ context.Context, batch []pipeline.Outcome[[]Input, compared]) error {
	for i := range batch {
		if f := batch[i].Failure; f != nil { // of comparing: documents have their own
			return f
		}
		done := batch[i].Product
		if done.err != nil {
			return done.err
		}
		for k := range done.documents {
			s.tally.add(&done.documents[k])
		}
	}
	return nil
}
