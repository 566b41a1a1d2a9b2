package operate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func recleanOptions(t *testing.T) operate.RecleanOptions {
	return operate.RecleanOptions{Bucket: "WINNOW_JOBS", Job: "test", Again: true, Log: streamtest.Log(t)}
}

// emitted returns how often each document is in the raw stream by an emission.
func emitted(t *testing.T, b *streamtest.Bench) map[string]int {
	t.Helper()
	count := make(map[string]int)
	for _, m := range b.Stored(t, b.Topology.RawStream) {
		if number := m.Header.Get(record.HeaderEmission); number != "" {
			raw, err := record.Parse(m.Header, m.Data)
			if err != nil {
				t.Fatal(err)
			}
			count[raw.ID+" "+number]++
		}
	}
	return count
}

// named makes n documents with ids, on a few sites.
func named(n int) (raws []document.Raw, once map[string]int) {
	raws, once = streamtest.Articles(n), make(map[string]int)
	for i := range raws {
		raws[i].ID = fmt.Sprint("doc-", i)
		once[raws[i].ID+" 1"] = 1
	}
	return raws, once
}

func TestRecleanSendsTheLatestVersionOfEachOnce(t *testing.T) {
	b := streamtest.New(t)
	raws, want := named(20)
	b.Publish(t, raws...)
	work(t, b, streamtest.Fake{})

	update := raws[3]
	update.Content = []byte("Story 3 was rewritten.")
	b.Publish(t, update)
	waiting := raws[4]
	waiting.Content = []byte("panic, since this version can't be cleaned")
	b.Publish(t, waiting)
	work(t, b, streamtest.Fake{})
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.DeleteMsg(t.Context(), 6); err != nil { // of doc-5
		t.Fatal(err)
	}
	newer := raws[6]
	newer.Content = []byte("Story 6 goes on.")
	b.Publish(t, newer)
	for _, without := range []string{"doc-4 1", "doc-5 1", "doc-6 1"} {
		delete(want, without)
	}

	o := recleanOptions(t)
	dry := o
	dry.DryRun = true
	counts := func(r operate.Recleaned) string {
		return fmt.Sprint("sent ", r.Sent, " current ", r.Current, " newer ", r.Newer, " gone ", r.Gone.Names, " dead ", r.Dead.Names)
	}
	const all = "sent 17 current 0 newer 1 gone [doc-5] dead [doc-4]"
	done, err := operate.Reclean(t.Context(), b.JS, b.Topology, dry)
	if got := counts(done); err != nil || got != all {
		t.Errorf("it would be %s (%v), want %s", got, err, all)
	}
	if got := emitted(t, b); len(got) != 0 {
		t.Errorf("a dry run sends %v", got)
	}
	done, err = operate.Reclean(t.Context(), b.JS, b.Topology, o)
	if got := counts(done); err != nil || got != all || done.Resumed {
		t.Errorf("done: %s (%v), want %s", got, err, all)
	}
	if diff := cmp.Diff(want, emitted(t, b)); diff != "" {
		t.Errorf("emitted (-want +got):\n%s", diff)
	}
	// Before workers cleaned them, and after that, there is nothing to send.
	done, err = operate.Reclean(t.Context(), b.JS, b.Topology, o)
	if got := counts(done); err != nil || got != "sent 0 current 0 newer 18 gone [doc-5] dead [doc-4]" {
		t.Errorf("a second job before workers: %s (%v)", got, err)
	}
	work(t, b, streamtest.Fake{})
	o.Today, o.Again = streamtest.Build, false
	done, err = operate.Reclean(t.Context(), b.JS, b.Topology, o)
	if got := counts(done); err != nil || got != "sent 0 current 19 newer 0 gone [] dead [doc-4]" {
		t.Errorf("after workers: %s (%v)", got, err)
	}
	if diff := cmp.Diff(want, emitted(t, b)); diff != "" {
		t.Errorf("emitted at the end (-want +got):\n%s", diff)
	}
	for e, err := range operate.EmittedBy(t.Context(), b.JS, b.Topology, streamtest.SiteOf(raws[3])) {
		if err != nil {
			t.Fatal(err)
		}
		if e.ID == "doc-3" && e.Emission == 1 && e.Text != "Story 3 was rewritten." {
			t.Errorf("the emission has the text %q", e.Text)
		}
	}
}

func TestRecleanOfASiteAndATime(t *testing.T) {
	b := streamtest.New(t)
	raws, _ := named(33)
	b.Publish(t, raws...)
	work(t, b, streamtest.Fake{})
	o := recleanOptions(t)
	o.DryRun = true
	for _, c := range []struct {
		site         string
		since, until time.Time
		want         int
	}{
		{"", time.Time{}, time.Time{}, 33}, {"site3-example-org", time.Time{}, time.Time{}, 3}, {"nowhere", time.Time{}, time.Time{}, 0},
		{"", time.Now().Add(-time.Hour), time.Time{}, 33}, {"", time.Now(), time.Time{}, 0}, {"", time.Time{}, time.Now().Add(-time.Hour), 0},
	} {
		o.Site, o.Since, o.Until = c.site, c.since, c.until
		if done, err := operate.Reclean(t.Context(), b.JS, b.Topology, o); err != nil || done.Sent != c.want {
			t.Errorf("%+v: %d are sent (%v)", c, done.Sent, err)
		}
	}
}

// TestRecleanIsOnceOverStopsAndRunsBesideEachOther has runs of one job begin, two at a
// time, and end in the midst, while scrapers write on the same subjects. One of the two
// sleeps, when it has looked through all subjects, while the other goes on. The server
// forgets message ids meanwhile, so that nothing can rest on them.
func TestRecleanIsOnceOverStopsAndRunsBesideEachOther(t *testing.T) {
	b := streamtest.NewBare(t)
	b.Topology.Duplicates = 100 * time.Millisecond
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	raws, want := named(200)
	b.Publish(t, raws...)
	work(t, b, streamtest.Fake{})

	ctx, stop := context.WithCancel(t.Context())
	var scraper sync.WaitGroup
	scraper.Go(func() {
		more := streamtest.Articles(100_000)
		for i := range more {
			if err := operate.Feed(ctx, b.JS, b.Topology, streamtest.SiteOf(more[i]), more[i]); err != nil {
				return
			}
			broker.Pause(ctx, 5*time.Millisecond) // some 20 a second and site
		}
	})
	ended := false
	for round := 0; !ended; round++ {
		var runs sync.WaitGroup
		ends := make([]bool, 2)
		for i := range ends {
			_, js := b.Connect(t)
			runs.Go(func() {
				running, end := context.WithCancel(t.Context())
				defer end()
				o := recleanOptions(t)
				o.Seen = func(r operate.Recleaned, _ int) {
					switch {
					case i == 0 && r.Documents()%20 == 15:
						time.Sleep(3 * b.Topology.Duplicates)
					case r.Here > 20+20*i:
						end()
					}
				}
				done, err := operate.Reclean(running, js, b.Topology, o)
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				if round > 0 && !done.Resumed {
					t.Errorf("round %d begins anew: %+v", round, done)
				}
				ends[i] = err == nil
			})
		}
		runs.Wait()
		ended = ends[0] || ends[1] || t.Failed()
	}
	stop()
	scraper.Wait()
	if diff := cmp.Diff(want, emitted(t, b)); diff != "" {
		t.Errorf("emitted (-want +got):\n%s", diff)
	}
	work(t, b, streamtest.Fake{})
	cleaned := make(map[string]int)
	for _, m := range b.Stored(t, b.Topology.CleanStream) {
		if number := m.Header.Get(record.HeaderEmission); number != "" {
			head, err := record.ParseHead(m.Header, m.Data)
			if err != nil {
				t.Fatal(err)
			}
			cleaned[head.ID+" "+number]++
			if !strings.HasSuffix(m.Header.Get(record.HeaderRevision), "-1") {
				t.Errorf("%s has the revision %s", head.ID, m.Header.Get(record.HeaderRevision))
			}
		}
	}
	if diff := cmp.Diff(want, cleaned); diff != "" {
		t.Errorf("cleaned again (-want +got):\n%s", diff)
	}
}

// TestRecleanLeavesRoomForTheLiveStream counts, for every document of the live stream,
// how many wait before it. Without holding back that would be the whole backlog.
func TestRecleanLeavesRoomForTheLiveStream(t *testing.T) {
	b := streamtest.New(t)
	raws, _ := named(600)
	b.Publish(t, raws...)
	work(t, b, streamtest.Fake{})

	slow := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		time.Sleep(2 * time.Millisecond)
		return streamtest.Fake{}.Clean(raw)
	})
	_, js := b.Connect(t)
	working, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	others.Go(func() {
		options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t)}
		options.Pipeline.Workers, options.Pipeline.BatchSize = 1, 16
		if err := stream.Work(working, js, b.Topology, slow, options); err != nil {
			t.Error(err)
		}
	})
	others.Go(func() { // one in some hundred milliseconds, for as long as it takes
		_, live := b.Connect(t)
		for i := 0; working.Err() == nil; i++ {
			raw := document.Raw{ID: fmt.Sprint("live-", i), URL: "https://live.example.org/", Content: []byte("It is live.")}
			if err := operate.Feed(working, live, b.Topology, "live-example-org", raw); err != nil && working.Err() == nil {
				t.Error(err)
			}
			broker.Pause(working, 100*time.Millisecond)
		}
	})
	gauge := operate.NewGauge(b.JS, b.Topology)
	most, looks := uint64(0), 0
	others.Go(func() {
		for working.Err() == nil {
			lag, err := gauge.Measure(working)
			if err != nil {
				continue
			}
			most, looks = max(most, lag.Documents), looks+1
		}
	})
	o := recleanOptions(t)
	o.Beside = true
	done, err := operate.Reclean(t.Context(), b.JS, b.Topology, o)
	stop()
	others.Wait()
	if err != nil || done.Sent != len(raws) {
		t.Fatalf("%d are sent: %v", done.Sent, err)
	}
	if most > uint64(len(raws))/2 || looks < 5 {
		t.Errorf("up to %d documents waited of the %d that were sent, in %d looks: it does not hold back", most, done.Sent, looks)
	}
	t.Logf("up to %d of %d waited, in %d looks", most, done.Sent, looks)
}

// TestTheOperatorMayReclean has the operator of deploy/nats make the streams and send
// documents round again. Nobody else may write what says how far that is.
func TestTheOperatorMayReclean(t *testing.T) {
	s := streamtest.Accounts(t)
	as := func(user string) jetstream.JetStream {
		js, err := broker.JetStream(streamtest.As(t, s, user), jetstream.WithDefaultTimeout(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return js
	}
	operator := as("operator")
	b := &streamtest.Bench{Topology: streamtest.QuickTopology(), JS: operator}
	if err := b.Topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	raws, want := named(12)
	scraping := &streamtest.Bench{Topology: b.Topology, JS: as("scraper")}
	scraping.Publish(t, raws...)
	options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true}
	if err := stream.Work(t.Context(), as("worker"), b.Topology, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}
	o := recleanOptions(t)
	o.Beside = true
	if done, err := operate.Reclean(t.Context(), operator, b.Topology, o); err != nil || done.Sent != len(raws) {
		t.Fatalf("the operator sends %d: %v", done.Sent, err)
	}
	if diff := cmp.Diff(want, emitted(t, b)); diff != "" {
		t.Errorf("emitted (-want +got):\n%s", diff)
	}
	for _, user := range []string{"worker", "reader", "lag", "backfill"} {
		if _, err := as(user).Publish(t.Context(), "$KV.WINNOW_JOBS.reclean", []byte("{}")); err == nil {
			t.Errorf("%s may write how far jobs are", user)
		}
	}
}

// TestRecleanPassesOverWhatIsNoCleanDocument has messages in the clean stream that
// somebody else wrote.
func TestRecleanPassesOverWhatIsNoCleanDocument(t *testing.T) {
	b := streamtest.New(t)
	raws, want := named(4)
	b.Publish(t, raws...)
	work(t, b, streamtest.Fake{})
	for _, body := range []string{"of somebody else", `{"schema": "winnow.clean.v9", "id": "doc-1"}`} {
		if _, err := b.JS.Publish(t.Context(), b.Topology.CleanPrefix+"."+streamtest.SiteOf(raws[0]), []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	done, err := operate.Reclean(t.Context(), b.JS, b.Topology, recleanOptions(t))
	if err != nil || done.Sent != 4 {
		t.Errorf("%+v, %v", done, err)
	}
	if diff := cmp.Diff(want, emitted(t, b)); diff != "" {
		t.Errorf("emitted (-want +got):\n%s", diff)
	}
}
