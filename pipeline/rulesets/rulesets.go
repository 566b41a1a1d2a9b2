// Package rulesets takes site rules to where documents are cleaned, while that goes
// on: from a folder that somebody edits, or from a store that all workers look at.
//
//   - rulesets.go: a version of the rules, and where versions come from
//   - folder.go: a folder on a disk
//   - follow.go: takes each version, or refuses it and keeps the one before
//   - engine.go: the engine that cleans under what was taken
//
// A version is taken whole or not at all. Loading it is the work of one goroutine
// beside those that clean; what those do is to read one pointer a document.
package rulesets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/siterules"
)

// Version is the rules as they are, or were, in one place at one time. It is not
// changed once it is made.
type Version struct {
	Files    map[string][]byte // by name, with slashes
	Revision uint64            // of a store, where a later one has a higher; 0 of a folder
	At       time.Time         // when it was stored; of a folder, when it was first seen
	By       string            // who stored it; may be empty
	Note     string            // why, in a line; may be empty
	Digest   string            // as who stored it had it; empty of a folder, and of no rules
}

// Load returns the rules of the version. Its error is that of siterules.Load.
func (v *Version) Load() (*siterules.Set, error) { return siterules.FromFiles(v.Files) }

// Source is where versions come from. One goroutine uses it.
type Source interface {
	// Current returns the version that is to hold now: the same pointer as before
	// where it is the same version. It returns ErrNone where there are no rules, a
	// BrokenError where there is a version that can't be one, and any other error
	// where it can't look, which may pass.
	Current(context.Context) (*Version, error)
	// String says for people where the rules come from.
	String() string
}

// Keeper is a Source that has earlier versions too.
type Keeper interface {
	Source
	// Before returns the newest version that is older than a revision, or ErrNone.
	Before(ctx context.Context, revision uint64) (*Version, error)
}

// ErrNone says that a source has no rules. Those of a folder without files are none
// as well, and yet a version.
var ErrNone = errors.New("there are no rules")

// BrokenError is of a version that can't be read, whatever is tried.
type BrokenError struct {
	Revision uint64
	Err      error
}

func (e *BrokenError) Error() string { return e.Err.Error() }

// Unwrap returns why.
func (e *BrokenError) Unwrap() error { return e.Err }

// The bounds of a version. Public collections of rules have some thousand files of a
// few hundred bytes each, and lists of filters have a few megabytes.
const (
	MostFiles     = 20_000
	MostFileBytes = 8 << 20
	MostBytes     = 64 << 20
)

// CheckFile returns an error for a file that can't be one of a version.
func CheckFile(name string, size int64) error {
	switch {
	case !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\\x00\r\n"):
		return fmt.Errorf("%q is no name for a file of rules", name)
	case size > MostFileBytes:
		return fmt.Errorf("%s: %d bytes, at most %d", name, size, int64(MostFileBytes))
	}
	return nil
}

// Change is what became of one file from one version to another.
type Change struct {
	Name string
	How  byte // '+' it came, '-' it went, '~' it is another
}

// Changes returns how files differ, by name. The values are what tells two contents
// apart.
func Changes[V any](before, after map[string]V, same func(a, b V) bool) (all []Change) {
	for name, is := range after {
		switch was, there := before[name]; {
		case !there:
			all = append(all, Change{name, '+'})
		case !same(was, is):
			all = append(all, Change{name, '~'})
		}
	}
	for name := range before {
		if _, there := after[name]; !there {
			all = append(all, Change{name, '-'})
		}
	}
	slices.SortFunc(all, func(a, b Change) int { return strings.Compare(a.Name, b.Name) })
	return all
}
