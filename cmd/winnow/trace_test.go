package main

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// otlp is an OpenTelemetry collector on the loopback interface, which keeps the
// spans that it gets over OTLP/HTTP.
type otlp struct {
	mu    sync.Mutex
	spans []span
	errs  []error
}

type span struct{ trace, id, parent, name string }

func (o *otlp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.take(r); err != nil {
		o.errs = append(o.errs, err)
		w.WriteHeader(http.StatusBadRequest)
	}
}

func (o *otlp) take(r *http.Request) error {
	from := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			return err
		}
		from = unzipped
	}
	body, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	var export collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &export); err != nil {
		return err
	}
	for _, resource := range export.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, s := range scope.Spans {
				o.spans = append(o.spans, span{hex.EncodeToString(s.TraceId), hex.EncodeToString(s.SpanId), hex.EncodeToString(s.ParentSpanId), s.Name})
			}
		}
	}
	return nil
}

// TestASpanReachesTheCollector sends a document with a traceparent through a
// worker: its span goes on from there, and the clean document carries the span.
func TestASpanReachesTheCollector(t *testing.T) {
	got := &otlp{}
	receiver := httptest.NewServer(got)
	defer receiver.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
	server := startedServer(t)
	js := plainClient(t, server.URL())
	if err := broker.DefaultTopology().Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	const trace, scraper = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7" // the example of the W3C's recommendation
	msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: []byte("A story that somebody follows."), Header: nats.Header{
		"traceparent": {"00-" + trace + "-" + scraper + "-01"}, "tracestate": {"scraper=7"},
	}}
	if _, err := js.PublishMsg(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"run", "--once", "--http", "none", "--nats", server.URL()}, console{out: io.Discard, err: t.Output()}); code != 0 {
		t.Fatalf("winnow run: exit code %d", code)
	}
	got.mu.Lock()
	defer got.mu.Unlock()
	if len(got.spans) != 1 || len(got.errs) > 0 {
		t.Fatalf("the collector has %d spans: %+v; errors: %v", len(got.spans), got.spans, got.errs)
	}
	s := got.spans[0]
	if s.trace != trace || s.parent != scraper || s.name != "winnow clean" {
		t.Errorf("the span is %+v, want one of trace %s under %s", s, trace, scraper)
	}
	clean, err := js.Stream(t.Context(), "WINNOW_CLEAN")
	if err != nil {
		t.Fatal(err)
	}
	out, err := clean.GetMsg(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if carried, want := out.Header["traceparent"], "00-"+trace+"-"+s.id+"-01"; strings.Join(carried, "") != want {
		t.Errorf("the clean document carries %q, want %q", carried, want)
	}
	if state := out.Header["tracestate"]; strings.Join(state, "") != "scraper=7" {
		t.Errorf("the clean document has the tracestate %q", state)
	}
}
