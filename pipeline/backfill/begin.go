package backfill

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
)

// begin looks at what is in the place of the output: nothing, work of the same
// run to go on with, or something else, which is refused unless it may be
// replaced. It returns the checkpoint; nil when nothing can be resumed.
func begin(o *Options) (*checkpoint, error) {
	if err := o.spareInputs(); err != nil {
		return nil, err
	}
	if !o.resumable() {
		return nil, beginWithout(o)
	}
	if folder := filepath.Dir(CheckpointName(o.State)); !isFolder(folder) {
		return nil, fmt.Errorf("%s: there is no folder %s to write into", o.State, folder)
	}
	name := CheckpointName(o.State)
	_, err := os.Stat(name)
	isNew := errors.Is(err, os.ErrNotExist)
	if isNew && !o.Overwrite {
		if err := free(o); err != nil {
			return nil, err
		}
	}
	c, err := openCheckpoint(name, o.State)
	if err != nil {
		return nil, err
	}
	if err := c.begin(o); err != nil {
		err = errors.Join(fmt.Errorf("%s: %w", name, err), c.close())
		return nil, err
	}
	return c, nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// beginWithout makes room for an output that can't be resumed.
func beginWithout(o *Options) error {
	switch {
	case o.Out == Stdout || o.Sample > 0 || !o.remote() && !o.regular():
		return nil
	case o.Overwrite:
		return clean(o, &progress{})
	}
	return free(o)
}

// begin decides what is done with the progress that a checkpoint holds.
func (c *checkpoint) begin(o *Options) error {
	under, in := o.conditions(), inputsOf(o.In)
	differ := c.sameConditions(in, under)
	switch {
	case !c.begun && o.Overwrite: // what is there is of nobody known
		if err := clean(o, &progress{}); err != nil {
			return err
		}
	case !c.begun:
		if err := free(o); err != nil {
			return err
		}
	case differ != nil && !o.Overwrite:
		if o.remote() {
			return fmt.Errorf("%w; go on as it was begun, or name files of another run with --state", differ)
		}
		return fmt.Errorf("%w; go on as it was begun, or begin anew with --overwrite", differ)
	case differ == nil && c.Done && !o.Overwrite && c.written(o):
		return nil
	case differ == nil && !c.Done && (!o.Overwrite || !c.stuck(o)):
		return nil
	default:
		if c.Done && !o.Overwrite {
			o.Log.Info("what an earlier run wrote is not there any more: it is cleaned again")
		}
		if err := errors.Join(clean(o, &c.progress), c.forget()); err != nil {
			return err
		}
	}
	c.Inputs, c.Under = in, under
	return c.save(nil)
}

// stuck reports whether a run can't be gone on with, since a file that it was
// writing is gone or is shorter than it was: --overwrite begins it anew then.
func (c *checkpoint) stuck(o *Options) bool {
	sizes := map[string]int64{RejectsName(o.State): c.Clean.RejectBytes, IDsName(o.State): int64(c.Clean.IDs) * idBytes}
	if !o.remote() && !o.Form.Pages() {
		files, spool, copies := o.files(), o.spool(), o.copies()
		sizes[files.Work(c.Out)] = c.Out.Bytes
		sizes[spool.Work(c.Clean.Spool)] = c.Clean.Spool.Bytes
		sizes[copies.Work(c.Marked.Copies)] = c.Marked.Copies.Bytes
	}
	for name, size := range sizes {
		info, err := os.Stat(name)
		if size > 0 && (err != nil || info.Size() < size) {
			return true
		}
	}
	return false
}

// written reports whether what was written is still there.
func (c *checkpoint) written(o *Options) bool {
	for _, part := range slices.Concat(c.Out.Parts, c.Marked.Copies.Parts) {
		if _, err := os.Stat(part.Name); err != nil {
			return false
		}
	}
	if o.remote() || !o.Form.Pages() || c.Clean.Documents == 0 {
		return true
	}
	return output.CheckPages(o.Out) != nil // something is in the folder
}

// free returns output.ErrThere when something is in the place of what a new run
// writes.
func free(o *Options) error {
	var err error
	files, copies := o.files(), o.copies()
	switch {
	case o.remote(): // what is beside it is looked at
	case o.Form.Pages():
		err = output.CheckPages(o.Out)
	default:
		err = files.Check()
	}
	if err == nil && o.separates() {
		err = copies.Check()
	}
	if _, there := os.Lstat(RejectsName(o.State)); err == nil && there == nil {
		err = fmt.Errorf("%s: %w", RejectsName(o.State), output.ErrThere)
	}
	if err != nil {
		return fmt.Errorf("%w; it is not of this run: name another output, or replace it with --overwrite", err)
	}
	return nil
}

// clean removes what an earlier run left.
func clean(o *Options, p *progress) error {
	if err := removeAll(RejectsName(o.State), IDsName(o.State)); err != nil || o.remote() {
		return err
	}
	if err := os.RemoveAll(UnitsName(o.State)); err != nil {
		return err
	}
	if o.Form.Pages() {
		return output.RemovePages(o.Out)
	}
	files, spool, copies := o.files(), o.spool(), o.copies()
	err := errors.Join(files.Remove(p.Out), spool.Remove(p.Clean.Spool))
	if o.separates() || p.Marked.Copies.Total() > 0 {
		err = errors.Join(err, copies.Remove(p.Marked.Copies))
	}
	return err
}

func removeAll(names ...string) error {
	var errs []error
	for _, name := range names {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Own returns what tells the files that a backfill to an output writes, so that
// they are not read when the output is in a folder of inputs.
func Own(out string) func(name string) bool {
	if out == "" || out == Stdout {
		return func(string) bool { return false }
	}
	if whole, err := filepath.Abs(out); err == nil {
		out = whole
	}
	return func(name string) bool {
		whole, err := filepath.Abs(name)
		return err == nil && output.Owns(out, whole)
	}
}
