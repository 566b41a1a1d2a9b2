package rulesets

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/siterules"
)

// Folder is a folder of rules that somebody may change at any time, file by file.
// Every look asks for the sizes and times of all files. No event is asked for:
// network file systems have none, and the folder itself may be replaced, as
// Kubernetes does with a ConfigMap.
type Folder struct {
	dir   string
	at    *Version // what the last look returned
	as    string   // how the files were when that was read
	state string   // how the last look found them
}

// NewFolder returns a folder that was not looked at yet.
func NewFolder(dir string) *Folder { return &Folder{dir: dir} }

// String is part of Source.
func (f *Folder) String() string { return f.dir }

// Current is part of Source. A change is returned once two looks found the same, so
// that one that is still being written is none yet.
func (f *Folder) Current(context.Context) (*Version, error) {
	folder := os.DirFS(f.dir)
	state, err := stateOf(folder)
	if err != nil {
		return nil, fmt.Errorf("folder %s: %w", f.dir, err)
	}
	settled := state == f.state || f.at == nil
	f.state = state
	if !settled || f.at != nil && state == f.as {
		return f.at, nil
	}
	files, err := Read(folder)
	if err != nil {
		return nil, fmt.Errorf("folder %s: %w", f.dir, err)
	}
	f.at, f.as = &Version{Files: files, At: time.Now()}, state
	return f.at, nil
}

// stateOf returns what changes whenever a file does.
func stateOf(folder fs.FS) (string, error) {
	var state strings.Builder
	err := eachFile(folder, func(name string, info fs.FileInfo) error {
		_, err := fmt.Fprintf(&state, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		return err
	})
	return state.String(), err
}

// Read returns the files of a folder that have rules.
func Read(folder fs.FS) (files map[string][]byte, err error) {
	files = make(map[string][]byte)
	total := 0
	err = eachFile(folder, func(name string, info fs.FileInfo) error {
		if err := CheckFile(name, info.Size()); err != nil {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		if total += len(data); total > MostBytes {
			return fmt.Errorf("more than %d bytes of rules", MostBytes)
		}
		files[name] = data
		return nil
	})
	return files, err
}

// eachFile calls visit with every file that has rules. Folders whose names begin with
// a dot are left out, as siterules.Load leaves them out.
func eachFile(folder fs.FS, visit func(name string, info fs.FileInfo) error) error {
	n := 0
	return fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && strings.HasPrefix(path.Base(name), "."):
			return fs.SkipDir
		case entry.IsDir() || !siterules.IsFile(name):
			return nil
		}
		info, err := fs.Stat(folder, name) // of what a link leads to
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		if n++; n > MostFiles {
			return fmt.Errorf("more than %d files of rules", MostFiles)
		}
		return visit(name, info)
	})
}
