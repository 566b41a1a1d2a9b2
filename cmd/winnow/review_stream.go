package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/reviews"
)

// siteMemory is what the stream's workers have learned of sites, on the pages.
type siteMemory struct {
	js       jetstream.JetStream
	topology broker.Topology
	catalog  *catalog.Memory
	log      *slog.Logger
}

// Learned is part of review.Memory.
func (m siteMemory) Learned(ctx context.Context, site string) ([]review.Learned, error) {
	learned, err := operate.Learn(ctx, m.js, m.topology, site)
	if err != nil {
		return nil, err
	}
	var all []review.Learned
	for _, p := range learned.Paragraphs {
		if !p.Recurs && p.Pin == memory.Unpinned && p.Documents < 2 {
			continue
		}
		l := review.Learned{
			Print: fmt.Sprintf("%016x", p.Print), Text: p.Text, Documents: p.Documents, Share: p.Share, Recurs: p.Recurs,
			Since: p.Since, Last: p.Last, SeenIn: namedDocuments(m.catalog, p.SeenIn[:min(len(p.SeenIn), listedDocuments)]),
		}
		if p.Pin != memory.Unpinned {
			l.Pin = p.Pin.String()
		}
		all = append(all, l)
	}
	return all, nil
}

// namedDocuments returns documents with what a catalog knows of them.
func namedDocuments(in *catalog.Memory, ids []string) (all []review.NamedDocument) {
	for _, id := range ids {
		one := review.NamedDocument{ID: id}
		if title, there := in.Title(id); there {
			one.Key, one.Title = catalog.KeyOf(id), title
		}
		all = append(all, one)
	}
	return all
}

// Teach is part of review.Memory.
func (m siteMemory) Teach(ctx context.Context, site, print string, what review.Teaching) (string, error) {
	of, err := strconv.ParseUint(print, 16, 64)
	if err != nil {
		return "", fmt.Errorf("%q is no fingerprint", print)
	}
	m.log.Info("memory changed", "site", site, "fingerprint", print, "what", string(what))
	if what == review.TeachReEmit {
		return m.emit(ctx, site, of)
	}
	change, done := func(d *memory.Delta) { d.Forget(site, of) }, "Forgotten."
	if what != review.TeachForget {
		pin, err := memory.ParsePin(string(what))
		if err != nil {
			return "", err
		}
		change, done = func(d *memory.Delta) { d.Pin(site, of, pin) }, "Done: it holds for documents that are cleaned from now on."
	}
	if _, err := operate.Teach(ctx, m.js, m.topology, site, change); err != nil {
		return "", err
	}
	return done, nil
}

func (m siteMemory) emit(ctx context.Context, site string, print uint64) (string, error) {
	at, err := operate.Teach(ctx, m.js, m.topology, site, func(*memory.Delta) {}) // with what is remembered now
	if err != nil {
		return "", err
	}
	sent, err := operate.EmitShowing(ctx, m.js, m.topology, site, []uint64{print}, at)
	if err != nil && !errors.Is(err, operate.ErrNoRaw) {
		return "", err
	}
	done := fmt.Sprintf("%d documents are on their way again.", sent)
	if err != nil {
		done += " Of some others the raw document is no longer there."
	}
	return done, nil
}

// siteStories is which documents are one story, on the pages.
type siteStories struct {
	js       jetstream.JetStream
	topology broker.Topology
	catalog  *catalog.Memory
}

// mostStories of a site are shown.
const mostStories = 50

// Of is part of review.Stories.
func (s siteStories) Of(ctx context.Context, site string) ([]review.Story, error) {
	found, err := reviews.StoriesOf(ctx, s.js, s.topology, site)
	if err != nil {
		return nil, err
	}
	shown := func(d record.Story) review.StoryDocument {
		of := review.StoryDocument{ID: d.ID, URL: d.URL, Site: d.Site, Within: d.Duplicates.Within}
		if title, there := s.catalog.Title(d.ID); there {
			of.Key, of.Title = catalog.KeyOf(d.ID), title
		}
		return of
	}
	var all []review.Story
	for _, f := range found[:min(len(found), mostStories)] {
		story := review.Story{Cluster: f.Cluster, Representative: shown(record.Story{ID: f.Representative})} // of which the record may be gone
		for _, d := range f.Documents {
			if d.Duplicates.Dateline != "" {
				story.Dateline = d.Duplicates.Dateline
			}
			if d.ID == f.Representative {
				story.Representative = shown(d)
			} else {
				story.Documents = append(story.Documents, shown(d))
			}
		}
		all = append(all, story)
	}
	return all, nil
}

// recalling returns what a worker would ask about a document now.
func (m siteMemory) recalling(ctx context.Context) (recallFunc, error) {
	memories, err := operate.OpenMemories(ctx, m.js, m.topology)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, site string, raw document.Raw) (document.Recall, error) {
		return memories.Recall(ctx, memory.RecurringOn, site, raw.FetchedAt, time.Time{})
	}, nil
}
