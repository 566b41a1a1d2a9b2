package backfill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/record"
)

// sink is where the second pass puts what became of the records.
type sink struct {
	*run
	target  output.Target
	rejects *rejects
	ids     *knownIDs
	done    cleaned // what was written, sure or not
	saved   time.Time
}

// openSink opens the files of the second pass: where the checkpoint says that
// they end, or empty.
func openSink(ctx context.Context, r *run) (_ *sink, err error) {
	s := &sink{run: r, saved: time.Now()}
	rejectsName, idsName := "", ""
	if r.check != nil {
		s.done, idsName = r.check.Clean, IDsName(r.State)
		if err := r.restoreKept(); err != nil {
			return nil, err
		}
	}
	if r.atOnce {
		idsName = IDsName(r.State)
	}
	if r.Out != Stdout && r.Sample == 0 && (r.remote() || r.regular()) {
		rejectsName = RejectsName(r.State)
	}
	if s.target, err = r.openTarget(ctx); err != nil {
		return nil, err
	}
	if s.rejects, err = openRejects(rejectsName, s.done); err != nil {
		return nil, errors.Join(err, s.target.Close())
	}
	if s.ids, err = openIDs(idsName, s.done.IDs); err != nil {
		return nil, errors.Join(err, s.target.Close(), s.rejects.close())
	}
	if s.done.At != (archive.Mark{}) {
		r.Log.Info("going on where an earlier backfill stopped", "cleaned", s.done.Documents, "rejected", s.done.Rejected)
	}
	r.show.pass(string(PassClean), s.done.Documents, s.done.Rejected, s.done.Duplicates)
	return s, nil
}

// restoreKept gives the keeper back what it stored.
func (r *run) restoreKept() error {
	if r.Keep == nil {
		return nil
	}
	stored, err := r.check.tally()
	if err != nil || stored == nil {
		return err
	}
	return r.Keep.Restore(stored)
}

// saveKept stores the progress, and with it what the keeper must not forget.
func (r *run) saveKept() (err error) {
	var kept []byte
	if r.Keep != nil {
		if kept, err = r.Keep.Store(); err != nil {
			return err
		}
	}
	return r.check.save(kept)
}

// Prepare encodes the clean document.
func (s *sink) Prepare(outcome *pipeline.Outcome[*archive.Record, made]) {
	if outcome.Failure != nil {
		return
	}
	wire := record.NewClean(outcome.Clean, s.Build)
	at := outcome.Item.Origin
	doc := &output.Document{
		Clean: outcome.Clean, Wire: &wire, Raw: &outcome.Item.Raw,
		Origin: fmt.Sprintf("%d.%d", at.After.Input, at.Number), Site: at.Site, Sequence: at.Sequence,
	}
	encoded, err := s.target.Encode(doc)
	doc.Raw = nil
	if err != nil {
		outcome.Fail(pipeline.NewFailure(pipeline.StagePublish, err))
		return
	}
	outcome.Product.doc, outcome.Product.encoded = doc, encoded
}

// Commit writes the batch, and stores how far that is when it is time to.
func (s *sink) Commit(ctx context.Context, batch []pipeline.Outcome[*archive.Record, made]) error {
	for i := range batch {
		if err := s.take(ctx, &batch[i]); err != nil {
			return err
		}
	}
	last := batch[len(batch)-1].Item.Origin
	s.show.at(last.Read, s.done.Documents, s.done.Rejected, s.done.Duplicates)
	switch {
	case s.atOnce:
		return nil
	case s.check == nil:
		_, err := s.target.Sync(ctx)
		return errors.Join(err, s.tooManyRejects())
	}
	if err := s.tooManyRejects(); err != nil {
		return errors.Join(err, s.save(ctx))
	}
	if time.Since(s.saved) < s.CheckpointEvery {
		return nil
	}
	return s.save(ctx)
}

func (s *sink) tooManyRejects() error {
	return s.MaxRejects.check(s.done.Rejected, s.done.Documents)
}

// take writes one outcome.
func (s *sink) take(ctx context.Context, outcome *pipeline.Outcome[*archive.Record, made]) error {
	at := outcome.Item.Origin
	seen := Seen{File: at.File, Bytes: at.Size, Took: outcome.Product.took}
	if f := outcome.Failure; f != nil {
		seen.Reject = rejectOf(at, string(f.Stage), f.Reason, f.Err, f.Stack)
		if err := s.rejects.write(seen.Reject, at.String()); err != nil {
			return err
		}
		s.done.Rejected++
	} else {
		doc := outcome.Product.doc
		met := s.ids.met(doc.Wire.ID)
		if met {
			doc.Place = at.String()
		}
		if err := s.target.Write(ctx, doc, outcome.Product.encoded); err != nil {
			return err
		}
		if met {
			s.done.Duplicates++
		}
		if err := s.ids.remember(doc.Wire.ID); err != nil {
			return err
		}
		seen.Doc = doc.Wire
		s.done.Documents++
	}
	if s.Seen != nil {
		s.Seen(seen)
	}
	if outcome.Failure == nil { // one that was given up on may be read still
		at.Release()
	}
	s.done.At = at.After
	if s.target.Full() {
		return s.seal(ctx)
	}
	return nil
}

// save stores how far the output is, once that is on the disk.
func (s *sink) save(ctx context.Context) error {
	state, err := s.target.Sync(ctx)
	if err != nil {
		return err
	}
	return s.store(state)
}

// store stores how far all is, with a state of the target.
func (s *sink) store(state output.State) (err error) {
	if s.done.RejectBytes, err = s.rejects.sync(); err != nil {
		return err
	}
	if s.done.IDs, err = s.ids.sync(); err != nil {
		return err
	}
	s.done.Reasons = s.rejects.reasons
	s.counted(s.done)
	s.saved = time.Now()
	if s.check == nil {
		s.out = state
		return nil
	}
	spool := s.check.Clean.Spool
	s.check.Clean = s.done
	s.check.Clean.Spool = spool
	*s.stateOf() = state
	s.out = s.check.Out
	return s.saveKept()
}

// seal completes the file that is written: first it is stored that it is whole,
// then it is given its name, then that is stored.
func (s *sink) seal(ctx context.Context) error {
	state, err := s.target.Sync(ctx)
	if err != nil {
		return err
	}
	if state.Documents == 0 && len(state.Parts) > 0 {
		return s.store(state)
	}
	state.Sealing = true
	if err := s.store(state); err != nil {
		return err
	}
	if state, err = s.target.Seal(ctx); err != nil {
		return err
	}
	return s.store(state)
}

// end ends the pass, which came to an end with an error or without.
func (s *sink) end(ctx context.Context, err error) error {
	if s.atOnce {
		if err != nil {
			return err
		}
		return s.seal(ctx)
	}
	s.rejects.tell(s.Log)
	s.tellDuplicates(s.done.Duplicates)
	if s.ids.full() {
		s.Log.Warn("more ids than are remembered: some that came twice were not counted", "remembered", s.ids.most)
	}
	if err != nil {
		return errors.Join(err, s.save(context.WithoutCancel(ctx))) // what did not reach the target makes that fail
	}
	if s.check != nil {
		s.check.Cleaned = true // stored by seal
	}
	return s.seal(ctx)
}

func (r *run) tellDuplicates(documents int) {
	if documents > 0 {
		r.Log.Warn("documents came with an id that another had before", "documents", documents)
	}
}

func (s *sink) close() error { return errors.Join(s.target.Close(), s.rejects.close(), s.ids.close()) }
