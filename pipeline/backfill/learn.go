package backfill

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// Segmenter returns a document's blocks without judging them: all that the first
// pass needs. cleaners.Engine is one.
type Segmenter interface {
	Segment(document.Raw) (*document.Document, error)
}

// Memory is the bounds of an archive's memory, which keeps all of the archive's
// time: a document is cleaned with what its site repeated in its own month and
// those beside it.
var Memory = memory.Options{Generations: memory.AllGenerations, DoorBytes: 256 << 20, Sites: 1 << 20}

// readSighting returns what the first pass does with a document: it cleans
// nothing, and its product is what the document shows.
func readSighting(segmenter Segmenter, siteOf func(url string) string) pipeline.CleanFunc[*archive.Record, *memory.Sighting] {
	return func(raw document.Raw, _ *archive.Record) (*document.Clean, *memory.Sighting, error) {
		doc, err := segmenter.Segment(raw)
		if err != nil {
			return nil, nil, err
		}
		return &document.Clean{ID: raw.ID}, Sighting(siteOf, doc, raw.FetchedAt), nil
	}
}

// learner is the sink of the first pass: it puts what the documents show into
// memory, in the order of the records.
type learner struct {
	*run
	apply   func(delta []byte) error
	changed map[string]bool // sites, since the last checkpoint
	saved   time.Time
	records int
	unnamed int // documents whose address names no page
}

// Prepare has nothing to do.
func (*learner) Prepare(*pipeline.Outcome[*archive.Record, *memory.Sighting]) {}

// Commit puts what a batch shows into memory. Records that failed show nothing;
// the second pass reports them.
func (l *learner) Commit(_ context.Context, batch []pipeline.Outcome[*archive.Record, *memory.Sighting]) error {
	var delta memory.Delta
	for i := range batch {
		if seen := batch[i].Product; seen != nil {
			delta.Saw(*seen)
			if memory.NamesNoPage(batch[i].Item.Raw.URL) {
				l.unnamed++
			}
			l.changed[seen.Site] = true
		}
	}
	l.records += len(batch)
	last := batch[len(batch)-1].Item.Origin
	for i := range batch {
		if batch[i].Failure == nil {
			batch[i].Item.Origin.Release()
		}
	}
	l.show.at(last.Read, l.records, 0, 0)
	if err := l.apply(delta.Bytes()); err != nil {
		return err
	}
	if l.check == nil {
		return nil
	}
	l.check.Learn = last.After
	if time.Since(l.saved) < l.CheckpointEvery {
		return nil
	}
	return l.save()
}

func (l *learner) save() error {
	err := l.check.learned(l.sites, l.changed)
	clear(l.changed)
	l.saved = time.Now()
	return err
}

// learn is the first pass. It goes on from the checkpoint, and leaves the memory
// that the second pass asks.
func (r *run) learn(ctx context.Context) (err error) {
	segmenter, ok := r.engine.(Segmenter)
	if !ok {
		return fmt.Errorf("--recurring=%s: the engine does not show its blocks", r.Recurring)
	}
	if r.MemoryFile != "" && (r.check == nil || !r.check.begunLearning()) {
		if r.sites, err = loadMemory(r.MemoryFile); err != nil || r.sites != nil {
			return err
		}
	}
	if r.sites, err = r.check.memory(Memory); err != nil {
		return err
	}
	if r.check != nil && r.check.Learned {
		return r.saveUnlessThere()
	}
	if !r.In.Rereadable() {
		return fmt.Errorf("%s is not there, and standard input can't be read twice to learn what sites repeat", r.MemoryFile)
	}
	if err := r.learnFrom(ctx, segmenter); err != nil || ctx.Err() != nil || r.MemoryFile == "" {
		return err
	}
	return saveMemory(r.MemoryFile, r.sites)
}

// saveUnlessThere writes the memory file that a run which was stopped, or could not
// write, after all was learned has left out.
func (r *run) saveUnlessThere() error {
	if r.MemoryFile == "" {
		return nil
	}
	if _, err := os.Stat(r.MemoryFile); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return saveMemory(r.MemoryFile, r.sites)
}

// begunLearning reports whether the first pass was begun.
func (c *checkpoint) begunLearning() bool { return c.Learned || c.Learn != (archive.Mark{}) }

func (r *run) learnFrom(ctx context.Context, segmenter Segmenter) error {
	var at archive.Mark
	if r.check != nil {
		at = r.check.Learn
	}
	from, err := openSource(&r.Options, at)
	if err != nil {
		return err
	}
	defer from.close()
	to := &learner{run: r, apply: r.sites.Apply, changed: make(map[string]bool), saved: time.Now()}
	r.show.pass(string(PassLearn), 0, 0, 0)
	r.Log.Info("learning what sites repeat; cleaning comes after that")
	err = pipeline.Run(ctx, from, readSighting(segmenter, r.Site), to, r.Pipeline)
	r.tellUnnamed(to.unnamed)
	if r.check == nil {
		return err
	}
	r.check.Learned = err == nil && ctx.Err() == nil
	return errors.Join(err, to.save())
}

func (r *run) tellUnnamed(documents int) {
	if documents > 0 {
		r.Log.Warn("documents came with the address of a home page or a feed: they are told apart by their ids", "documents", documents)
	}
}

// Recall returns what the engine is to ask memory about a document that was
// fetched at some time, nil when there is no memory.
func Recall(sites *memory.Sites, how memory.Recurring, siteOf func(url string) string, fetched string) document.Recall {
	if sites == nil {
		return nil
	}
	return func(doc *document.Document) []document.Verdict {
		seen := Sighting(siteOf, doc, fetched)
		if seen == nil {
			return nil
		}
		verdicts, _ := how.Ask(sites, seen.Site, doc, seen.Day, seen.Fetched)
		return verdicts
	}
}

// Sighting returns what a document shows of its site; nil when nobody knows
// that. Fetched is when it was fetched, as far as that is known.
func Sighting(siteOf func(url string) string, doc *document.Document, fetched string) *memory.Sighting {
	site := siteOf(doc.URL)
	if site == "" {
		return nil
	}
	seen := memory.NewView(site, doc).Sighting
	seen.Day = memory.Day(publishedOf(doc), fetched, time.Time{})
	seen.Fetched = memory.Day("", fetched, time.Time{})
	return &seen
}

// A date line is one of the first dateLines lines and has at most dateWords
// words.
const (
	dateLines = 15
	dateWords = 14
)

// publishedOf returns the date of a document: as its page states it, or as a line
// at its beginning does.
func publishedOf(doc *document.Document) string {
	if doc.Hints.Published != "" {
		return doc.Hints.Published
	}
	for i := range min(len(doc.Blocks), dateLines) {
		if doc.Blocks[i].Shape.Digits == 0 || doc.Blocks[i].Shape.Words > dateWords {
			continue
		}
		if day := dates.FindDay(doc.Of(i)); day != "" {
			return day
		}
	}
	return ""
}
