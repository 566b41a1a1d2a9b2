package backfill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
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
func readSighting(segmenter Segmenter, siteOf func(url string) string) pipeline.CleanFunc[*line, *memory.Sighting] {
	return func(raw document.Raw, _ *line) (*document.Clean, *memory.Sighting, error) {
		doc, err := segmenter.Segment(raw)
		if err != nil {
			return nil, nil, err
		}
		return &document.Clean{ID: raw.ID}, Sighting(siteOf, doc, raw.FetchedAt), nil
	}
}

// cleanWith returns what the second pass does with a document: it cleans it with
// what the first pass learned, nil for nothing. Its product, the encoded
// document, is left to the output.
func cleanWith(engine pipeline.Engine, sites *memory.Sites, options *Options) pipeline.CleanFunc[*line, []byte] {
	return func(raw document.Raw, _ *line) (*document.Clean, []byte, error) {
		clean, err := engine.CleanRecalling(raw, Recall(sites, options.Recurring, options.Site, raw.FetchedAt))
		return clean, nil, err
	}
}

// learner is the sink of the first pass: it puts what the documents show into
// memory, in the order of the lines.
type learner struct {
	sites   *memory.Sites
	check   *checkpoint
	changed map[string]bool // sites, since the last checkpoint
	since   int             // lines
	unnamed int             // documents whose address names no page
}

// Prepare has nothing to do.
func (*learner) Prepare(*pipeline.Outcome[*line, *memory.Sighting]) {}

// Commit puts what a batch shows into memory. Lines that failed show nothing;
// the second pass reports them.
func (l *learner) Commit(_ context.Context, batch []pipeline.Outcome[*line, *memory.Sighting]) error {
	var delta memory.Delta
	for i := range batch {
		if seen := batch[i].Product; seen != nil {
			delta.Saw(*seen)
			if memory.NamesNoPage(batch[i].Item.Raw.URL) {
				l.unnamed++
			}
			l.changed[seen.Site] = true
		}
		if l.check != nil {
			l.check.Learn = batch[i].Item.Origin.end()
		}
	}
	if err := l.sites.Apply(delta.Bytes()); err != nil {
		return err
	}
	if l.since += len(batch); l.check == nil || l.since < l.check.every {
		return nil
	}
	return l.save()
}

func (l *learner) save() error {
	if err := l.check.save(l.sites, l.changed); err != nil {
		return err
	}
	clear(l.changed)
	l.since = 0
	return nil
}

// learn is the first pass. It continues from the checkpoint, and returns the
// memory that the second pass asks.
func learn(ctx context.Context, engine pipeline.Engine, check *checkpoint, options *Options) (*memory.Sites, error) {
	segmenter, ok := engine.(Segmenter)
	if !ok {
		return nil, fmt.Errorf("--recurring=%s: the engine does not show its blocks", options.Recurring)
	}
	sites, err := check.memory(Memory)
	if err != nil || check != nil && check.Learned {
		return sites, err
	}
	source, err := openLines(options.In, options.Out, options.Stdin)
	if err != nil {
		return nil, err
	}
	defer source.close()
	if check != nil {
		source.skip(check.Learn)
	}
	sink := &learner{sites: sites, check: check, changed: make(map[string]bool)}
	options.Log.Info("learning what sites repeat; cleaning comes after that")
	err = pipeline.Run(ctx, source, readSighting(segmenter, options.Site), sink, options.Pipeline)
	if check != nil {
		check.Learned = err == nil && ctx.Err() == nil
	}
	if sink.unnamed > 0 {
		options.Log.Warn("documents came with the address of a home page or a feed: they are told apart by their ids", "documents", sink.unnamed)
	}
	return sites, errors.Join(err, sink.save())
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
