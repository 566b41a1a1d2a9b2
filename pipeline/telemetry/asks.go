package telemetry

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/winnow-news/winnow/pipeline"
)

// askMetrics is what is cleaned for who asks and waits.
type askMetrics struct {
	asked   *prometheus.CounterVec
	seconds *prometheus.HistogramVec
}

func newAskMetrics(r registrar) askMetrics {
	return askMetrics{
		asked:   r.counterVec("asks_total", "Documents that were asked for, by way (nats, http) and outcome: clean, or the reason of the refusal.", "via", "outcome"),
		seconds: r.histogramVec("ask_seconds", "Time from a document's being asked for to its being clean, its turn included.", stageBuckets, "via"),
	}
}

// Asked counts one document. The caller knows only so many outcomes.
func (m *askMetrics) Asked(via, outcome string, took time.Duration) {
	m.asked.WithLabelValues(via, outcome).Inc()
	if took > 0 { // else it was refused at the door
		m.seconds.WithLabelValues(via).Observe(took.Seconds())
	}
}

// Asks is the telemetry of a process that only answers, and has no stream: a few of
// a worker's metrics, with the same names. Those that tell of workers are not among
// them, so that an alert on the workers does not take it for one.
type Asks struct {
	askMetrics
	rulesMetrics
	registry *prometheus.Registry
	stages   *prometheus.HistogramVec
}

// NewAsks returns one, with its own registry.
func NewAsks() *Asks {
	registry := prometheus.NewRegistry()
	r := registrar{registry}
	a := &Asks{askMetrics: newAskMetrics(r), rulesMetrics: newRulesMetrics(r), registry: registry, stages: newStages(r)}
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return a
}

// Took counts one stage of one document.
func (a *Asks) Took(stage pipeline.Stage, d time.Duration) {
	a.stages.WithLabelValues(string(stage)).Observe(d.Seconds())
}

// Retried does nothing: whoever waits asks again.
func (*Asks) Retried(pipeline.Stage) {}

// Handler shows the metrics.
func (a *Asks) Handler() http.Handler {
	return promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{})
}
