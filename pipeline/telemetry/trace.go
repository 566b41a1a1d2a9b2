package telemetry

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/winnow-news/winnow/pipeline"
)

// tracing makes spans, and sends them when it was told where to.
type tracing struct {
	tracer     trace.Tracer
	propagator propagation.TextMapPropagator
	close      func() error
}

// closeTimeout bounds the sending of the last spans.
const closeTimeout = 3 * time.Second

func newTracing(version string) (*tracing, error) {
	t := &tracing{propagator: propagation.TraceContext{}, close: func() error { return nil }}
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		t.tracer = noop.NewTracerProvider().Tracer("winnow")
		return t, nil
	}
	exporter, err := otlptracehttp.New(context.Background())
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	t.record(sdktrace.NewBatchSpanProcessor(exporter), version)
	return t, nil
}

// record makes the spans real and hands them to a processor.
func (t *tracing) record(processor sdktrace.SpanProcessor, version string) {
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(processor),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "winnow"), attribute.String("service.version", version))))
	t.tracer = provider.Tracer("winnow")
	t.close = func() error {
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			return fmt.Errorf("the last traces: %w", err)
		}
		return nil
	}
}

func (t *tracing) follow(header map[string][]string, subject string, received time.Time) pipeline.Trace {
	ctx := t.propagator.Extract(context.Background(), carrier(header))
	ctx, span := t.tracer.Start(ctx, "winnow clean", trace.WithTimestamp(received), trace.WithSpanKind(trace.SpanKindConsumer))
	if span.IsRecording() {
		span.SetAttributes(attribute.String("messaging.system", "nats"), attribute.String("messaging.destination.name", subject))
	}
	return &documentTrace{ctx: ctx, span: span, propagator: t.propagator}
}

// documentTrace is the span of one document, from its receipt to its commit.
type documentTrace struct {
	ctx        context.Context
	span       trace.Span
	propagator propagation.TextMapPropagator
}

// mostState is the bytes of a tracestate that is passed on: as many as W3C Trace
// Context asks for at least. A scraper's may have 16 KB, for which the message of a
// document that just fits has no room.
const mostState = 512

// Inject puts traceparent and tracestate into the headers; a tracestate that is too
// long is left out, which the trace goes on without.
func (d *documentTrace) Inject(header map[string][]string) {
	to := carrier(header)
	d.propagator.Inject(d.ctx, to)
	if len(to[stateHeader]) > 0 && len(to[stateHeader][0]) > mostState {
		delete(header, stateHeader)
	}
}

// stateHeader is where the tracestate is.
const stateHeader = "tracestate"

// End ends the span.
func (d *documentTrace) End(failure *pipeline.Failure) {
	if failure != nil {
		d.span.SetAttributes(attribute.String("winnow.stage", string(failure.Stage)), attribute.String("winnow.reason", failure.Reason))
		d.span.SetStatus(codes.Error, failure.Reason)
	}
	d.span.End()
}

// carrier reads NATS headers in any letter case and writes them in lower case,
// as W3C Trace Context has them.
type carrier map[string][]string

// Get returns the first value.
func (c carrier) Get(key string) string {
	for name, values := range c {
		if len(values) > 0 && strings.EqualFold(name, key) {
			return values[0]
		}
	}
	return ""
}

// Set replaces the values.
func (c carrier) Set(key, value string) { c[key] = []string{value} }

// Keys returns the names.
func (c carrier) Keys() []string { return slices.Collect(maps.Keys(c)) }
