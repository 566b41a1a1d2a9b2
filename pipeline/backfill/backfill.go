// Package backfill runs the pipeline over archives: files with one JSON
// envelope a line in, one clean document a line out, in the same order on any
// number of workers.
//
//   - lines.go: reads files line by line, and knows where it is
//   - writer.go: writes clean documents, and dead letters beside them
//   - stories.go: says in clean documents of which others they are copies
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

	"github.com/winnow-news/winnow/pipeline"
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
}

// Result counts what a backfill did.
type Result struct {
	Cleaned int
	Failed  int
	Dead    string // the file with the failed lines; empty when there is none
}

// Run cleans every line of the inputs. It returns early with what was counted
// so far when ctx is done, and then gives ctx's error; what was written is
// whole lines. Lines that failed are counted and are no error.
func Run(ctx context.Context, cleaner pipeline.Cleaner, options Options) (Result, error) {
	source, err := openLines(options.In, options.Out, options.Stdin)
	if err != nil {
		return Result{}, err
	}
	defer source.close()
	out, err := openOutput(options)
	if err != nil {
		return Result{}, err
	}
	err = pipeline.Run(ctx, source, cleaner, out, options.Pipeline)
	err = errors.Join(err, out.close())
	if err == nil && ctx.Err() != nil {
		err = fmt.Errorf("stopped before the end of the input: %w", context.Cause(ctx))
	}
	return out.result, err
}
