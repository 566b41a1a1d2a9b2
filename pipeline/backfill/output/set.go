package output

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// workName is the file that is written. Forms that can't be appended to are
// spooled as packed lines.
func (s *Set) workName() string { return s.options.Work(s.state) }

// Work returns the name of the file that is written in a state.
func (o *Options) Work(state State) string { return o.partName(len(state.Parts)) + partial }

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
	names := []string{o.Name, o.Name + partial, ManifestName(o.Name)}
	if o.Rotates() {
		parts, err := o.parts()
		if err != nil {
			return err
		}
		names = append([]string{o.Name, ManifestName(o.Name)}, parts...)
	}
	for _, name := range names {
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
	names := []string{o.Name, o.Name + partial, ManifestName(o.Name)}
	if o.Rotates() {
		parts, _ := o.parts() // a folder that can't be read is met when it is written to
		names = append(names, parts...)
	}
	return names
}

// Remove removes what an earlier run left: its complete files, those that it
// was writing, and its manifest.
func (o *Options) Remove(state State) error {
	names := []string{o.Name, o.Name + partial, o.Name + whole + partial, ManifestName(o.Name)}
	for i := range state.Parts { // the run may have named its folder otherwise
		names = append(names, filepath.Join(filepath.Dir(o.Name), filepath.Base(state.Parts[i].Name)))
	}
	if o.Rotates() {
		parts, err := o.parts()
		if err != nil {
			return err
		}
		names = append(names, parts...)
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
