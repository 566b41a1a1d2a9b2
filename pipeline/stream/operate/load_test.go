package operate_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// learned returns the memory of an archive in which so many sites have one
// paragraph each in five documents.
func learned(t *testing.T, sites int) *memory.Sites {
	t.Helper()
	m := memory.NewSites(memory.Options{Generations: memory.AllGenerations})
	var d memory.Delta
	for i := range sites {
		for document := range 5 {
			d.Saw(memory.Sighting{Site: fmt.Sprintf("site%d-example-org", i), Document: uint32(100*i + document + 1), Day: int32(20_000 + document), Paragraphs: []memory.Paragraph{{Print: uint64(i + 1)}}})
		}
	}
	if err := m.Apply(d.Bytes()); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestWhatAnArchiveTaughtIsLoadedUnderAWorker loads a memory while a worker is at
// its documents: it goes on, each document comes out once, and the memory is there.
func TestWhatAnArchiveTaughtIsLoadedUnderAWorker(t *testing.T) {
	b := streamtest.New(t)
	raws := streamtest.Articles(400)
	b.Publish(t, raws[:200]...)
	_, js := b.Connect(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var worker sync.WaitGroup
	worker.Go(func() {
		options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Recurring: memory.RecurringOn, SnapshotEvery: 2}
		options.Pipeline.BatchSize = 10
		if err := stream.Work(ctx, js, b.Topology, streamtest.Fake{}, options); err != nil {
			t.Error(err)
		}
	})
	b.AwaitClean(t, 20)
	from := learned(t, 40)
	for range 2 { // the second time changes nothing
		done, err := operate.Load(t.Context(), b.JS, b.Topology, from, append(from.Names(), "nobody-example"))
		if err != nil || done.Sites != 40 || done.Nothing != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	b.Publish(t, raws[200:]...)
	b.AwaitClean(t, len(raws))
	stop()
	worker.Wait()
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	for i, site := range []string{"site0-example-org", "site1-example-org"} {
		sites, err := operate.Remembered(t.Context(), b.JS, b.Topology, site)
		if err != nil {
			t.Fatal(err)
		}
		list := sites.List(site)
		if len(list) != 1 || list[0].Print != uint64(i+1) || list[0].Documents != 5 {
			t.Errorf("of %s is remembered %+v", site, list)
		}
	}
}
