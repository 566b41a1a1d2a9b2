package backfill

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// gather puts together what machines made of the units, and gives the documents
// their names. It can be called again when it was stopped at any point.
func (r *run) gather(ctx context.Context, units []Unit, done []Done) error {
	all := cleaned{Reasons: make(map[string]int)}
	for i := range done {
		all.Documents += done[i].Documents
		all.Rejected += done[i].Rejected
		all.Duplicates += done[i].Duplicate
		for reason, n := range done[i].Reasons {
			all.Reasons[reason] += n
		}
	}
	if err := r.MaxRejects.check(all.Rejected, all.Documents); err != nil {
		return err
	}
	again, err := duplicatesBetween(done)
	if err != nil {
		return err
	}
	all.Duplicates += again
	if all.RejectBytes, err = r.joinRejects(units, done); err != nil {
		return err
	}
	if err := r.mergeTallies(done); err != nil {
		return err
	}
	out, err := r.nameDocuments(ctx, done)
	if err != nil {
		return err
	}
	if r.Stories != nil {
		all.Spool = out
	} else {
		r.check.Out, r.out = out, out
	}
	r.check.Clean, r.check.Cleaned = all, true
	r.counted(all)
	for reason, n := range all.Reasons {
		r.Log.Warn("records could not be cleaned", "reason", reason, "records", n)
	}
	r.tellDuplicates(all.Duplicates)
	return r.saveKept()
}

// nameDocuments gives the files of documents the names that were asked for. Those
// that are to be marked keep theirs.
func (r *run) nameDocuments(ctx context.Context, done []Done) (out output.State, err error) {
	if r.Form.Pages() {
		if err := os.MkdirAll(r.Out, 0o755); err != nil {
			return out, err
		}
	}
	for i := range done {
		for _, part := range done[i].Parts {
			from := filepath.Join(done[i].Folder, part.Name)
			part.Name = from
			if r.Stories == nil {
				part.Name = r.unitFile(done[i].Unit)
				if err := output.Move(from, part.Name); err != nil {
					return out, err
				}
			}
			out.Parts = append(out.Parts, part)
		}
		if ctx.Err() != nil {
			return out, stopped(ctx)
		}
	}
	return out, nil
}

// duplicatesBetween counts the ids that one unit has and an earlier one had.
func duplicatesBetween(done []Done) (again int, err error) {
	known, err := openIDs("", 0)
	if err != nil {
		return 0, err
	}
	for i := range done {
		n, err := known.addAll(filepath.Join(done[i].Folder, done[i].IDs))
		if err != nil {
			return 0, err
		}
		again += n
	}
	return again, nil
}

// addAll adds the ids of a file, and returns how many were known.
func (k *knownIDs) addAll(name string) (again int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	from := bufio.NewReader(file)
	for {
		var hash [idBytes]byte
		switch _, err := io.ReadFull(from, hash[:]); {
		case errors.Is(err, io.EOF):
			return again, nil
		case err != nil:
			return again, fmt.Errorf("%s: %w", name, err)
		}
		if !k.add(binary.LittleEndian.Uint64(hash[:])) {
			again++
		}
	}
}

// joinRejects writes the rejects of all units into one file, whole, and returns
// its bytes. Records of a unit that begins inside a file are numbered from there:
// here they get their numbers in the file.
func (r *run) joinRejects(units []Unit, done []Done) (n int64, err error) {
	name := RejectsName(r.State)
	file, err := os.Create(name + ".partial")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
			if n > 0 {
				err = output.Move(file.Name(), name)
			} else {
				err = removeAll(file.Name(), name)
			}
		}
	}()
	buffer := bufio.NewWriter(file)
	before := 0 // records of the same file, in units before this one
	for i := range done {
		part := &units[i].Inputs[0]
		if part.From == 0 {
			before = 0
		}
		if done[i].Rejects != "" {
			wrote, err := joinReject(buffer, filepath.Join(done[i].Folder, done[i].Rejects), before)
			if err != nil {
				return n, err
			}
			n += wrote
		}
		if part.Until > 0 {
			before += done[i].Records
		}
	}
	return n, buffer.Flush()
}

func joinReject(to io.Writer, name string, before int) (n int64, err error) {
	all, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(all) {
		if before > 0 {
			reject, err := record.ParseReject(line)
			if err != nil {
				return n, fmt.Errorf("%s: %w", name, err)
			}
			reject.Record += before
			if line, err = reject.Marshal(); err != nil {
				return n, fmt.Errorf("%s: %w", name, err)
			}
			line = append(line, '\n')
		}
		wrote, err := to.Write(line)
		n += int64(wrote)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func (r *run) mergeTallies(done []Done) error {
	if r.MergeTally == nil {
		return nil
	}
	for i := range done {
		if done[i].Tally == "" {
			continue
		}
		stored, err := os.ReadFile(filepath.Join(done[i].Folder, done[i].Tally))
		if err == nil {
			err = r.MergeTally(stored)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// applySightings puts the sightings of a unit into memory.
func applySightings(name string, sites *memory.Sites) error {
	deltas, err := openSightings(name)
	if err != nil {
		return err
	}
	defer deltas.close()
	for {
		delta, err := deltas.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = sites.Apply(delta)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}
