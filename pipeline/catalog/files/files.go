// Package files fills a catalog from files: clean documents as a backfill writes them,
// raw documents in any form that package archive reads, or both.
package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Options say what is read.
type Options struct {
	In      []string        // files, folders and globs, clean documents or raw ones; "-" is Stdin
	Raw     []string        // where the raw documents of the clean ones are; may be none
	Archive archive.Options // how both are read
	Stdin   io.Reader

	// Clean cleans a raw document. Many goroutines call it, under catalog.Guard.
	Clean func(document.Raw) (*document.Clean, error)
	// Site returns the site of an address; it is for raw documents.
	Site  func(address string) string
	Build record.Build // by which raw documents are cleaned
	Log   *slog.Logger
}

// Read is what Load read.
type Read struct {
	Clean   int // clean documents
	Cleaned int // raw documents that were cleaned
	Refused int // records that are neither, or could not be cleaned
}

// Load adds the documents of files to a catalog. Whether a record is a clean document or
// a raw one is told from each. A record that can't be read or cleaned is logged and
// passed over. It returns an error when a file is not there or can't be read.
func Load(ctx context.Context, to *catalog.Memory, o Options) (Read, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	l := &loading{Options: o, to: to, raw: make(map[string]func(context.Context) (*document.Raw, error))}
	l.room.left.Store(mostKept)
	l.Clean = catalog.Guard(o.Clean)
	if len(o.Raw) > 0 {
		if err := l.index(ctx); err != nil {
			return l.read, err
		}
	}
	return l.read, l.load(ctx)
}

// loading is the work of one Load.
type loading struct {
	Options
	to  *catalog.Memory
	raw map[string]func(context.Context) (*document.Raw, error) // by id

	room room
	lock sync.Mutex
	read Read
}

// index finds out where the raw documents are.
func (l *loading) index(ctx context.Context) error {
	return l.each(ctx, l.Raw, func(p place, r *archive.Record) {
		defer r.Release()
		raw, err := r.Open()
		if err != nil {
			l.refuse(r, err)
			return
		}
		open := p.open(&raw)
		l.lock.Lock()
		defer l.lock.Unlock()
		l.raw[raw.ID] = open
	})
}

func (l *loading) load(ctx context.Context) error {
	return l.each(ctx, l.In, func(p place, r *archive.Record) {
		defer r.Release()
		e, cleaned, err := l.entry(p, r)
		if err == nil {
			e.Order = p.order
			err = l.to.Add(e)
		}
		if err != nil {
			l.refuse(r, err)
			return
		}
		l.lock.Lock()
		defer l.lock.Unlock()
		if cleaned {
			l.read.Cleaned++
		} else {
			l.read.Clean++
		}
	})
}

func (l *loading) refuse(r *archive.Record, err error) {
	l.Log.Warn("a record was passed over", "record", r.String(), "error", err)
	l.lock.Lock()
	defer l.lock.Unlock()
	l.read.Refused++
}

// cleanMark is in every line of a clean document, as record writes it.
var cleanMark = []byte(`"` + record.CleanSchema + `"`)

// cleanHead is how far into a line its schema is looked for, in bytes.
const cleanHead = 256

// entry makes an entry of a record.
func (l *loading) entry(p place, r *archive.Record) (e catalog.Entry, cleaned bool, err error) {
	if form, line := r.Original(); form == archive.OriginalEnvelope && bytes.Contains(line[:min(len(line), cleanHead)], cleanMark) {
		e.Clean, _, err = record.ParseClean(nil, line)
		if err == nil && e.Clean.ID == "" {
			err = errors.New("a clean document without an id")
		}
		if err == nil {
			e.Raw = l.raw[e.Clean.ID]
		}
		return e, false, err
	}
	raw, err := r.Open()
	if err != nil {
		return e, true, err
	}
	doc, err := l.Clean(raw)
	if err != nil {
		return e, true, fmt.Errorf("document %s: %w", raw.ID, err)
	}
	if doc.Site == "" && l.Site != nil {
		doc.Site = l.Site(raw.URL)
	}
	clean := record.NewClean(doc, l.Build)
	e.Clean, e.Raw = &clean, p.open(&raw)
	return e, true, nil
}

// each reads the records of some inputs, and hands them to several goroutines.
func (l *loading) each(ctx context.Context, names []string, do func(place, *archive.Record)) error {
	inputs, err := archive.Find(ctx, names, nil)
	if err != nil {
		return err
	}
	from, err := archive.Open(inputs, archive.Mark{}, l.Stdin, l.Archive)
	if err != nil {
		return err
	}
	type task struct {
		place
		record *archive.Record
	}
	tasks := make(chan task)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for t := range tasks {
				do(t.place, t.record)
			}
		})
	}
	p := place{inputs: inputs, options: l.Archive, room: &l.room}
	for {
		r, next := from.Next(ctx)
		if next != nil {
			err = next
			break
		}
		p.order++
		tasks <- task{p, r}
		p.at = r.After
	}
	close(tasks)
	workers.Wait()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, from.Close())
}
