package output

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Options say what files a run writes.
type Options struct {
	Name        string // of the file; with rotation, the names of the parts are made of it
	Form        *Form
	RotateBytes int64 // a file is complete when it has so many bytes, as they are stored; 0: never
	RotateAfter int   // or so many documents; 0: never
}

// Set is the files of a run. It is a Target.
type Set struct {
	options Options
	packed  Compression
	state   State
	part    *part
}

// Rotates reports whether there may be several files.
func (o *Options) Rotates() bool { return o.RotateBytes > 0 || o.RotateAfter > 0 }

// partDigits is how many digits the number of a part has at least.
const partDigits = 5

// partName returns the name of a part, counted from 0: of out.jsonl.zst it is
// out-00001.jsonl.zst.
func (o *Options) partName(i int) string {
	if !o.Rotates() {
		return o.Name
	}
	return Numbered(o.Name, i+1)
}

// Numbered returns the name of the file with a number, from 1, that belongs to an
// output: of out.jsonl.zst and 1 it is out-00001.jsonl.zst.
func Numbered(name string, number int) string {
	stem, suffixes := splitName(name)
	return fmt.Sprintf("%s-%05d%s", stem, number, suffixes)
}

// splitName splits a name before the suffix of its form and its compression.
func splitName(name string) (stem, suffixes string) {
	plain, packed := splitCompression(name)
	suffix := filepath.Ext(plain)
	return strings.TrimSuffix(plain, suffix), suffix + string(packed)
}

// Beside returns the name of a file that belongs to an output: of out.jsonl.zst
// and "rejects.jsonl" it is out.rejects.jsonl, of out.parquet it is
// out.parquet.rejects.jsonl, so that an archive can be written in two forms.
func Beside(name, suffix string) string {
	name = strings.TrimRight(name, `/\`)
	if stem, suffixes := splitName(name); slices.Contains(Forms[0].Suffixes, strings.TrimSuffix(strings.TrimSuffix(suffixes, string(Gzip)), string(Zstd))) {
		name = stem
	}
	return name + "." + suffix
}

// Owns reports whether a name is that of a file which a run that writes to an
// output writes, or of one beside it.
func Owns(out, name string) bool {
	out = strings.TrimRight(out, `/\`)
	if name == out || strings.HasPrefix(name, out+".") || strings.HasPrefix(name, out+string(filepath.Separator)) {
		return true
	}
	stem, suffixes := splitName(out)
	if rest, of := strings.CutPrefix(name, stem+"-"); of && strings.Contains(rest, suffixes) && strings.Trim(rest[:min(len(rest), partDigits)], "0123456789") == "" {
		return true
	}
	for _, suffix := range []string{"rejects.jsonl", "manifest.json", "unmarked.", "copies.", "units"} {
		if strings.HasPrefix(name, Beside(out, suffix)) {
			return true
		}
	}
	return strings.HasPrefix(name, BesideLike(out, "copies"))
}

// BesideLike returns the name of another output of the same form: of
// out.jsonl.zst and "copies" it is out.copies.jsonl.zst.
func BesideLike(name, middle string) string {
	stem, suffixes := splitName(name)
	return stem + "." + middle + suffixes
}

// partial is the suffix of a file that is not complete.
const partial = ".partial"

// workName is the file that is written. Forms that can't be appended to are
// spooled as packed lines.
func (s *Set) workName() string { return s.options.partName(len(s.state.Parts)) + partial }

func (s *Set) workPacked() Compression {
	if s.options.Form.whole != nil {
		return Zstd
	}
	if s.options.Form.alone && s.packed == Gzip {
		return Plain
	}
	return s.packed
}

// Check returns ErrThere when a file is there that a new run would write.
func (o *Options) Check() error {
	for _, name := range []string{o.Name, o.partName(0), o.partName(0) + partial, ManifestName(o.Name)} {
		there, err := exists(name)
		if err != nil {
			return err
		}
		if there {
			return fmt.Errorf("%s: %w", name, ErrThere)
		}
	}
	return nil
}

// Names returns the files that a new run would write or remove, of the numbered
// ones those that are there.
func (o *Options) Names() []string {
	names := []string{o.Name, ManifestName(o.Name)}
	for i := 0; ; i++ {
		name := o.partName(i)
		names = append(names, name, name+partial)
		if there, err := exists(name); !there || err != nil || !o.Rotates() {
			return names
		}
	}
}

// Remove removes what an earlier run left: its complete files, those that it
// was writing, and its manifest.
func (o *Options) Remove(state State) error {
	names := []string{o.Name, ManifestName(o.Name)}
	for i := range len(state.Parts) + 1 {
		names = append(names, o.partName(i), o.partName(i)+partial)
	}
	for _, name := range names {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// OpenSet opens the files of a run where a state says that they end; the zero
// State is a new run. What is not as the state says is an error.
func OpenSet(ctx context.Context, o Options, state State) (*Set, error) {
	_, packed := splitCompression(o.Name)
	s := &Set{options: o, packed: packed, state: state}
	for i := range state.Parts {
		if there, err := exists(state.Parts[i].Name); err != nil || !there {
			return nil, errors.Join(err, fmt.Errorf("%s was written and is not there", state.Parts[i].Name))
		}
	}
	if state.Sealing {
		_, err := s.Seal(ctx)
		return s, err
	}
	if state.Bytes == 0 {
		return s, nil
	}
	var err error
	s.part, err = openPart(s.workName(), state.Bytes, s.workPacked())
	return s, err
}

// Encode is as Target has it.
func (s *Set) Encode(doc *Document) ([]byte, error) {
	if s.options.Form.whole != nil {
		return encodeLine(doc, Plain)
	}
	return s.options.Form.encode(doc, s.packed)
}

// Write is as Target has it.
func (s *Set) Write(_ context.Context, _ *Document, encoded []byte) error {
	if err := s.begin(); err != nil {
		return err
	}
	s.state.Documents++
	_, err := s.part.packer.Write(encoded)
	return err
}

// begin opens the next file, unless one is open.
func (s *Set) begin() (err error) {
	if s.part != nil {
		return nil
	}
	if s.part, err = openPart(s.workName(), 0, s.workPacked()); err != nil || s.options.Form.header == nil {
		return err
	}
	header, err := s.options.Form.header(s.packed)
	if err != nil {
		return err
	}
	_, err = s.part.packer.Write(header)
	return err
}

// Full is as Target has it.
func (s *Set) Full() bool {
	if s.part == nil || s.state.Documents == 0 {
		return false
	}
	return s.options.RotateAfter > 0 && s.state.Documents >= s.options.RotateAfter ||
		s.options.RotateBytes > 0 && s.part.count.n+int64(s.part.buffer.Buffered()) >= s.options.RotateBytes
}

// Sync is as Target has it.
func (s *Set) Sync(context.Context) (State, error) {
	if s.part == nil {
		return s.state, nil
	}
	n, err := s.part.sync()
	s.state.Bytes = n
	return s.state, err
}

// Seal is as Target has it. It can be called again when it was stopped at any
// point: a file that has its name already keeps it.
func (s *Set) Seal(ctx context.Context) (State, error) {
	name := s.options.partName(len(s.state.Parts))
	if err := s.finishPart(ctx, name); err != nil {
		return s.state, err
	}
	if err := s.complete(ctx, name); err != nil {
		return s.state, err
	}
	done, err := describe(name, s.state.Documents)
	if err != nil {
		return s.state, err
	}
	s.state = State{Parts: append(s.state.Parts, done)}
	return s.state, nil
}

// finishPart closes the file that is written. A run without documents has an
// empty one.
func (s *Set) finishPart(ctx context.Context, name string) error {
	if s.part == nil {
		named, err := exists(name)
		written, err2 := exists(s.workName())
		if err = errors.Join(err, err2); err != nil || named || written {
			return err
		}
		if err := s.begin(); err != nil {
			return err
		}
		if s.options.Form.header == nil {
			if err := s.part.packer.empty(); err != nil {
				return err
			}
		}
		if _, err := s.Sync(ctx); err != nil {
			return err
		}
	}
	err := s.part.close()
	s.part = nil
	return err
}

// complete gives the file that was written its name.
func (s *Set) complete(ctx context.Context, name string) error {
	work := s.workName()
	there, err := exists(work)
	switch {
	case err != nil:
		return err
	case !there: // it has its name
		return nil
	case s.options.Form.whole == nil:
		return rename(work, name)
	}
	return s.convert(ctx, work, name)
}

// Close is as Target has it.
func (s *Set) Close() error {
	if s.part == nil {
		return nil
	}
	return s.part.close()
}
