package archive

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Stdin is the name of standard input.
const Stdin = "-"

// Input is one file that is read, a part of one, or standard input, or a source.
type Input struct {
	Name     string `json:"name"`
	Size     int64  `json:"size"`             // bytes as they are stored; 0 of what has no size
	Modified int64  `json:"modified"`         // nanoseconds since 1970
	Source   Source `json:"-"`                // nil: a file, or standard input; else Name says all that tells its records from others
	Walked   bool   `json:"walked,omitempty"` // it was found in a folder, and not named

	// Of a part: the Offset of the mark where it begins, and of the one where the
	// next part does; 0: the end of the file. See Cut.
	From  int64 `json:"from,omitempty"`
	Until int64 `json:"until,omitempty"`

	Before int64 `json:"before,omitempty"` // stored bytes of its file before a part
}

// Inputs is all that is read, in order.
type Inputs []Input

// Find returns the files that names mean: files, globs that the shell left, and
// folders, which are walked in the order of names. Names that begin with a dot
// are left out in folders, and so is what leave reports true for. Nothing that
// is named may be missing. What a folder holds that is neither text nor an archive
// is found too, and passed over when it is read.
func Find(ctx context.Context, names []string, leave func(name string) bool) (Inputs, error) {
	var found Inputs
	for _, name := range names {
		if err := found.add(ctx, name, leave); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (in *Inputs) add(ctx context.Context, name string, leave func(string) bool) error {
	if name == Stdin {
		*in = append(*in, Input{Name: Stdin})
		return nil
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return in.walk(ctx, name, leave)
	case err == nil:
		*in = append(*in, input(name, info))
		return nil
	case !strings.ContainsAny(name, "*?["):
		return err
	}
	matches, globErr := filepath.Glob(name)
	switch {
	case globErr != nil:
		return fmt.Errorf("%s: %w", name, globErr)
	case len(matches) == 0:
		return fmt.Errorf("%s: no file matches", name)
	}
	for _, match := range matches {
		if err := in.add(ctx, match, leave); err != nil {
			return err
		}
	}
	return nil
}

func (in *Inputs) walk(ctx context.Context, root string, leave func(string) bool) error {
	before, own := len(*in), false
	root = filepath.Clean(root) + string(filepath.Separator) // a link is walked too
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case name != root && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		case leave != nil && leave(name):
			own = true
			return nil
		}
		info, err := os.Stat(name) // of what a link leads to
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		found := input(name, info)
		found.Walked = true
		*in = append(*in, found)
		return nil
	})
	if err == nil && len(*in) == before && own {
		return fmt.Errorf("%s: all files in this folder are taken for the output's own: name another output", root)
	}
	if err == nil && len(*in) == before {
		return fmt.Errorf("%s: no files in this folder", filepath.Clean(root))
	}
	return err
}

func input(name string, info fs.FileInfo) Input {
	found := Input{Name: name, Modified: info.ModTime().UnixNano()}
	if info.Mode().IsRegular() {
		found.Size = info.Size()
	}
	return found
}

// ReadList returns the names in a list, one a line. Blank lines are left out,
// and those that begin with '#'.
func ReadList(from io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		if name := strings.TrimSpace(lines.Text()); name != "" && name[0] != '#' {
			names = append(names, name)
		}
	}
	return names, lines.Err()
}

// Rereadable reports whether the inputs can be read a second time.
func (in Inputs) Rereadable() bool {
	for i := range in {
		if in[i].Source != nil {
			continue
		}
		if in[i].Name == Stdin {
			return false
		}
		if info, err := os.Stat(in[i].Name); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// Bytes returns the size of all inputs, as they are stored; 0 when that is not
// known.
func (in Inputs) Bytes() int64 {
	var sum int64
	for i := range in {
		if in[i].Name == Stdin {
			return 0
		}
		sum += in[i].Size
	}
	return sum
}

// Digest names the inputs as they are: their names, sizes and times, in hex.
func (in Inputs) Digest() string {
	h := sha256.New()
	for i := range in {
		fmt.Fprintf(h, "%s %d %d\n", in[i].Name, in[i].Size, in[i].Modified)
		if in[i].From != 0 || in[i].Until != 0 {
			fmt.Fprintf(h, "%d %d\n", in[i].From, in[i].Until)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
