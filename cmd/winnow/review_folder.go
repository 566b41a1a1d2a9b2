package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/rulesets"
)

// ruleFolder is rules in a folder of this machine. Who put them there is not known.
type ruleFolder struct{ dir string }

// current is part of rulePlace. A folder that is not there has no rules yet.
func (f ruleFolder) current(context.Context) (*rulesets.Version, error) {
	files, err := rulesets.Read(os.DirFS(f.dir))
	if errors.Is(err, fs.ErrNotExist) {
		return &rulesets.Version{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("folder %s: %w", f.dir, err)
	}
	return &rulesets.Version{Files: files}, nil
}

// changes is part of rulePlace.
func (f ruleFolder) changes(context.Context) func(string) (at time.Time, by, note string) {
	return func(name string) (time.Time, string, string) {
		info, err := os.Stat(f.path(name))
		if err != nil {
			return time.Time{}, "", "" // it has just been taken away
		}
		return info.ModTime(), "", ""
	}
}

func (f ruleFolder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// put is part of rulePlace. It writes the files that are others than they were, and
// removes those that are gone; in a folder there is no way to change two at once.
func (f ruleFolder) put(ctx context.Context, v, instead *rulesets.Version) (string, error) {
	now, err := f.current(ctx)
	if err != nil {
		return "", err
	}
	if !maps.EqualFunc(now.Files, instead.Files, bytes.Equal) {
		return "", fmt.Errorf("somebody has changed the rules in %s meanwhile: look at them again", f.dir)
	}
	for name, data := range v.Files {
		if was, there := now.Files[name]; there && bytes.Equal(was, data) {
			continue
		}
		if err := f.write(name, data); err != nil {
			return "", err
		}
	}
	for name := range now.Files {
		if _, stays := v.Files[name]; stays {
			continue
		}
		if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("rules: %w", err)
		}
	}
	return fmt.Sprintf("In force in %s: whoever cleans with it takes it within seconds.", f.dir), nil
}

func (f ruleFolder) write(name string, data []byte) error {
	if err := rulesets.CheckFile(name, int64(len(data))); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o755); err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	return output.WriteWhole(f.path(name), func(w io.Writer) error { _, err := w.Write(data); return err })
}
