package backfill

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// keptOfLine is how much of a line that was too long its dead letter keeps, in
// bytes: enough to know it again, while the line itself is in the input.
const keptOfLine = 4 << 10

// output is a sink that writes lines.
type output struct {
	build    record.Build
	log      *slog.Logger
	file     *os.File // nil for stdout
	writer   *bufio.Writer
	deadName string // empty: dead letters are only reported
	deadFile *os.File
	result   Result
}

func openOutput(options Options) (*output, error) {
	o := &output{build: options.Build, log: options.Log}
	if options.Out == "-" {
		o.writer = bufio.NewWriter(options.Stdout)
		return o, nil
	}
	o.deadName = DeadName(options.Out)
	if err := os.Remove(o.deadName); err != nil && !errors.Is(err, fs.ErrNotExist) { // of an earlier run
		return nil, err
	}
	file, err := os.Create(options.Out)
	if err != nil {
		return nil, err
	}
	o.file, o.writer = file, bufio.NewWriter(file)
	return o, nil
}

// DeadName gives the file for the dead letters of an output file: OUT.dead.jsonl
// beside OUT.jsonl.
func DeadName(out string) string { return strings.TrimSuffix(out, ".jsonl") + ".dead.jsonl" }

// Prepare encodes the clean document.
func (o *output) Prepare(outcome *pipeline.Outcome) {
	if outcome.Failure != nil {
		return
	}
	body, err := record.NewClean(outcome.Clean, o.build).Marshal()
	if err != nil {
		outcome.Fail(pipeline.NewFailure(pipeline.StagePublish, err))
		return
	}
	outcome.Prepared = append(body, '\n')
}

// Commit writes the batch and hands it to the operating system, so that a
// reader of the output sees whole lines.
func (o *output) Commit(_ context.Context, batch []pipeline.Outcome) error {
	for i := range batch {
		if batch[i].Failure != nil {
			if err := o.bury(&batch[i]); err != nil {
				return err
			}
			continue
		}
		if _, err := o.writer.Write(batch[i].Prepared.([]byte)); err != nil {
			return err
		}
		o.result.Cleaned++
	}
	return o.writer.Flush()
}

func (o *output) bury(outcome *pipeline.Outcome) error {
	at, failure := outcome.Item.Origin.(*place), outcome.Failure
	o.result.Failed++
	o.log.Error(at.String()+": "+failure.Err.Error(), "stage", failure.Stage, "reason", failure.Reason)
	if o.deadName == "" {
		return nil
	}
	dead := record.DeadLine{
		File: at.file, Line: at.line, Stage: string(failure.Stage), Reason: failure.Reason,
		Error: failure.Err.Error(), Stack: string(failure.Stack),
	}
	dead.SetOriginal(kept(at.text, failure.Reason))
	line, err := dead.Marshal()
	if err != nil {
		return fmt.Errorf("dead letter of %s: %w", at, err)
	}
	return o.writeDead(append(line, '\n'))
}

func kept(text []byte, reason string) []byte {
	if reason == ReasonTooLong && len(text) > keptOfLine {
		return text[:keptOfLine]
	}
	return text
}

func (o *output) writeDead(line []byte) (err error) {
	if o.deadFile == nil {
		if o.deadFile, err = os.Create(o.deadName); err != nil {
			return err
		}
		o.result.Dead = o.deadName
	}
	_, err = o.deadFile.Write(line)
	return err
}

func (o *output) close() error {
	errs := []error{o.writer.Flush()}
	for _, file := range []io.Closer{o.file, o.deadFile} {
		if file != (*os.File)(nil) {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}
