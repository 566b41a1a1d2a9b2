package stream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestWhoAsksReadsMemoryAndTeachesNothing asks two workers about documents of their
// beside while they learn, and after that.
func TestWhoAsksReadsMemoryAndTeachesNothing(t *testing.T) {
	b := newMemoryBench(t)
	raws := daily(200)
	ctx, stop := context.WithCancel(t.Context())
	var beside [2]Beside
	var workers sync.WaitGroup
	for i := range beside {
		workers.Go(func() {
			options := WorkOptions{Recurring: memory.RecurringOn, Beside: &beside[i], Pipeline: pipeline.Options{BatchSize: 8, InFlight: 16}}
			if err := b.workUntil(t, ctx, recaller{}, options); err != nil {
				t.Error(err)
			}
		})
	}
	defer workers.Wait()
	defer stop()
	// asked returns what the workers together take from a document, and how many
	// of them know its site.
	asked := func(i int) (removed, know int) {
		raw := raws[i]
		raw.ID, raw.URL = fmt.Sprint("asked", i), raw.URL+"/asked"
		for j := range beside {
			recall, known := beside[j].Recall(streamtest.SiteOf(raw), raw.FetchedAt)
			if !known {
				continue
			}
			know++
			clean, err := recaller{}.CleanRecalling(raw, recall)
			if err != nil {
				t.Error(err)
				continue
			}
			removed += len(clean.Removed)
		}
		return removed, know
	}
	if _, know := asked(0); know != 0 && testing.Verbose() {
		t.Log("the workers were quick to start")
	}
	b.Publish(t, raws...)
	streamtest.Eventually(t, func() error {
		removed := 0
		for i := range 5 { // of each site one; asked while the workers learn
			n, know := asked(i)
			if know != 1 {
				return fmt.Errorf("%d of two workers know site %d", know, i)
			}
			removed += n
		}
		if removed < 5 {
			return fmt.Errorf("%d of 5 paragraphs that the sites repeat were taken out", removed)
		}
		return nil
	})
	b.AwaitClean(t, 190) // 10 are dead letters
	if diff := cmp.Diff(undisturbed(t, raws), b.remembered(t, raws)); diff != "" {
		t.Errorf("memory, after it was asked (-undisturbed +got):\n%s", diff)
	}
	for _, site := range []string{"", "unknown"} {
		if _, known := beside[0].Recall(site, ""); known {
			t.Errorf("the site %q is known", site)
		}
	}
}

func TestNothingIsRememberedBeforeAWorkerBeginsOrWithMemoryOff(t *testing.T) {
	var beside Beside
	if _, known := beside.Recall("a-example", ""); known {
		t.Error("known before there is a worker")
	}
	b := newMemoryBench(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- b.workUntil(t, ctx, recaller{}, WorkOptions{Recurring: memory.RecurringOff, Beside: &beside})
	}()
	streamtest.Eventually(t, func() error {
		if held := beside.held.Load(); held == nil || len(held.of) == 0 {
			return errors.New("the worker holds nothing")
		}
		return nil
	})
	if _, known := beside.Recall("a-example", ""); known {
		t.Error("known where memory is off")
	}
	gate := beside.held.Load().gate
	gate.Lock() // as for a document that is cleaned alone
	if _, ok := beside.Enter(); ok {
		t.Error("let in beside a document that is cleaned alone")
	}
	gate.Unlock()
	leave, ok := beside.Enter()
	if !ok {
		t.Fatal("not let in")
	}
	if leave(); !gate.TryLock() {
		t.Error("who has left is still in")
	} else {
		gate.Unlock()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
