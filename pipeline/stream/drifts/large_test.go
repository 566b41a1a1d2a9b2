package drifts

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// watchSmall runs the stage over documents on a server that takes messages of so many
// bytes at most into the stream of drift, and returns what was raised. It does not wait
// for long: what does not fit never does.
func watchSmall(t *testing.T, largest int32, edit func(i int, d *record.DriftDocument)) []record.Drift {
	t.Helper()
	b := streamtest.New(t)
	stream, err := b.JS.Stream(t.Context(), b.Topology.DriftStream)
	if err != nil {
		t.Fatal(err)
	}
	config := stream.CachedInfo().Config
	config.MaxMsgSize = largest
	if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	docs := newspapers()
	for i := range docs {
		d := record.DriftDocument{ID: docs[i].ID, URL: docs[i].URL, Title: docs[i].Title}
		edit(i, &d)
		docs[i].ID, docs[i].URL, docs[i].Title = d.ID, d.URL, d.Title
	}
	publish(t, b, docs)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := Run(ctx, b.JS, b.Topology, Options{Once: true, Log: streamtest.Log(t), SnapshotEvery: 2}); err != nil || ctx.Err() != nil {
		t.Fatalf("not all was looked at: %v", err)
	}
	return events(t, b)
}

// TestAnEventOfHugeDocumentsFits has documents whose titles, and then ids, are as long
// as scrapers can make them: four are in an event.
func TestAnEventOfHugeDocumentsFits(t *testing.T) {
	all := watchSmall(t, 1<<20, func(i int, d *record.DriftDocument) {
		if i >= sites*daily*(changedDay-3) {
			d.Title += strings.Repeat(" \x01é", 40_000)
		}
		if i >= sites*(daily*changedDay+1) {
			d.ID += strings.Repeat("i", 300_000)
		}
	})
	if len(all) != 2 {
		t.Fatalf("%d events, want 2", len(all))
	}
	for _, e := range all {
		if len(e.Before) != 2 || len(e.After) != 1 || len(e.Before[0].Title) > 400 { // the others have no names that can be said
			t.Errorf("%s: %d documents before, %d after, the first of %d bytes", e.Site, len(e.Before), len(e.After), len(e.Before[0].Title))
		}
	}
}

// TestABatchFitsIntoAMessage has a server that takes small messages only: what a batch
// taught is in one.
func TestABatchFitsIntoAMessage(t *testing.T) {
	all := watchSmall(t, 16<<10, func(_ int, d *record.DriftDocument) { d.Title = strings.Repeat("\x01", 3000) })
	if len(all) != 2 || len(all[0].Before) != 2 || len(all[0].After) != 2 {
		t.Errorf("%+v", all)
	}
}
