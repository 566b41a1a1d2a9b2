package telemetry

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

func newTest(t *testing.T) *Telemetry {
	t.Helper()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
	tel, err := New("test", Labels{Kinds: []string{"caption", "share"}, Rules: []string{"captions/credit"}})
	if err != nil {
		t.Fatal(err)
	}
	return tel
}

func get(t *testing.T, tel *Telemetry, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	tel.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestMetricsCountWhatHappened(t *testing.T) {
	tel := newTest(t)
	clean := &document.Clean{Marked: []document.Removal{{Text: "z", Rule: "captions/credit"}}, Quality: document.Quality{Is: document.IsListing}, Removed: []document.Removal{
		{Text: "Photo: A", Kind: document.Caption, Rule: "captions/credit"}, {Text: "zzz", Kind: document.Caption, Rule: "captions/new"}, {Text: "y", Kind: document.Promo, Rule: "x/y"},
	}}
	tel.Committed([]pipeline.Stored{
		{Size: 100, Arrived: time.Now().Add(-60 * time.Millisecond), Clean: clean},
		{Size: 11, Failure: &pipeline.Failure{Stage: pipeline.StageClean, Reason: "binary"}},
	}, 345, time.Millisecond)
	tel.PassedOver(3)
	tel.Refused()
	tel.Lost(7)
	tel.Retried(pipeline.StageClean)
	tel.Took(pipeline.StageClean, 300*time.Microsecond)
	tel.Remembers(3, 41, 5, 16_384)
	tel.Evicted(1, 0, 0)
	tel.Remembers(2, 40, 4, 8192)
	tel.Evicted(1, 0, 2)
	tel.Leading(true)
	tel.Clustered(7, map[string]int{"new": 5, "joined": 2}, time.Millisecond)
	tel.Unclustered(12)
	tel.RemembersStories(100, 70, 1300, 6)
	tel.Holds(map[int]int{4: 17, 5: 0}, 64)
	tel.Holds(map[int]int{5: 2}, 64)
	tel.Filled("WINNOW_RAW", 7, 700, 1000)
	tel.Filled("WINNOW_DEAD", 3, 300, 500)
	tel.Filled("WINNOW_DEAD", 2, 200, 0)
	tel.WatchesSites(true)
	tel.Unwatched(9)
	tel.KnowsSites(3, 200)
	tel.Drifted("courier-example", []string{"byline", "related"})
	tel.Beat(nil)
	tel.Asked("nats", "clean", 3*time.Millisecond)
	tel.Asked("nats", "busy", 0)
	_, body := get(t, tel, "/metrics")
	for _, want := range []string{
		`winnow_documents_total{outcome="clean"} 1`, `winnow_documents_total{outcome="dead"} 1`, `winnow_documents_total{outcome="passed_over"} 3`,
		`winnow_document_bytes_total{direction="in"} 111`, `winnow_document_bytes_total{direction="out"} 345`,
		`winnow_removed_total{kind="caption",rule="captions/credit"} 1`, `winnow_removed_total{kind="caption",rule="other"} 1`,
		`winnow_removed_total{kind="other",rule="other"} 1`, `winnow_removed_bytes_total{kind="caption"} 11`, `winnow_removed_bytes_total{kind="share"} 0`,
		`winnow_quality_total{is="listing"} 1`, `winnow_quality_total{is="article"} 0`,
		`winnow_dead_letters_total{reason="binary",stage="clean"} 1`, `winnow_refused_batches_total 1`, `winnow_retries_total{stage="clean"} 1`, `winnow_raw_lost_documents_total 7`,
		`winnow_stage_seconds_bucket{stage="clean",le="0.00025"} 0`, `winnow_stage_seconds_bucket{stage="clean",le="0.0005"} 1`,
		`winnow_document_age_seconds_count 1`, `winnow_commit_documents_sum 2`, `winnow_partitions_owned 1`, `winnow_partitions 64`, `winnow_ready 1`, `winnow_retries_total{stage="envelope"} 0`,
		"winnow_memory_sites 2", "winnow_memory_documents 40", "winnow_memory_paragraphs 4", "winnow_memory_first_sightings_bytes 8192",
		`winnow_memory_evicted_total{what="sites"} 2`, `winnow_memory_evicted_total{what="first_sightings"} 2`, `winnow_memory_evicted_total{what="paragraphs"} 0`,
		`winnow_marked_total{rule="captions/credit"} 1`,
		"winnow_story_teller 1", `winnow_stories_told_total{event="joined"} 2`, "winnow_story_lag_documents 12", "winnow_story_articles 100",
		"winnow_story_clusters 70", "winnow_story_postings 1300", "winnow_story_evicted_articles_total 6",
		"winnow_story_commit_documents_sum 7", "winnow_story_commit_seconds_count 1",
		"winnow_drift_watcher 1", "winnow_drift_lag_documents 9", "winnow_drift_sites 3", "winnow_drift_documents 200",
		`winnow_drift_alarms_total{measure="byline"} 1`, `winnow_site_drifted{measure="byline",site="courier-example"} 1`,
		`winnow_asks_total{outcome="clean",via="nats"} 1`, `winnow_asks_total{outcome="busy",via="nats"} 1`, `winnow_ask_seconds_count{via="nats"} 1`,
		`winnow_partition_lag_documents{partition="5"} 2`, `winnow_build_info{version="test"} 1`,
		`winnow_stream_messages{stream="WINNOW_DEAD"} 2`, `winnow_stream_bytes{stream="WINNOW_RAW"} 700`, `winnow_stream_limit_bytes{stream="WINNOW_RAW"} 1000`,
	} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("/metrics does not say %s", want)
		}
	}
	if strings.Contains(body, `winnow_stream_limit_bytes{stream="WINNOW_DEAD"}`) {
		t.Error("/metrics still shows a limit that was taken away")
	}
	if strings.Contains(body, `partition="4"`) {
		t.Error("/metrics still shows a partition that was given up")
	}
}

func TestWhoTellsNoStoriesShowsNone(t *testing.T) {
	tel := newTest(t)
	if _, body := get(t, tel, "/metrics"); strings.Contains(body, "winnow_story_teller") {
		t.Error("/metrics shows a teller where stories are off: the alert that nobody tells would go off")
	}
	tel.Leading(true)
	tel.Unclustered(12)
	tel.Leading(false)
	_, body := get(t, tel, "/metrics")
	for _, want := range []string{"winnow_story_teller 0", "winnow_story_lag_documents 0"} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("/metrics does not say %s of one that gave up its turn", want)
		}
	}
}

func TestReasonsDoNotMakeSeriesWithoutEnd(t *testing.T) {
	tel := newTest(t)
	for i := range 200 {
		o := pipeline.Stored{Failure: &pipeline.Failure{Stage: pipeline.StageClean, Reason: strings.Repeat("r", i+1)}}
		tel.Committed([]pipeline.Stored{o}, 0, 0)
	}
	_, body := get(t, tel, "/metrics")
	if n := strings.Count(body, "winnow_dead_letters_total{"); n != maxReasons+1 {
		t.Errorf("%d series of dead letters for 200 reasons, want %d", n, maxReasons+1)
	}
}

// full is an error as the broker's of a stream without room.
type full struct{}

func (full) Error() string { return "the stream is full" }
func (full) Full() bool    { return true }

func TestHealthMeansIt(t *testing.T) {
	now := time.Unix(1000, 0)
	tel := newTest(t)
	tel.health = newHealth(func() time.Time { return now })
	away := errors.New("no servers")
	steps := []struct {
		name          string
		do            func()
		alive, ready  int
		readySaysThis string
	}{
		{"at the start", func() {}, 200, 503, "starting"},
		{"no broker yet", func() { tel.Beat(away) }, 200, 503, "starting: no servers"},
		{"at work", func() { tel.Beat(nil) }, 200, 200, "ok"},
		{"the broker is away for a moment", func() { now = now.Add(5 * time.Second); tel.Beat(away) }, 200, 200, "ok"},
		{"and for longer", func() { now = now.Add(20 * time.Second); tel.Beat(away) }, 200, 503, "for 25s: no servers"},
		{"and for an hour: it waits", func() { now = now.Add(time.Hour); tel.Beat(away) }, 200, 503, "no servers"},
		{"and is back", func() { tel.Beat(nil) }, 200, 200, "ok"},
		{"the connection is lost for a moment", func() { tel.Connected(away); now = now.Add(time.Second); tel.Beat(away) }, 200, 200, "ok"},
		{"and for longer", func() { now = now.Add(1500 * time.Millisecond); tel.Connected(away) }, 200, 503, "no broker for 3s: no servers"},
		{"and is made again", func() { tel.Connected(nil) }, 200, 200, "ok"},
		{"and asked", func() { tel.Beat(nil) }, 200, 200, "ok"},
		{"a stream is full", func() {
			tel.Storing(true, nil)
			now = now.Add(3 * time.Second)
			tel.Beat(nil)
			tel.Storing(true, full{})
		}, 200, 503, "nothing was stored for 3s: the stream is full"},
		{"and emptied", func() { tel.Storing(false, nil) }, 200, 200, "ok"},
		{"a slow answer is none of both", func() { tel.Storing(true, nil); now = now.Add(5 * time.Second); tel.Beat(nil); tel.Storing(true, away) }, 200, 200, "ok"},
		{"and comes", func() { tel.Storing(false, nil) }, 200, 200, "ok"},
		{"a commit begins", func() { tel.Storing(true, nil) }, 200, 200, "ok"},
		{"the broker takes nothing", func() {
			now = now.Add(20 * time.Second)
			tel.Beat(nil)
			tel.Storing(true, errors.New("disk full"))
		}, 200, 503, "nothing was stored for 20s: disk full"},
		{"and for an hour", func() { now = now.Add(time.Hour); tel.Beat(nil); tel.Storing(true, away) }, 200, 503, "no servers"},
		{"then it does", func() { tel.Storing(false, nil) }, 200, 200, "ok"},
		{"a commit hangs in ourselves", func() { tel.Storing(true, nil); now = now.Add(2 * time.Minute); tel.Beat(nil) }, 503, 503, "nothing was stored for 2m0s"},
		{"and comes round", func() { tel.Storing(false, nil) }, 200, 200, "ok"},
		{"then the worker hangs", func() { now = now.Add(2 * time.Minute) }, 503, 503, "no sign of the worker for 2m0s"},
		{"and comes round, and is told to stop", func() { tel.Beat(nil); tel.Stopping() }, 200, 503, "stopping"},
	}
	for _, s := range steps {
		s.do()
		alive, _ := get(t, tel, "/healthz")
		ready, said := get(t, tel, "/readyz")
		if alive != s.alive || ready != s.ready || !strings.Contains(said, s.readySaysThis) {
			t.Errorf("%s: healthz %d, readyz %d %q; want %d, %d and %q", s.name, alive, ready, said, s.alive, s.ready, s.readySaysThis)
		}
	}
}

func TestProfilesAreThereOnlyWhenAskedFor(t *testing.T) {
	tel := newTest(t)
	if code, _ := get(t, tel, "/debug/pprof/"); code != http.StatusNotFound {
		t.Errorf("without the flag pprof answers %d", code)
	}
	s, err := ServeProfiles("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/debug/pprof/goroutine": http.StatusOK, "/metrics": http.StatusNotFound} {
		response, err := http.Get("http://" + s.Address() + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != want {
			t.Errorf("at the address of profiles %s answers %d, %v", path, response.StatusCode, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestServeListensAndEnds(t *testing.T) {
	tel := newTest(t)
	s, err := tel.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Get("http://" + s.Address() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil || string(body) != "ok\n" {
		t.Errorf("/healthz says %q, %v", body, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// The example of the W3C Trace Context recommendation.
const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func TestATraceGoesOnFromTheScrapers(t *testing.T) {
	for _, name := range []string{"traceparent", "Traceparent"} {
		tel := newTest(t)
		spans := tracetest.NewSpanRecorder()
		tel.tracing.record(spans, "test")
		trace := tel.Follow(map[string][]string{name: {parent}}, "winnow.raw.1.example-org", time.Now())
		out := map[string][]string{}
		trace.Inject(out)
		trace.End(&pipeline.Failure{Stage: pipeline.StageClean, Reason: "binary"})
		if got := carrier(out).Get("traceparent"); !strings.HasPrefix(got, parent[:36]) || got == parent {
			t.Errorf("%s: the clean document carries %q, want the same trace and a new span", name, got)
		}
		ended := spans.Ended()
		if len(ended) != 1 || ended[0].Parent().SpanID().String() != "00f067aa0ba902b7" || ended[0].Status().Description != "binary" {
			t.Errorf("%s: spans %v, want one under the scraper's, with its failure", name, ended)
		}
		if err := tel.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestWithoutAnEndpointATraceIsHandedOnAsItCame(t *testing.T) {
	tel := newTest(t)
	out := map[string][]string{}
	tel.Follow(map[string][]string{"traceparent": {parent}}, "winnow.raw.1.example-org", time.Now()).Inject(out)
	if got := carrier(out).Get("traceparent"); got != parent {
		t.Errorf("the clean document carries %q, want %q", got, parent)
	}
	tel.Follow(nil, "winnow.raw.1.example-org", time.Now()).Inject(map[string][]string{})
}

// A scraper's tracestate may be as long as all that a clean document's headers have
// room for.
func TestOnlyAShortTracestateIsHandedOn(t *testing.T) {
	tel := newTest(t)
	var long []string
	for i := range 30 {
		long = append(long, fmt.Sprintf("v%d=%s", i, strings.Repeat("x", 200)))
	}
	for state, want := range map[string]string{"vendor=value": "vendor=value", strings.Join(long, ","): ""} {
		out := map[string][]string{}
		tel.Follow(map[string][]string{"traceparent": {parent}, "tracestate": {state}}, "winnow.raw.1.example-org", time.Now()).Inject(out)
		if got := carrier(out); got.Get("traceparent") != parent || got.Get("tracestate") != want {
			t.Errorf("of a tracestate of %d bytes the clean document carries %v", len(state), out)
		}
	}
}

// TestWhoOnlyAnswersIsNoWorker wants none of a worker's metrics from a process that
// has no stream.
func TestWhoOnlyAnswersIsNoWorker(t *testing.T) {
	asks := NewAsks()
	asks.Asked("http", "clean", time.Millisecond)
	asks.Took(pipeline.StageClean, time.Millisecond)
	w := httptest.NewRecorder()
	asks.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	body := w.Body.String()
	for _, want := range []string{`winnow_asks_total{outcome="clean",via="http"} 1`, `winnow_stage_seconds_count{stage="clean"} 1`, "process_start_time_seconds"} {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics does not say %s", want)
		}
	}
	for _, not := range []string{"winnow_ready", "winnow_build_info", "winnow_partitions", "winnow_documents_total"} {
		if strings.Contains(body, not) {
			t.Errorf("/metrics says %s, as a worker does", not)
		}
	}
}

// TestASiteOfAnyBytesIsShown has sites whose tokens are no UTF-8, as a scraper's subject
// may be.
func TestASiteOfAnyBytesIsShown(t *testing.T) {
	tel := newTest(t)
	tel.Drifted("a\xff", []string{"byline"})
	tel.Drifted("a\xfe", []string{"byline"})
	code, body := get(t, tel, "/metrics")
	if want := "winnow_site_drifted{measure=\"byline\",site=\"a\uFFFD\"} 1"; code != http.StatusOK || strings.Count(body, want) != 1 {
		t.Errorf("%d, want one %s in\n%s", code, want, body)
	}
}
