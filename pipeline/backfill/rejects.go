package backfill

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/record"
)

// RejectsName returns the name of the file for the records that could not be
// cleaned: OUT.rejects.jsonl beside OUT.jsonl.
func RejectsName(out string) string { return output.Beside(out, "rejects.jsonl") }

// IDsName returns the name of the file in which an unfinished run keeps which
// ids it met.
func IDsName(out string) string { return CheckpointName(out) + ".ids" }

// keptOfLarge is how much of a record that was too large its reject keeps, in
// bytes: enough to recognise it, while the record itself is in the input.
const keptOfLarge = 4 << 10

// rejects is the file of records that could not be cleaned, and their count.
type rejects struct {
	name    string // empty: they are only counted
	file    *os.File
	bytes   int64
	count   int
	reasons map[string]int
	first   map[string]string // the first of each reason, for people
}

// openRejects opens the file where a checkpoint says that it ends.
func openRejects(name string, done cleaned) (*rejects, error) {
	r := &rejects{name: name, count: done.Rejected, reasons: maps.Clone(done.Reasons), first: make(map[string]string), bytes: done.RejectBytes}
	if r.reasons == nil {
		r.reasons = make(map[string]int)
	}
	if name == "" || done.RejectBytes == 0 {
		return r, removeAll(name) // of a run that was killed before it stored that
	}
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Size() < r.bytes {
		err = fmt.Errorf("%s has %d bytes and had %d", name, info.Size(), r.bytes)
	}
	if err == nil {
		err = file.Truncate(r.bytes)
	}
	if err == nil {
		_, err = file.Seek(r.bytes, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	r.file = file
	return r, nil
}

// rejectOf returns what is kept of a record that could not be cleaned.
func rejectOf(at *archive.Record, stage, reason string, err error, stack []byte) *record.Reject {
	reject := &record.Reject{
		File: at.File, Record: at.Number, Offset: at.Offset,
		Stage: stage, Reason: reason, Error: err.Error(), Stack: string(stack),
	}
	form, original := at.Original()
	reject.Form = form
	if reason == archive.ReasonTooLarge && len(original) > keptOfLarge {
		reject.Whole, original = len(original), original[:keptOfLarge]
	}
	reject.SetOriginal(original)
	return reject
}

// write keeps a reject and counts it.
func (r *rejects) write(reject *record.Reject, place string) error {
	if err := r.keep(reject, place); err != nil {
		return err
	}
	r.count++
	if r.reasons[reject.Reason]++; r.first[reject.Reason] == "" {
		r.first[reject.Reason] = place + ": " + reject.Error
	}
	return nil
}

// keep writes a reject into the file. Of one that did not fit on the disk no byte
// is counted: it is cut off when the run goes on.
func (r *rejects) keep(reject *record.Reject, place string) error {
	if r.name == "" {
		return nil
	}
	line, err := reject.Marshal()
	if err != nil {
		return fmt.Errorf("reject of %s: %w", place, err)
	}
	if r.file == nil {
		if r.file, err = os.OpenFile(r.name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644); err != nil {
			return err
		}
	}
	n, err := r.file.Write(append(line, '\n'))
	if err != nil {
		return err
	}
	r.bytes += int64(n)
	return nil
}

// sync puts the file on the disk and returns its bytes.
func (r *rejects) sync() (int64, error) {
	if r.file == nil {
		return r.bytes, nil
	}
	return r.bytes, r.file.Sync()
}

// tell logs one line a reason.
func (r *rejects) tell(log *slog.Logger) {
	for _, reason := range slices.Sorted(maps.Keys(r.reasons)) {
		if r.first[reason] == "" { // of a run before this one
			continue
		}
		log.Warn("records could not be cleaned", "reason", reason, "records", r.reasons[reason], "first", r.first[reason])
	}
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
