// Package backfill runs the pipeline over archives: documents of any form in,
// clean documents out, in the same order on any number of workers.
//
//   - archive: reads the inputs, as one sequence of records
//   - output: writes the files
//   - options.go: what a backfill is told, and what it returns
//   - begin.go: what is there already: work to go on with, or something else
//   - learn.go: the first pass, which learns what sites repeat
//   - clean.go, sink.go: the second pass, which cleans
//   - stories.go, mark.go: the third, where it is asked for: says in clean
//     documents of which others they are copies
//   - crew.go, gather.go: the first two passes on several machines, and what came
//     of them put together
//   - units.go, unit_work.go: the parts in which they share the inputs, and the
//     work on one
//   - checkpoint.go: how far all passes are, and what was learned, in a file
//     beside the output, so that a backfill that was stopped or killed resumes
//   - ids.go, rejects.go: ids that were met before, and what can't be cleaned
//   - memory_file.go: what was learned, for other archives
//
// Two passes, because an archive is all there at once: its first document is
// cleaned with what the last one shows.
//
// A record that can't be cleaned goes to the rejects with its file, number and
// bytes, and costs the other records nothing.
package backfill

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// Run cleans every record of the inputs. It returns early with what was counted
// so far when ctx is done, and then returns ctx's error. Records that were
// rejected are counted and are no error, unless they are more than Options
// allow: then it is ErrTooManyRejects.
//
// When Run was stopped, or its process was killed, the next Run with the same
// inputs, output and options resumes where it was; when it was done, Run
// returns what it was and writes nothing. Under other conditions it returns
// ErrOtherConditions, and where something else is in the place of the output,
// output.ErrThere; then nothing was written.
func Run(ctx context.Context, engine pipeline.Engine, options Options) (result Result, err error) {
	o, err := options.withDefaults()
	if err != nil {
		return Result{}, err
	}
	r := &run{Options: o, engine: engine}
	if r.check, err = begin(&r.Options); err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, r.check.close()) }()
	if r.check != nil && r.check.Done {
		before, err := r.resultBefore()
		return before, errors.Join(err, r.dismiss(ctx))
	}
	r.show = newShow(&r.Options)
	defer r.show.end()
	if err := r.passes(ctx); err != nil {
		return r.result, err
	}
	if err := r.finish(); err != nil {
		return r.result, err
	}
	return r.result, r.dismiss(ctx)
}

// run is one Run.
type run struct {
	Options
	engine pipeline.Engine
	check  *checkpoint // nil: what is read or written can't be read again
	show   *show
	sites  *memory.Sites
	result Result
	out    output.State // of the files with the names that were asked for
	unread atomic.Int64 // documents whose fetched_at is no time
	atOnce bool         // all that is written is stored at the end or not at all: it is a unit
}

// passes runs one pass after the other.
func (r *run) passes(ctx context.Context) error {
	readAndClean := r.onOneMachine
	if r.Crew != nil {
		readAndClean = r.onManyMachines
	}
	if err := readAndClean(ctx); err != nil {
		return err
	}
	if r.Stories == nil {
		return nil
	}
	return r.thirdPass(ctx)
}

func (r *run) onOneMachine(ctx context.Context) error {
	if err := r.firstPass(ctx); err != nil {
		return err
	}
	return r.secondPass(ctx)
}

// firstPass runs the first pass, where there is one.
func (r *run) firstPass(ctx context.Context) error {
	switch {
	case r.Recurring == memory.RecurringOff:
		return nil
	case r.Sample > 0 && r.MemoryFile == "":
		r.Log.Info("a sample does not show what sites repeat: that is not looked for")
		return nil
	case !r.In.Rereadable() && r.MemoryFile == "":
		r.Log.Info("standard input can't be read twice: what sites repeat is not learned")
		return nil
	}
	if err := r.learn(ctx); err != nil {
		return err
	}
	return stopped(ctx)
}

// finish writes the manifest and says in the checkpoint that all is done.
func (r *run) finish() error {
	r.result.Files = r.out.Parts
	if r.Out != Stdout && !r.remote() && r.regular() {
		if err := output.WriteManifest(r.Out, r.manifest()); err != nil {
			return err
		}
	}
	if r.check == nil {
		return nil
	}
	r.check.Done = true
	return errors.Join(r.check.save(nil), removeAll(IDsName(r.State), spoolName(r.Out)))
}

func (r *run) manifest() output.Manifest {
	return output.Manifest{
		Form: r.Form.Name, Documents: r.result.Cleaned, Rejected: r.result.Rejected, Duplicates: r.result.Duplicates,
		Inputs: len(r.In), InputBytes: r.In.Bytes(), Under: r.conditions(), Files: r.out.Parts,
	}
}

// stopped returns the error of a context that is done.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("stopped before the end of the input: %w", context.Cause(ctx))
}
