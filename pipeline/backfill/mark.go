package backfill

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/record"
)

// thirdPass says in the documents of which others they are copies. The second
// pass left them in a spool; this one reads it, and writes the files with the
// names that were asked for. It goes on from the checkpoint.
func (r *run) thirdPass(ctx context.Context) error {
	r.show.pass("mark", 0, r.result.Rejected, r.result.Duplicates)
	m, found, err := storiesOf(ctx, r.spools(), *r.Stories, r.Log)
	if err != nil {
		return err
	}
	w := &markWriter{run: r, marker: m, saved: time.Now()}
	if err := w.open(ctx); err != nil {
		return err
	}
	err = eachLine(ctx, r.spools(), w.done.At, func(at *archive.Record, line []byte) error { return w.take(ctx, at, line) })
	if err == nil {
		err = w.seal(ctx, w.documents, w.copies)
	} else if ctx.Err() != nil {
		err = errors.Join(stopped(ctx), w.save(context.WithoutCancel(ctx)))
	}
	if err := errors.Join(err, w.close()); err != nil {
		return err
	}
	r.result.Stories = found
	r.result.Stories.Separated, r.result.Stories.CopiesTo = w.done.Copies.Total(), w.done.Copies.Parts
	r.out = w.done.Out
	return nil
}

// marked is how far the third pass is.
type marked struct {
	At     archive.Mark `json:"at"` // in the spool
	Out    output.State `json:"-"`  // kept beside it
	Copies output.State `json:"copies"`
}

// markWriter writes marked documents.
type markWriter struct {
	*run
	marker            *marker
	documents, copies *output.Set
	done              marked
	taken             int // documents, of an earlier run too
	saved             time.Time
}

// spools returns the files of documents that are to be marked.
func (r *run) spools() []string {
	if r.Crew == nil {
		return []string{spoolName(r.Out)}
	}
	var names []string
	for _, part := range r.check.Clean.Spool.Parts {
		names = append(names, part.Name)
	}
	return names
}

// open opens the files of the pass where the checkpoint says that they end.
func (w *markWriter) open(ctx context.Context) (err error) {
	if w.check != nil {
		w.done = w.check.Marked
		w.done.Out = w.check.Out
		w.taken = w.done.Out.Total() + w.done.Copies.Total()
	}
	if w.documents, err = output.OpenSet(ctx, w.files(), w.done.Out); err != nil {
		return err
	}
	if w.copies, err = output.OpenSet(ctx, w.Options.copies(), w.done.Copies); err != nil {
		return errors.Join(err, w.documents.Close())
	}
	return nil
}

func (w *markWriter) close() error { return errors.Join(w.documents.Close(), w.copies.Close()) }

// take writes one document with what is known of it.
func (w *markWriter) take(ctx context.Context, at *archive.Record, line []byte) error {
	var doc struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(line, &doc); err != nil {
		return err
	}
	d := w.marker.known[doc.ID]
	line, err := record.WithDuplicates(line, d)
	if err != nil {
		return err
	}
	to := w.documents
	if w.Stories.Separate && d != nil && w.marker.isCopy(doc.ID, d) {
		to = w.copies
	}
	if err := to.Write(ctx, nil, append(line, '\n')); err != nil {
		return err
	}
	w.done.At = at.After
	w.taken++
	w.show.at(at.Read, w.taken, w.result.Rejected, w.result.Duplicates)
	switch {
	case to.Full():
		return w.seal(ctx, to)
	case w.check != nil && time.Since(w.saved) >= w.CheckpointEvery:
		return w.save(ctx)
	}
	return nil
}

// save stores how far both files are, once they are on the disk.
func (w *markWriter) save(ctx context.Context) (err error) {
	if w.done.Out, err = w.documents.Sync(ctx); err != nil {
		return err
	}
	if w.done.Copies, err = w.copies.Sync(ctx); err != nil {
		return err
	}
	return w.store()
}

func (w *markWriter) store() error {
	w.saved = time.Now()
	if w.check == nil {
		return nil
	}
	w.check.Marked, w.check.Out = w.done, w.done.Out
	return w.check.save(nil)
}

// seal completes files, one after the other.
func (w *markWriter) seal(ctx context.Context, sets ...*output.Set) error {
	if err := w.save(ctx); err != nil {
		return err
	}
	for _, set := range sets {
		state := &w.done.Out
		if set == w.copies {
			if state = &w.done.Copies; state.Documents == 0 {
				continue // no copies, no file
			}
		}
		if state.Documents == 0 && len(state.Parts) > 0 {
			continue
		}
		state.Sealing = true
		if err := w.store(); err != nil {
			return err
		}
		sealed, err := set.Seal(ctx)
		if err != nil {
			return err
		}
		*state = sealed
		if err := w.store(); err != nil {
			return err
		}
	}
	return nil
}
