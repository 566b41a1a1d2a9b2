package backfill

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
)

// ErrIsInput says that a run would write over what it reads.
var ErrIsInput = errors.New("it is an input too, and what is read is never written over: name another output")

// spareInputs returns ErrIsInput when a file that the run writes or removes is one
// of its inputs, under whatever name.
func (o *Options) spareInputs() error {
	if o.Sample > 0 || o.Out == Stdout {
		return nil
	}
	names := []string{RejectsName(o.State), CheckpointName(o.State), IDsName(o.State)}
	folders := []string{UnitsName(o.State)}
	if !o.remote() {
		files, spool, copies := o.files(), o.spool(), o.copies()
		names = append(names, files.Names()...)
		names = append(names, spool.Names()...)
		names = append(names, copies.Names()...)
		folders = append(folders, o.Out)
	}
	return Spare(o.In, names, folders)
}

// Spare returns ErrIsInput, wrapped with the name, when one of the inputs is one of
// the files or is in one of the folders. Names that are not there are no files.
func Spare(in archive.Inputs, names, folders []string) error {
	written := make(map[int64][]fs.FileInfo) // by size, so that few are compared
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			written[info.Size()] = append(written[info.Size()], info)
		}
	}
	var below []string
	for _, name := range folders {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			below = append(below, resolved(name)+string(filepath.Separator))
		}
	}
	for i := range in {
		if in[i].Name == archive.Stdin || in[i].Source != nil {
			continue
		}
		if err := spare(&in[i], written, below); err != nil {
			return err
		}
	}
	return nil
}

func spare(in *archive.Input, written map[int64][]fs.FileInfo, below []string) error {
	for _, other := range written[in.Size] {
		if info, err := os.Stat(in.Name); err == nil && os.SameFile(info, other) {
			return fmt.Errorf("%s: %w", in.Name, ErrIsInput)
		}
	}
	for _, folder := range below {
		if strings.HasPrefix(resolved(in.Name), folder) {
			return fmt.Errorf("%s: %w", in.Name, ErrIsInput)
		}
	}
	return nil
}

// resolved returns the whole path of a file that is there, without links.
func resolved(name string) string {
	if path, err := filepath.EvalSymlinks(name); err == nil {
		name = path
	}
	if path, err := filepath.Abs(name); err == nil {
		name = path
	}
	return name
}
