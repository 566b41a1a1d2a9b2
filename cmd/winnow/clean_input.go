package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
)

// cleanInput is one file that is cleaned.
type cleanInput struct {
	name   string
	place  string // its name below the folder of outputs: relative to the folder that was walked, else its last element
	to     string // the file that is written; empty: standard output
	err    error  // why it can't be read
	walked bool   // it was found in a folder, and not named
}

// inputs returns the files that are named. What can't be found is an input with
// an error, so that it costs the others nothing. It reports whether several
// files are meant: also a folder that happens to have one.
func (c *cleanCmd) inputs(ctx context.Context) (all []cleanInput, several bool) {
	names, globs := expanded(c.Files)
	folders := 0
	for _, name := range names {
		if isFolder(name) {
			folders++
		}
	}
	for _, name := range names {
		if err := isAddress(name); err != nil {
			all = append(all, cleanInput{name: name, err: err})
			continue
		}
		found, err := archive.Find(ctx, []string{name}, c.own(name))
		if err != nil {
			all = append(all, cleanInput{name: name, err: err})
		}
		for i := range found {
			all = append(all, cleanInput{name: found[i].Name, place: placeOf(name, found[i].Name, folders > 1), walked: found[i].Walked})
		}
	}
	return all, globs || folders > 0 || len(all) > 1
}

// expanded returns names with what globs that the shell left match, and whether
// there were any.
func expanded(names []string) (all []string, globs bool) {
	for _, name := range names {
		matches, err := filepath.Glob(name)
		if _, there := os.Stat(name); there == nil || err != nil || len(matches) == 0 {
			matches = []string{name}
		} else {
			globs = true
		}
		all = append(all, matches...)
	}
	return all, globs
}

// placeOf returns the name below the folder of outputs of a file that was found
// under a name. Where several folders were named each keeps its own.
func placeOf(named, found string, several bool) string {
	if !isFolder(named) {
		if found == archive.Stdin {
			return "stdin"
		}
		return filepath.Base(found)
	}
	within, err := filepath.Rel(named, found)
	if err != nil {
		return filepath.Base(found)
	}
	if whole, err := filepath.Abs(named); several && err == nil {
		return filepath.Join(filepath.Base(whole), within)
	}
	return within
}

// own returns what tells the files of the folder of outputs, when that is inside
// a folder of inputs: they are not read again.
func (c *cleanCmd) own(root string) func(string) bool {
	out := filepath.Clean(c.Out)
	if c.Out == "" || out == filepath.Clean(root) {
		return nil
	}
	return func(name string) bool {
		return name == out || strings.HasPrefix(name, out+string(filepath.Separator))
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// isAddress returns an error for a file that is an address, which says how to clean
// what is there.
func isAddress(name string) error {
	if !strings.HasPrefix(name, "http://") && !strings.HasPrefix(name, "https://") {
		return nil
	}
	if _, err := os.Stat(name); err == nil {
		return nil // somebody has such a folder
	}
	quoted := "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	return fmt.Errorf("winnow fetches nothing; curl -sL %s | winnow clean --url %s", quoted, quoted)
}
