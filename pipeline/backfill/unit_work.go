package backfill

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// UnitWorker works on units of a run on this machine, one at a time.
type UnitWorker struct {
	engine  pipeline.Engine
	options Options
	shared  *Shared
	sites   *memory.Sites
	loaded  string // the file that sites were read from
}

// NewUnitWorker returns a worker for a run. Of its options Build, Conditions,
// Pipeline, Log, Site and Tally are this machine's, all else is the run's. It
// returns ErrOtherConditions when the engine would make something else of
// documents than those of the other machines.
func NewUnitWorker(engine pipeline.Engine, shared *Shared, own Options) (*UnitWorker, error) {
	o := Options{
		Archive: shared.Archive, Out: shared.Out, Build: own.Build, Pipeline: own.Pipeline, Log: slog.New(slog.DiscardHandler),
		Conditions: own.Conditions, Site: own.Site, UnitBytes: unitBytes, CheckpointEvery: checkpointEvery,
	}
	if err := otherConditions(differing(shared.Engine, o.engineConditions())); err != nil {
		return nil, err
	}
	if err := o.Recurring.UnmarshalText([]byte(shared.Recurring)); err != nil {
		return nil, err
	}
	form, err := output.FormNamed(shared.Form)
	if err != nil {
		return nil, err
	}
	o.Form = form
	if shared.Stories {
		o.Stories = &StoryOptions{}
	}
	if shared.Tally {
		o.Tally = own.Tally
	}
	return &UnitWorker{engine: engine, options: o, shared: shared}, sameFiles(shared)
}

// sameFiles returns an error when this machine does not see the files of the run.
func sameFiles(shared *Shared) error {
	name := filepath.Join(shared.Folder, runFile)
	text, err := os.ReadFile(name)
	if err == nil && strings.TrimSpace(string(text)) != shared.ID {
		err = fmt.Errorf("%s is of another run", name)
	}
	if err != nil {
		return fmt.Errorf("this machine does not see the files of the run under the names that they have where it was begun: %w", err)
	}
	return nil
}

// Do works on a unit. What it makes is in a folder, which must be there and
// empty; it is complete and on the disk when Do returned no error. Memory is the
// file of what sites repeat, for the second pass; empty: there is none.
func (w *UnitWorker) Do(ctx context.Context, pass Pass, u Unit, memory, folder string, show func(*Progress)) (done Done, err error) {
	done = Done{Unit: u.Number, Folder: folder, Bytes: u.Inputs.Bytes()}
	if err := unchanged(u.Inputs); err != nil {
		return done, err
	}
	o := w.options
	o.In, o.Show = u.Inputs, show
	o.Out = filepath.Join(folder, filepath.Base(o.unitFile(u.Number)))
	o.State = o.Out
	r := &run{Options: o, engine: w.engine, atOnce: true}
	r.show = newShow(&r.Options)
	defer r.show.end()
	if pass == PassLearn {
		err = r.learnUnit(ctx, &done)
		return done, err
	}
	if err := w.remember(memory); err != nil {
		return done, err
	}
	r.sites = w.sites
	err = r.cleanUnit(ctx, &done)
	return done, err
}

// unchanged returns an error when inputs are not as they were when they were cut.
func unchanged(in archive.Inputs) error {
	for i := range in {
		info, err := os.Stat(in[i].Name)
		switch {
		case err != nil:
			return err
		case info.ModTime().UnixNano() != in[i].Modified, in[i].From == 0 && in[i].Until == 0 && info.Size() != in[i].Size:
			return fmt.Errorf("%s was changed since the run began", in[i].Name)
		}
	}
	return nil
}

// remember reads what sites repeat, unless that was done.
func (w *UnitWorker) remember(name string) (err error) {
	if w.loaded == name {
		return nil
	}
	if w.sites, err = loadMemory(name); err != nil {
		return err
	}
	if w.sites == nil {
		return fmt.Errorf("%s: %w", name, os.ErrNotExist)
	}
	w.loaded = name
	return nil
}

const sightingsFile = "sightings"

// learnUnit is the first pass over a unit.
func (r *run) learnUnit(ctx context.Context, done *Done) error {
	segmenter, ok := r.engine.(Segmenter)
	if !ok {
		return fmt.Errorf("--recurring=%s: the engine does not show its blocks", r.Recurring)
	}
	from, err := openSource(&r.Options, archive.Mark{})
	if err != nil {
		return err
	}
	defer from.close()
	folder := filepath.Dir(r.Out)
	file, err := createSightings(filepath.Join(folder, sightingsFile))
	if err != nil {
		return err
	}
	to := &learner{run: r, apply: file.write, changed: make(map[string]bool), saved: time.Now()}
	r.show.pass(string(PassLearn), 0, 0, 0)
	err = pipeline.Run(ctx, from, readSighting(segmenter, r.Site), to, r.Pipeline)
	if err == nil {
		err = stopped(ctx)
	}
	if err := errors.Join(err, file.close()); err != nil {
		return err
	}
	done.Documents, done.Unnamed, done.Records, done.Sightings = to.records, to.unnamed, from.from.Count(), sightingsFile
	return output.SyncFolder(folder)
}

const tallyFile = "tally"

// cleanUnit is the second pass over a unit.
func (r *run) cleanUnit(ctx context.Context, done *Done) error {
	var tally Tally
	if r.Tally != nil {
		tally = r.Tally()
		r.Seen = tally.Saw
	}
	from, err := openSource(&r.Options, archive.Mark{})
	if err != nil {
		return err
	}
	defer from.close()
	if err := r.cleanFrom(ctx, from); err != nil {
		return err
	}
	folder := filepath.Dir(r.Out)
	if tally != nil {
		if err := storeTally(tally, filepath.Join(folder, tallyFile)); err != nil {
			return err
		}
		done.Tally = tallyFile
	}
	done.Documents, done.Rejected, done.Duplicate, done.Reasons = r.result.Cleaned, r.result.Rejected, r.result.Duplicates, r.result.Reasons
	done.Records, done.IDs, done.Parts = from.from.Count(), filepath.Base(IDsName(r.State)), r.out.Parts
	if r.result.Rejects != "" {
		done.Rejects = filepath.Base(r.result.Rejects)
	}
	if r.Form.Pages() {
		done.Parts = []output.Part{{Name: r.Out, Documents: r.result.Cleaned}}
	}
	for i := range done.Parts {
		done.Parts[i].Name = filepath.Base(done.Parts[i].Name)
	}
	return output.SyncFolder(folder)
}

func storeTally(tally Keeper, name string) error {
	stored, err := tally.Store()
	if err != nil {
		return err
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = file.Write(stored)
	return errors.Join(err, file.Sync(), file.Close())
}
