// Package telemetry shows from outside what a worker does: metrics for
// Prometheus, traces for OpenTelemetry, and the two questions that whoever runs
// it asks most often: is it alive, and is it ready.
//
//   - metrics.go: counters and histograms of documents and of the worker
//   - memory.go, stories.go, drifts.go, streams.go: those of memory, of stories, of
//     sites that change, and of what the broker's streams hold
//   - sites.go: the sites whose documents come out otherwise than before
//   - asks.go: those of documents that somebody asks for and waits
//   - rules.go: those of the site rules in force
//   - registrar.go: makes and registers them
//   - trace.go: one span a document, whose parent is the scraper's
//   - health.go: /healthz and /readyz
//   - lag.go: how many documents wait, shown by a process that is no worker
//   - serve.go: the HTTP server that has them all
//
// Telemetry has the methods of pipeline.Observer, and those of the observers
// that pipeline/stream declares for its worker and for its stages: their
// parameters are plain, so it need not import them. Nothing that it observes
// waits for it.
package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/winnow-news/winnow/pipeline"
)

// Telemetry observes one worker.
type Telemetry struct {
	*metrics
	*health
	tracing *tracing
}

// Labels is what metrics may have as values of the labels kind and rule:
// everything that cleaners can cite. A kind or rule that is not in it counts as "other", so that the number
// of series is known from the start.
type Labels struct {
	Kinds []string
	Rules []string
	Site  func(url string) string // the site of an address, empty for none; nil when sites are not to be told apart
}

// New returns an observer with its own registry. Traces are recorded and sent
// when one of OpenTelemetry's own variables names an endpoint
// (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT), and else
// passed on as they came.
func New(version string, labels Labels) (*Telemetry, error) {
	t, err := newTracing(version)
	if err != nil {
		return nil, err
	}
	metrics, health := newMetrics(prometheus.NewRegistry(), version, labels), newHealth(time.Now)
	metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: "winnow", Name: "ready", Help: "1 while /readyz says ok, else 0.",
	}, health.readiness))
	return &Telemetry{metrics: metrics, health: health, tracing: t}, nil
}

// Follow begins the span of a document.
func (t *Telemetry) Follow(header map[string][]string, subject string, received time.Time) pipeline.Trace {
	return t.tracing.follow(header, subject, received)
}

// Close sends the last spans.
func (t *Telemetry) Close() error { return t.tracing.close() }

var _ pipeline.Observer = (*Telemetry)(nil)
