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

// Segmenter gives a document's blocks without judging them: all that the first
// pass needs. cleaners.Engine is one.
type Segmenter interface {
	Segment(document.Raw) (*document.Document, error)
}

// archiveMemory keeps all of an archive's time: a document is cleaned with the
// furniture of its own month and those beside it.
var archiveMemory = memory.Options{Generations: memory.AllGenerations, DoorBytes: 256 << 20, Sites: 1 << 20}

// learner is the cleaner of the first pass. It cleans nothing.
type learner struct{ Segmenter }

func (learner) Clean(document.Raw) (*document.Clean, error) {
	return nil, errors.New("the first pass has nowhere to put what it learns")
}

// CleanRecalling shows the document to memory.
func (l learner) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	doc, err := l.Segment(raw)
	if err != nil {
		return nil, err
	}
	recall(doc)
	return &document.Clean{ID: raw.ID}, nil
}

// lessons is the sink of the first pass: it teaches memory what the documents
// show, in the order of the lines.
type lessons struct {
	sites   *memory.Sites
	check   *checkpoint
	changed map[string]bool // sites, since the last checkpoint
	since   int             // lines
}

// Prepare has nothing to do.
func (*lessons) Prepare(*pipeline.Outcome) {}

// Commit teaches. Lines that failed teach nothing; the second pass tells of
// them.
func (l *lessons) Commit(_ context.Context, batch []pipeline.Outcome) error {
	var delta memory.Delta
	for i := range batch {
		at := batch[i].Item.Origin.(*place)
		if batch[i].Failure == nil && at.seen != nil {
			delta.Saw(*at.seen)
			l.changed[at.seen.Site] = true
		}
		if l.check != nil {
			l.check.Learn = at.behind()
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

func (l *lessons) save() error {
	if err := l.check.save(l.sites, l.changed); err != nil {
		return err
	}
	clear(l.changed)
	l.since = 0
	return nil
}

// learn is the first pass. It goes on from the checkpoint, and gives the memory
// that the second pass asks.
func learn(ctx context.Context, cleaner pipeline.Cleaner, check *checkpoint, options *Options) (*memory.Sites, error) {
	segmenter, ok := cleaner.(Segmenter)
	if !ok {
		return nil, fmt.Errorf("--recurring=%s: the cleaner does not show its blocks", options.Recurring)
	}
	sites, err := check.memory(archiveMemory)
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
	source.recall = func(at *place) document.Recall {
		return func(doc *document.Document) []document.Verdict {
			at.seen = at.sighting(options.Site, doc)
			return nil
		}
	}
	sink := &lessons{sites: sites, check: check, changed: make(map[string]bool)}
	options.Log.Info("learning what sites repeat; cleaning comes after that")
	err = pipeline.Run(ctx, source, learner{segmenter}, sink, options.Pipeline)
	if check != nil {
		check.Learned = err == nil && ctx.Err() == nil
	}
	return sites, errors.Join(err, sink.save())
}

// recalls gives what the second pass asks memory about a line's document.
func recalls(sites *memory.Sites, options *Options) func(*place) document.Recall {
	return func(at *place) document.Recall {
		return func(doc *document.Document) []document.Verdict {
			seen := at.sighting(options.Site, doc)
			if seen == nil {
				return nil
			}
			verdicts, _ := options.Recurring.Ask(sites, seen.Site, doc, seen.Day)
			return verdicts
		}
	}
}

// sighting gives what a document shows; nil when nobody knows its site.
func (p *place) sighting(siteOf func(url string) string, doc *document.Document) *memory.Sighting {
	site := siteOf(doc.URL)
	if site == "" {
		return nil
	}
	seen := memory.NewView(site, doc).Sighting
	seen.Day = memory.Day(publishedOf(doc), p.fetched, time.Time{})
	return &seen
}

// A date line is one of the first dateLines lines and has at most dateWords
// words.
const (
	dateLines = 15
	dateWords = 14
)

// publishedOf gives the date of a document: as its page states it, or as a line
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
