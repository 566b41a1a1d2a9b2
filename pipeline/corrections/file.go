package corrections

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// File is a Store in a file, one correction a line, and a folder beside it with the raw
// documents. One process has it open.
type File struct {
	name string
	log  *slog.Logger

	lock   sync.Mutex
	file   *os.File
	held   *fileLock
	all    []Correction
	has    map[string]bool // by ID
	broken int
	ended  bool // the file ends with a line end
	failed error
}

var _ Store = (*File)(nil)

// inputsSuffix is what the folder of raw documents has behind the name of the file.
const inputsSuffix = ".inputs"

// OpenFile opens the corrections in a file, which it makes when it is not there. It
// returns an error when another process has it open. A line that is no correction is
// logged and passed over: the last one, if a crash tore it, and any that somebody broke.
func OpenFile(name string, log *slog.Logger) (_ *File, err error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	f := &File{name: name, log: log, has: make(map[string]bool), ended: true}
	if f.file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, err
	}
	if f.held, err = lockFile(f.file); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.file.Close())
	}
	if err = f.read(f.file); err == nil {
		err = syncFolder(filepath.Dir(name))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
	}
	return f, nil
}

// mostLine is more than the longest line that Add writes: JSON makes six bytes of one.
const mostLine = 6*(MostText+mostNote+2*mostID) + 64<<10

// read reads all lines.
func (f *File) read(from io.Reader) error {
	lines := bufio.NewReaderSize(from, 64<<10)
	for number := 1; ; number++ {
		line, err := readLine(lines)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		f.ended = err == nil || len(line) == 0
		if len(bytes.TrimSpace(line)) > 0 {
			f.take(number, line, err == nil)
		}
		if err != nil {
			return nil
		}
	}
}

// readLine returns a line without its end, of a longer one than mostLine the beginning,
// and io.EOF for what has no line end behind it.
func readLine(from *bufio.Reader) (line []byte, err error) {
	for {
		part, err := from.ReadSlice('\n')
		line = append(line, part[:min(len(part), mostLine-len(line))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(line, []byte("\n")), err
		}
	}
}

func (f *File) take(number int, line []byte, whole bool) {
	c, err := Parse(line)
	switch {
	case err == nil && !f.has[c.ID]:
		f.all, f.has[c.ID] = append(f.all, c), true
	case err == nil: // said twice
	case whole:
		f.broken++
		f.log.Warn("a line is no correction and is passed over", "file", f.name, "line", number, "error", err)
	default:
		f.broken++
		f.log.Warn("the last line is torn and is passed over: whoever wrote it was not told that it was kept", "file", f.name, "line", number)
	}
}

// Broken returns how many lines were passed over.
func (f *File) Broken() int { return f.broken }

// Close lets another process open the file.
func (f *File) Close() error {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.failed = fs.ErrClosed
	return errors.Join(f.held.release(), f.file.Close())
}

// Add is part of Store. When it returned an error, the correction may be kept all the
// same; Add of the same one, with its ID, keeps it once.
func (f *File) Add(ctx context.Context, c *Correction, raw *document.Raw) error {
	if err := c.Check(); err != nil {
		return err
	}
	c.Complete(time.Now())
	f.lock.Lock()
	defer f.lock.Unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case f.failed != nil:
		return fmt.Errorf("%s: %w", f.name, f.failed)
	case f.has[c.ID]:
		return nil
	case c.Withdraws != "" && !f.has[c.Withdraws]:
		return fmt.Errorf("correction %s, which is to be withdrawn: %w", c.Withdraws, ErrUnknown)
	}
	c.Input = ""
	if raw != nil {
		digest, err := f.keep(raw)
		if err != nil {
			return err
		}
		c.Input = digest
	}
	return f.append(c)
}

// append writes a line to the disk.
func (f *File) append(c *Correction) error {
	line, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("correction %s: %w", c.ID, err)
	}
	line = append(line, '\n')
	if !f.ended {
		line = append([]byte("\n"), line...)
	}
	f.ended = false // until all of it is there
	if _, err := f.file.Write(line); err != nil {
		return err
	}
	f.ended = true
	if err := f.file.Sync(); err != nil {
		f.failed = fmt.Errorf("what is on the disk is not known, open it again: %w", err) // a second sync may lie
		return fmt.Errorf("%s: %w", f.name, f.failed)
	}
	f.all, f.has[c.ID] = append(f.all, *c), true
	return nil
}

func (f *File) inputName(digest string) string {
	return filepath.Join(f.name+inputsSuffix, digest+".json.gz")
}

// keep writes a raw document, unless it is there.
func (f *File) keep(raw *document.Raw) (digest string, err error) {
	digest, envelope, err := DigestOf(raw)
	if err != nil {
		return "", err
	}
	name := f.inputName(digest)
	folder := filepath.Dir(name)
	if _, err := os.Stat(name); err == nil { // whoever put it there may have failed right after
		return digest, errors.Join(syncFolder(folder), syncFolder(filepath.Dir(folder)))
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if err := writeSynced(name, record.Gzip(envelope)); err != nil {
		return "", err
	}
	return digest, errors.Join(syncFolder(folder), syncFolder(filepath.Dir(folder)))
}

// writeSynced writes a file whole: a crash leaves all of it or nothing of that name.
func writeSynced(name string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// All is part of Store.
func (f *File) All(ctx context.Context) iter.Seq2[Correction, error] {
	return func(yield func(Correction, error) bool) {
		f.lock.Lock()
		holding := Holding(f.all)
		f.lock.Unlock()
		for _, c := range holding {
			if ctx.Err() != nil {
				yield(Correction{}, ctx.Err())
				return
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Input is part of Store. It returns an error that wraps ErrUnknown where there is no
// such document.
func (f *File) Input(_ context.Context, digest string) (*document.Raw, error) {
	if !IsDigest(digest) {
		return nil, fmt.Errorf("raw document %q: %w", digest, ErrUnknown)
	}
	packed, err := os.ReadFile(f.inputName(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("raw document %s: %w", digest, ErrUnknown)
	}
	if err != nil {
		return nil, err
	}
	envelope, err := record.Unpack(map[string][]string{record.HeaderEncoding: {record.EncodingGzip}}, packed)
	if err != nil {
		return nil, fmt.Errorf("raw document %s: %w", digest, err)
	}
	return ReadInput(digest, envelope)
}
