// Package backfill runs the pipeline over archives: files with one JSON
// envelope a line in, one clean document a line out, in the same order on any
// number of workers.
//
//   - lines.go: the source, which reads files line by line
//   - learn.go: the first pass, which learns what sites repeat, and what the
//     second asks
//   - writer.go: the sink, which writes clean documents, and dead letters beside
//     them
//   - stories.go: says in clean documents of which others they are copies
//   - checkpoint.go: how far both passes are, and what was learned, in a file
//     beside the output, so that a backfill that was stopped or killed resumes
//   - cancelable.go: a reader of standard input that can be stopped
//
// Two passes, because an archive is all there at once: its first document is
// cleaned with what the last one shows.
//
// A line that can't be cleaned is reported with its file and number, goes to
// the dead letters, and costs the other lines nothing.
package backfill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Options say where a backfill reads and writes.
type Options struct {
	In       []string // files; "-" is Stdin
	Out      string   // file; "-" is Stdout
	Stdin    io.Reader
	Stdout   io.Writer
	Build    record.Build
	Pipeline pipeline.Options
	Log      *slog.Logger

	// Conditions is what the outcome of a document depends on, by name and beside
	// Build and Recurring: the parts of the engine's digest. A backfill that was
	// begun under others is not resumed.
	Conditions map[string]string

	CheckpointEvery int // lines that are done again at most after a crash; default 4096

	// Recurring says what is done with what sites repeat. It takes an engine
	// that is a Segmenter, and files to read twice: from standard input nothing
	// is learned.
	Recurring memory.Recurring
	Site      func(url string) string // returns the site of an address, one token; needed with Recurring
}

// rereadable reports whether the inputs can be read a second time.
func (o *Options) rereadable() bool { return !slices.Contains(o.In, "-") }

// resumable reports whether a backfill can resume where another stopped: what it
// reads and writes must still be there.
func (o *Options) resumable() bool {
	info, err := os.Stat(o.Out)
	return o.rereadable() && o.Out != "-" && (err != nil || info.Mode().IsRegular())
}

// Result counts what a backfill did.
type Result struct {
	Cleaned int
	Failed  int
	Dead    string // the file with the failed lines; empty when there is none
}

// Run cleans every line of the inputs. It returns early with what was counted
// so far when ctx is done, and then returns ctx's error; what was written is
// whole lines. Lines that failed are counted and are no error.
//
// When Run was stopped, or its process was killed, the next Run with the same
// inputs, output and options resumes where it was. Under other conditions it
// returns ErrOtherConditions and writes nothing.
func Run(ctx context.Context, engine pipeline.Engine, options Options) (result Result, err error) {
	source, err := openLines(options.In, options.Out, options.Stdin)
	if err != nil {
		return Result{}, err
	}
	defer source.close()
	check, err := openCheckpoint(&options)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, check.close()) }()
	sites, err := firstPass(ctx, engine, check, &options)
	if err != nil {
		return Result{}, err
	}
	out, err := openOutput(options, check)
	if err != nil {
		return Result{}, err
	}
	if check != nil {
		source.skip(check.Clean.position)
	}
	err = pipeline.Run(ctx, source, cleanWith(engine, sites, &options), out, options.Pipeline)
	if err == nil && check != nil {
		check.Done = ctx.Err() == nil
	}
	err = errors.Join(err, out.close())
	if err == nil {
		err = stopped(ctx)
	}
	return out.result, err
}

// firstPass runs the first pass, where there is one, and returns what it
// learned; nil where there is none.
func firstPass(ctx context.Context, engine pipeline.Engine, check *checkpoint, options *Options) (*memory.Sites, error) {
	if options.Recurring == memory.RecurringOff {
		return nil, nil
	}
	if !options.rereadable() {
		options.Log.Info("standard input can't be read twice: what sites repeat is not learned")
		return nil, nil
	}
	sites, err := learn(ctx, engine, check, options)
	if err == nil {
		err = stopped(ctx)
	}
	return sites, err
}

// stopped returns the error of a context that is done.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("stopped before the end of the input: %w", context.Cause(ctx))
}
