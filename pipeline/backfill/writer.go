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
	"syscall"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// keptOfLine is how much of a line that was too long its dead letter keeps, in
// bytes: enough to recognise it, while the line itself is in the input.
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

	check *checkpoint
	since int   // lines that were committed after the last checkpoint
	bytes int64 // in file
	dead  int64 // in deadFile
}

// openOutput opens the files of an output: where the checkpoint says that they
// end, or empty.
func openOutput(options Options, check *checkpoint) (*output, error) {
	o := &output{build: options.Build, log: options.Log, check: check}
	if options.Out == "-" {
		o.writer = bufio.NewWriter(options.Stdout)
		return o, nil
	}
	o.deadName = DeadName(options.Out)
	if resumed, err := o.resume(options.Out); resumed || err != nil {
		return o, err
	}
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

// resume opens the files where the checkpoint says that they end. It reports
// false, and starts the work again, when there is no such work or the files are
// not as long.
func (o *output) resume(out string) (bool, error) {
	if o.check == nil || o.check.Clean == (cleaned{}) {
		return false, nil
	}
	done := o.check.Clean
	if !hasBytes(out, done.OutBytes) || done.DeadBytes > 0 && !hasBytes(o.deadName, done.DeadBytes) {
		o.check.Clean = cleaned{}
		return false, nil
	}
	var err error
	if o.file, err = openAt(out, done.OutBytes); err != nil {
		return false, err
	}
	o.writer = bufio.NewWriter(o.file)
	if done.DeadBytes > 0 {
		if o.deadFile, err = openAt(o.deadName, done.DeadBytes); err != nil {
			return false, errors.Join(err, o.file.Close())
		}
		o.result.Dead = o.deadName
	} else if err := os.Remove(o.deadName); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, errors.Join(err, o.file.Close())
	}
	o.bytes, o.dead = done.OutBytes, done.DeadBytes
	o.result.Cleaned, o.result.Failed = done.Cleaned, done.Failed
	o.log.Info("going on where an earlier backfill stopped", "cleaned", done.Cleaned, "failed", done.Failed)
	return true, nil
}

func hasBytes(name string, n int64) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() >= n
}

// openAt opens a file to be written from an offset on, and cuts off what is
// there.
func openAt(name string, at int64) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	if err := file.Truncate(at); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// DeadName returns the name of the file for the dead letters of an output file:
// OUT.dead.jsonl beside OUT.jsonl.
func DeadName(out string) string { return strings.TrimSuffix(out, ".jsonl") + ".dead.jsonl" }

// Prepare encodes the clean document.
func (o *output) Prepare(outcome *pipeline.Outcome[*line, []byte]) {
	if outcome.Failure != nil {
		return
	}
	body, err := record.NewClean(outcome.Clean, o.build).Marshal()
	if err != nil {
		outcome.Fail(pipeline.NewFailure(pipeline.StagePublish, err))
		return
	}
	outcome.Product = append(body, '\n')
}

// Commit writes the batch and hands it to the operating system, so that a
// reader of the output sees whole lines.
func (o *output) Commit(_ context.Context, batch []pipeline.Outcome[*line, []byte]) error {
	for i := range batch {
		if batch[i].Failure != nil {
			if err := o.writeFailure(&batch[i]); err != nil {
				return err
			}
			continue
		}
		n, err := o.writer.Write(batch[i].Product)
		if err != nil {
			return err
		}
		o.bytes += int64(n)
		o.result.Cleaned++
	}
	if err := o.writer.Flush(); err != nil || o.check == nil {
		return err
	}
	last := batch[len(batch)-1].Item.Origin
	o.check.Clean = cleaned{position: last.end(), OutBytes: o.bytes, DeadBytes: o.dead, Cleaned: o.result.Cleaned, Failed: o.result.Failed}
	if o.since += len(batch); o.since < o.check.every {
		return nil
	}
	o.since = 0
	return o.save()
}

// save stores how far the output is, once that is on the disk.
func (o *output) save() error {
	if o.check == nil {
		return nil
	}
	for _, file := range []*os.File{o.file, o.deadFile} {
		if file == nil {
			continue
		}
		if err := file.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) { // a device has no sync
			return err
		}
	}
	return o.check.save(nil, nil)
}

// writeFailure reports a line that failed, and writes its dead letter.
func (o *output) writeFailure(outcome *pipeline.Outcome[*line, []byte]) error {
	at, failure := outcome.Item.Origin, outcome.Failure
	o.result.Failed++
	o.log.Error(at.String()+": "+failure.Err.Error(), "stage", failure.Stage, "reason", failure.Reason)
	if o.deadName == "" {
		return nil
	}
	dead := record.DeadLine{
		File: at.file, Line: at.number, Stage: string(failure.Stage), Reason: failure.Reason,
		Error: failure.Err.Error(), Stack: string(failure.Stack),
	}
	dead.SetOriginal(keptPart(at.text, failure.Reason))
	line, err := dead.Marshal()
	if err != nil {
		return fmt.Errorf("dead letter of %s: %w", at, err)
	}
	return o.writeDead(append(line, '\n'))
}

// keptPart returns what a dead letter keeps of a line.
func keptPart(text []byte, reason string) []byte {
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
	n, err := o.deadFile.Write(line)
	o.dead += int64(n)
	return err
}

func (o *output) close() error {
	errs := []error{o.writer.Flush(), o.save()}
	for _, file := range []io.Closer{o.file, o.deadFile} {
		if file != (*os.File)(nil) {
			errs = append(errs, file.Close())
		}
	}
	return errors.Join(errs...)
}
