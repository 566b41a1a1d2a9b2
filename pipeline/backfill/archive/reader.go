package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Archive reads several inputs, one after the other. One goroutine uses it.
type Archive struct {
	inputs  Inputs
	options Options
	form    *form // nil: told from the bytes
	stdin   *cancelableReader
	at      Mark // the place behind what was returned

	stream *stream // nil between inputs
	reader reader
	left   int   // records of the input that are left out still
	before int64 // stored bytes of the inputs that are done with
	passed int   // files that were passed over
	count  int   // of the input that was read last
}

// Open returns a reader of inputs from a mark on; the zero Mark is their
// beginning. Stdin is read where an input is Stdin. It fails when there is no
// such form.
func Open(inputs Inputs, at Mark, stdin io.Reader, o Options) (*Archive, error) {
	a := &Archive{inputs: inputs, options: o.withDefaults(), at: at, stdin: newCancelableReader(stdin)}
	if o.Form != "" {
		form, err := formNamed(o.Form)
		if err != nil {
			return nil, err
		}
		a.form = form
	}
	for i := range min(at.Input, len(inputs)) {
		a.before += inputs[i].Size
	}
	return a, nil
}

// Next returns the next record. It returns io.EOF after the last, ctx's error
// when that is done, and otherwise what the operating system says of an input.
func (a *Archive) Next(ctx context.Context) (*Record, error) {
	a.stdin.ctx = ctx
	if r, is := a.reader.(*sourceReader); is {
		r.ctx = ctx
	}
	for {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if a.reader == nil {
			if a.at.Input >= len(a.inputs) {
				return nil, io.EOF
			}
			switch err := a.open(ctx); {
			case err != nil && (ofSystem(err) || ctx.Err() != nil):
				return nil, fmt.Errorf("%s: %w", a.name(), errors.Join(err, a.Close()))
			case errors.Is(err, errUnknown) && a.inputs[a.at.Input].Walked:
				a.passed++
				a.end()
				continue
			case err != nil:
				return a.broken(err), nil
			}
		}
		r, err := a.reader.next()
		switch {
		case ctx.Err() != nil: // a read of standard input may have been given up on
			return nil, ctx.Err()
		case errors.Is(err, io.EOF) || err == nil && a.behind(r):
			a.end()
		case err != nil && ofSystem(err):
			return nil, fmt.Errorf("%s: %w", a.name(), err)
		case err != nil:
			return a.broken(brokenOff(err)), nil
		case a.left > 0:
			a.left--
		default:
			return a.placed(r), nil
		}
	}
}

// placed completes what a reader knows of a record.
func (a *Archive) placed(r *Record) *Record {
	if a.stream != nil {
		r.File, r.Read = a.name(), a.readOf(&a.inputs[a.at.Input])
	}
	r.Read += a.before
	r.After.Input = a.at.Input
	a.at = r.After
	return r
}

// behind reports whether a record is of the next part of its input.
func (a *Archive) behind(r *Record) bool {
	until := a.inputs[a.at.Input].Until
	return until > 0 && r.Offset >= until
}

// readOf returns how many of the stored bytes of an input were read.
func (a *Archive) readOf(in *Input) int64 {
	if in.From == 0 && in.Until == 0 {
		return a.stream.read()
	}
	return min(max(a.stream.read()-in.Before, 0), in.Size)
}

// Count returns the number of the last record of the input that was read last,
// blank lines counted, where its form numbers the records of a part from the
// beginning of that part, and else 0.
func (a *Archive) Count() int { return a.count }

func (a *Archive) name() string {
	if a.inputs[a.at.Input].Name == Stdin {
		return "stdin"
	}
	return a.inputs[a.at.Input].Name
}

// open opens the input that is next and puts its reader where the mark is.
func (a *Archive) open(ctx context.Context) (err error) {
	if source := a.inputs[a.at.Input].Source; source != nil {
		records, err := source.Open(ctx, a.at)
		if err != nil {
			return sourceError{err}
		}
		a.left, a.reader = a.at.Skip, &sourceReader{ctx, records}
		return nil
	}
	var stdin io.Reader
	if a.inputs[a.at.Input].Name == Stdin {
		stdin = a.stdin
	}
	if a.stream, err = openStream(a.inputs[a.at.Input].Name, stdin); err != nil {
		return brokenOff(err)
	}
	form := a.form
	if form == nil && a.inputs[a.at.Input].Walked && isAsset(a.stream.name) {
		return errUnknown
	}
	if form == nil {
		if form = formOf(a.stream.name, a.stream.head()); form == nil {
			return unknown(a.stream.head())
		}
	}
	in, at := &a.inputs[a.at.Input], a.at
	at.Offset, a.stream.until = max(at.Offset, in.From), in.Until
	a.left = at.Skip
	if a.reader, err = form.open(a.stream, at, &a.options); err != nil {
		return brokenOff(err)
	}
	return nil
}

// errUnknown is of an input whose form is none of the list.
var errUnknown = refuse(ReasonUnknown, "neither text nor an archive in a form that is known: %s", strings.Join(Forms(), ", "))

// packages are files that may hold documents and are not read, by where their
// magic number is. A folder with one is not read in silence.
var packages = []struct {
	name  string
	at    int
	magic string
}{
	{"a ZIP file", 0, "PK\x03\x04"},
	{"a tar file", 257, "ustar"},
	{"a 7-Zip file", 0, "7z\xbc\xaf\x27\x1c"},
	{"a RAR file", 0, "Rar!\x1a\x07"},
	{"packed with lz4", 0, "\x04\x22\x4d\x18"},
	{"packed with compress", 0, "\x1f\x9d"},
}

// unknown returns what is said of an input that begins with no known form.
func unknown(head []byte) error {
	for _, p := range packages {
		if len(head) > p.at && bytes.HasPrefix(head[p.at:], []byte(p.magic)) {
			return refuse(ReasonUnknown, "it is %s, which is not read: unpack it first", p.name)
		}
	}
	return errUnknown
}

// Passed returns how many files in folders were passed over: pictures, say.
func (a *Archive) Passed() int { return a.passed }

// broken returns the record that says what is wrong with the rest of an input.
// Behind it is the next input.
func (a *Archive) broken(err error) *Record {
	r := &Record{
		File: a.name(), Number: a.at.Number + 1, Offset: a.at.Offset, Unit: "record",
		Open:     func() (document.Raw, error) { return document.Raw{}, err },
		Original: func() (string, []byte) { return OriginalNone, nil },
	}
	a.end()
	r.After, r.Read = a.at, a.before
	return r
}

// end goes to the next input.
func (a *Archive) end() {
	a.before += a.inputs[a.at.Input].Size
	a.count = 0
	if c, numbers := a.reader.(counter); numbers {
		a.count = c.counted()
	}
	a.Close() // it was only read
	a.at = Mark{Input: a.at.Input + 1}
}

// Close closes the input that is read.
func (a *Archive) Close() error {
	var errs []error
	if a.reader != nil {
		errs = append(errs, a.reader.close())
	}
	if a.stream != nil {
		errs = append(errs, a.stream.close())
	}
	a.reader, a.stream = nil, nil
	return errors.Join(errs...)
}
