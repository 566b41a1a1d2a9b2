package output

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pages is a folder with one file a document, named by its id. It is a Target.
// A file is there whole or not at all; writing a document again writes the same
// file.
type Pages struct {
	folder  string
	form    *Form
	state   State
	pending []string // files that are not sure to be on the disk
}

// CheckPages returns ErrThere when a folder is there and not empty.
func CheckPages(folder string) error {
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("%s: %w", folder, ErrThere)
	}
	return nil
}

// RemovePages removes a folder of pages with all that is in it. Where a file is in it
// that is no page, whoever wrote it, nothing is removed and that is an error.
func RemovePages(folder string) error {
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || isPage(entry.Name()) {
			return err
		}
		return fmt.Errorf("%s: it is no document, and so the folder is not replaced: empty it, or name another", name)
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return os.RemoveAll(folder)
}

// isPage reports whether a name is that of a file of pages, in any form.
func isPage(name string) bool {
	suffix := filepath.Ext(strings.TrimSuffix(name, partial))
	return slices.ContainsFunc(Forms, func(f *Form) bool { return f.Pages() && f.pages == suffix })
}

// OpenPages opens a folder, and makes it where it is not there.
func OpenPages(folder string, form *Form, state State) (*Pages, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	return &Pages{folder: folder, form: form, state: state}, nil
}

// Encode is as Target has it.
func (p *Pages) Encode(doc *Document) ([]byte, error) { return p.form.encode(doc, Plain) }

// Write is as Target has it.
func (p *Pages) Write(_ context.Context, doc *Document, encoded []byte) error {
	name := filepath.Join(p.folder, p.nameOf(doc)+p.form.pages)
	if err := writeAside(name, encoded); err != nil {
		return err
	}
	p.pending = append(p.pending, name)
	p.state.Documents++
	return nil
}

// nameOf returns the name of a document's file, without its suffix. No folder is
// named as a file is: it would be in the place of one, and which of them came first
// would say what they are named.
func (p *Pages) nameOf(doc *Document) string {
	folders, _ := path.Split(doc.Wire.ID)
	for folder := range strings.SplitSeq(folders, "/") {
		if strings.HasSuffix(strings.TrimSuffix(folder, partial), p.form.pages) {
			return digestName(doc.Wire.ID, doc.Place)
		}
	}
	return FileName(doc.Wire.ID, doc.Place)
}

func writeAside(name string, content []byte) error {
	err := os.WriteFile(name+partial, content, 0o644)
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name+partial, content, 0o644)
}

// Full is as Target has it: a folder never is.
func (*Pages) Full() bool { return false }

// Sync is as Target has it.
func (p *Pages) Sync(context.Context) (State, error) {
	folders := make(map[string]bool)
	for _, name := range p.pending {
		file, err := os.Open(name + partial)
		if err != nil {
			return p.state, err
		}
		if err := errors.Join(syncFile(file), file.Close()); err != nil {
			return p.state, err
		}
		if err := os.Rename(name+partial, name); err != nil {
			return p.state, err
		}
		folders[filepath.Dir(name)] = true
	}
	p.pending = p.pending[:0]
	for folder := range folders {
		if err := SyncFolder(folder); err != nil {
			return p.state, err
		}
	}
	return p.state, nil
}

// Seal is as Target has it.
func (p *Pages) Seal(ctx context.Context) (State, error) { return p.Sync(ctx) }

// Close is as Target has it.
func (*Pages) Close() error { return nil }

// longestName is the longest name of a file that is made of an id, in bytes.
// File systems take 255, the suffixes included.
const longestName = 160

// FileName returns the name of a document's file, without a suffix: its id where
// that can be one, with folders where it is a path such as a file of an input
// has. What a file system does not take is replaced, and then the name ends in a
// digest of the id, so that two ids never have one name. Place is empty, or tells
// apart documents with the same id.
func FileName(id, place string) string {
	if place == "" && isPath(id) {
		return id
	}
	return digestName(id, place)
}

// isPath reports whether an id can be the name of a file below a folder as it
// is.
func isPath(id string) bool {
	if !filepath.IsLocal(id) || path.Clean(id) != id {
		return false
	}
	for segment := range strings.SplitSeq(id, "/") {
		if segment != plainSegment(segment) {
			return false
		}
	}
	return true
}

// plainSegment returns what of a name every file system takes.
func plainSegment(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || strings.ContainsRune(`/\:*?"<>|%`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.Trim(name, ". ")
	for len(name) > longestName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

// digestName returns what of an id can be a name, with a digest of all of it.
func digestName(id, place string) string {
	sum := sha256.Sum256([]byte(id + "\x00" + place))
	return plainSegment(id) + "~" + hex.EncodeToString(sum[:8])
}
