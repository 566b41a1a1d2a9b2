package stream

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestManyWorkersCleanEveryDocumentOnce(t *testing.T) {
	b := newBench(t)
	raws := streamtest.Articles(400)
	b.Publish(t, raws[:200]...)
	var workers sync.WaitGroup
	for range 3 {
		workers.Go(func() { b.work(t) })
	}
	b.Publish(t, raws[200:]...)
	workers.Wait()
	b.work(t) // what came in after all had seen an empty stream
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream, body → count (-want +got):\n%s", diff)
	}
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		if !strings.HasPrefix(msg.Subject, "winnow.clean.site") || !strings.HasSuffix(msg.Subject, "-example-org") {
			t.Errorf("a clean document is on %s", msg.Subject)
		}
	}
}

func TestEveryFormOfADocumentGivesTheSameJSON(t *testing.T) {
	b := newBench(t)
	raw := document.Raw{ID: "a-1", URL: "https://example.org/1", Content: []byte("One line.\nAD\nAnother.")}
	bare := &nats.Msg{Subject: "winnow.raw.example-org", Data: raw.Content, Header: nats.Header{
		"content-type": {"text/plain"}, "Winnow-Id": {raw.ID}, "WINNOW-URL": {raw.URL},
	}}
	if _, err := b.JS.PublishMsg(t.Context(), bare); err != nil {
		t.Fatal(err)
	}
	b.Publish(t, raw)
	b.work(t)
	// They differ in the content type, so both come out.
	if diff := cmp.Diff(map[string]int{streamtest.Direct(t, raw): 2}, b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}

func TestTheSameDocumentUnderTwoIDsHasOneRevision(t *testing.T) {
	b := newBench(t)
	for _, body := range []string{"As it was.", "As it was.", "As it was corrected."} {
		msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: []byte(body), Header: nats.Header{"Winnow-Id": {"kept"}}}
		if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	b.work(t)
	revisions := make(map[string]int)
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		revisions[msg.Header.Get("Winnow-Revision")]++
	}
	if len(revisions) != 2 || revisions[""] > 0 {
		t.Errorf("revisions %v, want one twice and another once", revisions)
	}
}

func TestADocumentThatAScraperSendsTwiceUnderOneIDComesOutOnce(t *testing.T) {
	b := newBench(t)
	for range 2 {
		msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: []byte("Told once."), Header: nats.Header{"Nats-Msg-Id": {"story-1"}}}
		if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	b.work(t)
	b.work(t) // and a worker that comes later does not clean it again
	want := map[string]int{streamtest.Direct(t, document.Raw{Content: []byte("Told once.")}): 1}
	if diff := cmp.Diff(want, b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}

func TestCancelAndRestartLosesAndDoublesNothing(t *testing.T) {
	b := newLongLeaseBench(t, broker.EmbeddedOptions{Dir: t.TempDir()})
	raws := streamtest.Articles(900)
	b.Publish(t, raws...)
	for range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		var seen atomic.Int64
		options := WorkOptions{Pipeline: pipeline.Options{BatchSize: 16, InFlight: 32}, Committed: func(batch []pipeline.Stored) {
			if seen.Add(int64(len(batch))) > 60 {
				cancel()
			}
		}}
		if err := b.workUntil(t, ctx, streamtest.Fake{}, options); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
	if done := len(b.Stored(t, b.Topology.CleanStream)); done >= len(raws) {
		t.Fatalf("nothing was left for the last worker")
	}
	b.work(t)
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}

func TestADocumentSlowerThanTheLeaseIsCleanedOnce(t *testing.T) {
	b := newBench(t)
	b.Publish(t, streamtest.Articles(3)...)
	var calls atomic.Int64
	slow := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		calls.Add(1)
		time.Sleep(2500 * time.Millisecond) // the lease is much shorter
		return streamtest.Fake{}.Clean(raw)
	})
	options := WorkOptions{Once: true, Pipeline: pipeline.Options{Workers: 3}}
	if err := b.workUntil(t, t.Context(), slow, options); err != nil {
		t.Fatal(err)
	}
	if got := calls.Load(); got != 3 {
		t.Errorf("the cleaner was called %d times for 3 documents", got)
	}
}

// recorder is an observer that keeps what a test asks for.
type recorder struct {
	NoopObserver
	passed atomic.Int64
	traced atomic.Int64
}

func (r *recorder) PassedOver(n int) { r.passed.Add(int64(n)) }
func (r *recorder) Follow(header map[string][]string, _ string, _ time.Time) pipeline.Trace {
	return baton{r, header["traceparent"]}
}

// baton hands on what it was given.
type baton struct {
	*recorder
	carried []string
}

func (b baton) Inject(header map[string][]string) { header["traceparent"] = b.carried }
func (b baton) End(*pipeline.Failure)             { b.traced.Add(1) }

func TestATraceReachesTheCleanDocument(t *testing.T) {
	b := newBench(t)
	msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: []byte("Traced."), Header: nats.Header{"traceparent": {"00-a-b-01"}}}
	if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
	seen := &recorder{}
	if err := b.workUntil(t, t.Context(), streamtest.Fake{}, WorkOptions{Once: true, Observer: seen}); err != nil {
		t.Fatal(err)
	}
	clean := b.Stored(t, b.Topology.CleanStream)
	if len(clean) != 1 || clean[0].Header.Get("traceparent") != "00-a-b-01" || seen.traced.Load() != 1 {
		t.Errorf("clean documents %v and %d ended traces, want one of each, with the scraper's traceparent", clean, seen.traced.Load())
	}
}

// TestAWorkerThatIsToldToStopHandsOverWithoutWork stops one worker in
// mid-stream: what it had in hand it has stored, and the next one cleans
// nothing twice.
func TestAWorkerThatIsToldToStopHandsOverWithoutWork(t *testing.T) {
	b := newBench(t)
	raws := streamtest.Articles(2000)
	b.Publish(t, raws...)
	seen := &recorder{}
	var cleaned atomic.Int64
	counting := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		cleaned.Add(1)
		return streamtest.Fake{}.Clean(raw)
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	options := WorkOptions{
		Observer:  seen,
		Pipeline:  pipeline.Options{BatchSize: 50},
		Committed: func([]pipeline.Stored) { stop() },
	}
	if err := b.workUntil(t, ctx, counting, options); err != nil {
		t.Fatal(err)
	}
	if first := cleaned.Load(); first == 0 || first >= int64(len(raws)) {
		t.Fatalf("the first worker cleaned %d documents of %d: nothing to see", first, len(raws))
	}
	if err := b.workUntil(t, t.Context(), counting, WorkOptions{Once: true, Observer: seen}); err != nil {
		t.Fatal(err)
	}
	if got := cleaned.Load(); got != int64(len(raws)) || seen.passed.Load() != 0 {
		t.Errorf("%d documents were cleaned %d times, and %d passed over; want every one cleaned once", len(raws), got, seen.passed.Load())
	}
}

func TestATroubleThatPassesIsNoDeadLetter(t *testing.T) {
	b := newBench(t)
	raws := streamtest.Articles(5)
	b.Publish(t, raws...)
	config, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	full := config.CachedInfo().Config
	room := full
	full.MaxMsgs = 2
	if _, err := b.JS.UpdateStream(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(1500*time.Millisecond, func() {
		if _, err := b.JS.UpdateStream(context.Background(), room); err != nil {
			t.Error(err)
		}
	})
	b.work(t)
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	if dead := b.Stored(t, b.Topology.DeadStream); len(dead) != 0 {
		t.Errorf("%d dead letters for a full stream", len(dead))
	}
}

// BenchmarkRoundTrip measures the road raw → worker → clean through the
// embedded server, with a cleaner that does next to nothing: 4 KB documents.
func BenchmarkRoundTrip(b *testing.B) {
	bench := newBench(b)
	const n = 4000
	text := strings.Repeat("A paragraph of the length that a news article has, more or less, said and done.\n", 50)
	for round := 0; b.Loop(); round++ {
		b.StopTimer()
		raws := streamtest.Articles(n)
		for i := range raws {
			raws[i].ID = fmt.Sprintf("%d-%d", round, i)
			raws[i].Content = append(fmt.Appendf(nil, "Round %d. ", round), append(raws[i].Content, text...)...)
		}
		feedAll(b, bench, raws)
		b.StartTimer()
		bench.workThrough(b, n)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}

// workThrough runs a worker until it has stored n documents.
func (b *bench) workThrough(t testing.TB, n int) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	options := WorkOptions{Committed: func(batch []pipeline.Stored) {
		if n -= len(batch); n <= 0 {
			cancel()
		}
	}}
	if err := b.workUntil(t, ctx, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}
}

func feedAll(b *testing.B, bench *bench, raws []document.Raw) {
	b.Helper()
	futures := make([]jetstream.PubAckFuture, 0, len(raws))
	for _, raw := range raws {
		future, err := bench.JS.PublishAsync("winnow.raw.example-org", raw.Content, jetstream.WithMsgID(raw.ID))
		if err != nil {
			b.Fatal(err)
		}
		futures = append(futures, future)
	}
	for _, f := range futures {
		select {
		case <-f.Ok():
		case err := <-f.Err():
			b.Fatal(err)
		}
	}
}
