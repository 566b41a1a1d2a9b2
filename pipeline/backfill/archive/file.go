package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrManyDocuments says that a file is an archive: it may hold any number of
// documents.
var ErrManyDocuments = errors.New("an archive of documents")

// ReadFile returns the bytes of a file that is one document, decompressed; name
// may be Stdin. It returns at most limit+1 bytes, so that whoever knows the limit
// sees that there is too much. It returns ErrManyDocuments when the bytes are an
// archive, or when the name says so of a form that bytes don't tell. What can't
// be interrupted, such as a pipe that says nothing, is given up on when ctx is
// done, with its error.
func ReadFile(ctx context.Context, name string, stdin io.Reader, limit int) ([]byte, error) {
	var from io.Reader
	switch {
	case name == Stdin:
		from = stdin
	case !regular(name):
		lazy := &lazyFile{name: name}
		defer lazy.close(ctx)
		from = lazy
	}
	if from != nil {
		from = &cancelableReader{ctx: ctx, from: from, buffer: make([]byte, bufferBytes)}
	}
	s, err := openStream(name, from)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && ofSystem(err):
		return nil, err
	case err != nil:
		return nil, brokenOff(err)
	}
	defer s.close() // it was only read
	if form := manyIn(name, s.head()); form != nil {
		return nil, fmt.Errorf("%w (%s: %s)", ErrManyDocuments, form.name, form.doc)
	}
	content, err := io.ReadAll(io.LimitReader(s.bytes, int64(limit)+1))
	if err != nil && ctx.Err() == nil && !ofSystem(err) {
		err = brokenOff(err)
	}
	return content, err
}

// manyIn returns the form of an archive; nil for what is one document, or nothing
// that is known. What is named as JSON must look like lines of it: it may be a
// page that was saved under the name of what was asked for.
func manyIn(name string, head []byte) *form {
	form := formOf(name, head)
	if form == nil || form.name == "page" || form.name == "jsonl" && !form.is(head) {
		return nil
	}
	return form
}

// PlainName returns a file's name without the suffix of a compression.
func PlainName(name string) string { return plainName(name) }

// regular reports whether a file can be read without waiting for anybody.
// Missing ones can: the error comes at once.
func regular(name string) bool {
	info, err := os.Stat(name)
	return err != nil || info.Mode().IsRegular() || info.IsDir()
}

// lazyFile is a file that is opened when it is read: to open a named pipe waits
// for its writer.
type lazyFile struct {
	name string
	file *os.File
}

func (f *lazyFile) Read(p []byte) (n int, err error) {
	if f.file == nil {
		if f.file, err = os.Open(f.name); err != nil {
			return 0, err
		}
	}
	return f.file.Read(p)
}

// close closes the file, unless a read of it was given up on and still goes on.
func (f *lazyFile) close(ctx context.Context) {
	if ctx.Err() == nil && f.file != nil {
		f.file.Close() // it was only read
	}
}
