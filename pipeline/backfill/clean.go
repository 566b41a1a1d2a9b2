package backfill

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
)

// made is what the second pass makes of a record.
type made struct {
	doc     *output.Document
	encoded []byte
	took    time.Duration
}

// secondPass cleans. It goes on from the checkpoint.
func (r *run) secondPass(ctx context.Context) error {
	if r.check != nil && r.check.Cleaned && !r.stateOf().Sealing {
		r.counted(r.check.Clean)
		r.out = r.check.Out
		return r.restoreKept()
	}
	var at archive.Mark
	if r.check != nil {
		at = r.check.Clean.At
	}
	from, err := openSource(&r.Options, at)
	if err != nil {
		return err
	}
	defer from.close()
	if r.Sample > 0 {
		from.take = spread(r.Sample, r.In.Bytes())
	}
	return r.cleanFrom(ctx, from)
}

// cleanFrom cleans what a source has.
func (r *run) cleanFrom(ctx context.Context, from *source) error {
	to, err := openSink(ctx, r)
	if err != nil {
		return err
	}
	if err := to.tooManyRejects(); err != nil { // of a run before this one
		r.counted(to.done)
		return errors.Join(err, to.close())
	}
	err = pipeline.Run(ctx, from, r.cleanWith(), to, r.Pipeline)
	if n := from.from.Passed(); n > 0 {
		r.Log.Info("files in folders were passed over: they are neither text nor archives", "files", n)
	}
	if n := r.unread.Swap(0); n > 0 {
		r.Log.Warn("fetched_at is no time and was left out: want RFC 3339", "documents", n)
	}
	if err == nil {
		err = stopped(ctx)
	}
	return errors.Join(to.end(ctx, err), to.close())
}

// cleanWith returns what the second pass does with a document: it cleans it with
// what the first pass learned, nil for nothing.
func (r *run) cleanWith() pipeline.CleanFunc[*archive.Record, made] {
	return func(raw document.Raw, _ *archive.Record) (*document.Clean, made, error) {
		begun := time.Now()
		clean, err := r.engine.CleanRecalling(raw, Recall(r.sites, r.Recurring, r.Site, raw.FetchedAt))
		if clean != nil && raw.FetchedAt != "" && clean.FetchedAt == "" {
			r.unread.Add(1) // the document is cleaned all the same
		}
		return clean, made{took: time.Since(begun)}, err
	}
}

// openTarget opens what the second pass writes to.
func (r *run) openTarget(ctx context.Context) (output.Target, error) {
	var state output.State
	if r.check != nil {
		state = *r.stateOf()
	}
	switch {
	case r.Target != nil:
		return r.Target(ctx, state)
	case r.Sample > 0:
		return output.Nowhere{}, nil
	case r.Out == Stdout:
		return output.NewPipe(r.Stdout, r.Form, output.Plain)
	case !r.regular():
		file, err := os.OpenFile(r.Out, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return output.NewPipe(file, r.Form, output.Plain)
	case r.Form.Pages():
		return output.OpenPages(r.Out, r.Form, state)
	case r.Stories != nil:
		return output.OpenSet(ctx, r.spool(), state)
	}
	return output.OpenSet(ctx, r.files(), state)
}

// stateOf returns where the checkpoint keeps the state of what the second pass
// writes to.
func (r *run) stateOf() *output.State {
	if r.Stories != nil {
		return &r.check.Clean.Spool
	}
	return &r.check.Out
}

// counted takes over what was counted.
func (r *run) counted(c cleaned) {
	r.result.Cleaned, r.result.Rejected, r.result.Duplicates, r.result.Reasons = c.Documents, c.Rejected, c.Duplicates, c.Reasons
	if c.RejectBytes > 0 {
		r.result.Rejects = RejectsName(r.State)
	}
}

// resultBefore returns what an earlier run did.
func (r *run) resultBefore() (Result, error) {
	r.counted(r.check.Clean)
	r.result.Files, r.result.Before = r.check.Out.Parts, true
	return r.result, r.restoreKept()
}

// spread returns what takes n records, evenly spread over the stored bytes of
// the inputs.
func spread(n int, total int64) func(*archive.Record) bool {
	taken := 0
	return func(r *archive.Record) bool {
		if taken >= n || r.Read < total*int64(taken)/int64(n) {
			return false
		}
		taken++
		return true
	}
}
