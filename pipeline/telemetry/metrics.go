package telemetry

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// other stands for every label value that is not known beforehand.
const other = "other"

// metrics is what Prometheus reads. Its methods are those of the observers of
// runs, workers and stories.
type metrics struct {
	registry *prometheus.Registry
	known    map[string]bool // kinds and rules that may be label values

	documents    *prometheus.CounterVec
	bytes        *prometheus.CounterVec
	removed      *prometheus.CounterVec
	removedBytes *prometheus.CounterVec
	quality      *prometheus.CounterVec
	dead         *prometheus.CounterVec
	retries      *prometheus.CounterVec
	stages       *prometheus.HistogramVec
	age          prometheus.Histogram
	batchSize    prometheus.Histogram
	batchTime    prometheus.Histogram
	refused      prometheus.Counter
	lost         prometheus.Counter
	partitions   prometheus.Gauge
	owned        prometheus.Gauge
	lag          *prometheus.GaugeVec
	memoryMetrics
	storyMetrics
	driftMetrics
	streamMetrics
	shifts *siteShifts
	askMetrics
	rulesMetrics

	mu              sync.Mutex
	reasons         map[string]bool
	partitionSeries map[int]bool // partitions that have a series
}

// The buckets: cleaning takes well under a millisecond for a text and some
// tens for a page; a document's age is that of its batch, or of an outage.
var (
	stageBuckets = []float64{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 100e-3, 250e-3, 1, 5, 30}
	ageBuckets   = []float64{5e-3, 10e-3, 25e-3, 50e-3, 75e-3, 100e-3, 150e-3, 250e-3, 500e-3, 1, 2.5, 5, 15, 60, 300, 1800, 7200}
	sizeBuckets  = []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 999}
)

// maxReasons bounds the reasons that get a series of their own. They come from
// errors, and errors from anywhere.
const maxReasons = 40

func newMetrics(registry *prometheus.Registry, version string, labels Labels) *metrics {
	r := registrar{registry}
	m := &metrics{
		registry: registry, known: make(map[string]bool), reasons: make(map[string]bool), partitionSeries: make(map[int]bool),
		documents:     r.counterVec("documents_total", "Documents by outcome: clean, dead, or passed_over when another worker had stored them.", "outcome"),
		bytes:         r.counterVec("document_bytes_total", "Bytes of raw documents (in) and of the messages of clean ones (out).", "direction"),
		removed:       r.counterVec("removed_total", "Blocks and spans taken out, by kind and rule.", "kind", "rule"),
		removedBytes:  r.counterVec("removed_bytes_total", "Bytes of text taken out, by kind.", "kind"),
		quality:       r.counterVec("quality_total", "Clean documents by what they are: article, live, listing, paywalled, consent, error or empty.", "is"),
		dead:          r.counterVec("dead_letters_total", "Dead letters by stage and reason.", "stage", "reason"),
		retries:       r.counterVec("retries_total", "Tries of a document that failed for a reason that passes.", "stage"),
		stages:        newStages(r),
		age:           r.histogram("document_age_seconds", "Time from the raw document's storing to the clean one's.", ageBuckets),
		batchSize:     r.histogram("commit_documents", "Documents in one commit.", sizeBuckets),
		batchTime:     r.histogram("commit_seconds", "Time of one commit.", stageBuckets),
		refused:       r.counter("refused_batches_total", "Batches that were not stored because another worker's came first."),
		lost:          r.counter("raw_lost_documents_total", "Raw documents that the broker removed before anybody had cleaned them, as far as can be told."),
		partitions:    r.gauge("partitions", "Partitions of the raw stream, whoever has them."),
		owned:         r.gauge("partitions_owned", "Partitions that this worker has."),
		lag:           r.gaugeVec("partition_lag_documents", "Documents that wait in a partition of this worker.", "partition"),
		memoryMetrics: newMemoryMetrics(r),
		storyMetrics:  newStoryMetrics(r),
		driftMetrics:  newDriftMetrics(r),
		streamMetrics: newStreamMetrics(r),
		shifts:        newSiteShifts(registry, labels.Site),
		askMetrics:    newAskMetrics(r),
		rulesMetrics:  newRulesMetrics(r),
	}
	r.gaugeVec("build_info", "Always 1.", "version").WithLabelValues(version).Set(1)
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.initSeries(labels)
	return m
}

func newStages(r registrar) *prometheus.HistogramVec {
	return r.histogramVec("stage_seconds", "Time of one stage of one document, and of one commit.", stageBuckets, "stage")
}

// initSeries makes the series of what is known beforehand, so that a rate over
// one that has not happened yet is 0 and not nothing.
func (m *metrics) initSeries(labels Labels) {
	for _, rule := range labels.Rules {
		m.known[rule] = true
	}
	for _, kind := range labels.Kinds {
		m.known[kind] = true
		m.removedBytes.WithLabelValues(kind)
	}
	for _, is := range document.PageTypes() {
		m.quality.WithLabelValues(is.String())
	}
	for _, outcome := range []string{"clean", "dead", "passed_over"} {
		m.documents.WithLabelValues(outcome)
	}
	for _, stage := range []pipeline.Stage{pipeline.StageEnvelope, pipeline.StageClean, pipeline.StagePublish} {
		m.retries.WithLabelValues(string(stage))
	}
}

func (m *metrics) label(value string) string {
	if m.known[value] {
		return value
	}
	return other
}

// Took counts one stage of one document.
func (m *metrics) Took(stage pipeline.Stage, d time.Duration) {
	m.stages.WithLabelValues(string(stage)).Observe(d.Seconds())
}

// Retried counts a try that is to be repeated.
func (m *metrics) Retried(stage pipeline.Stage) { m.retries.WithLabelValues(string(stage)).Inc() }

// Committed counts what was stored.
func (m *metrics) Committed(stored []pipeline.Stored, bytes int, took time.Duration) {
	now := time.Now()
	in := 0
	for i := range stored {
		in += stored[i].Size
		m.count(&stored[i], now)
	}
	m.bytes.WithLabelValues("in").Add(float64(in))
	m.bytes.WithLabelValues("out").Add(float64(bytes))
	m.batchSize.Observe(float64(len(stored)))
	m.batchTime.Observe(took.Seconds())
}

func (m *metrics) count(d *pipeline.Stored, now time.Time) {
	m.shifts.count(d)
	if !d.Arrived.IsZero() {
		m.age.Observe(max(0, now.Sub(d.Arrived).Seconds()))
	}
	if d.Failure != nil {
		m.documents.WithLabelValues("dead").Inc()
		m.dead.WithLabelValues(string(d.Failure.Stage), m.reason(d.Failure.Reason)).Inc()
		return
	}
	m.documents.WithLabelValues("clean").Inc()
	m.quality.WithLabelValues(d.Clean.Quality.Is.String()).Inc()
	for _, r := range d.Clean.Marked {
		m.marked.WithLabelValues(m.label(r.Rule)).Inc()
	}
	for _, r := range d.Clean.Removed {
		kind := m.label(r.Kind.String())
		m.removed.WithLabelValues(kind, m.label(r.Rule)).Inc()
		m.removedBytes.WithLabelValues(kind).Add(float64(len(r.Text)))
	}
}

func (m *metrics) reason(reason string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.reasons[reason] && len(m.reasons) >= maxReasons {
		return other
	}
	m.reasons[reason] = true
	return reason
}

// PassedOver counts documents that another worker had stored.
func (m *metrics) PassedOver(documents int) {
	m.documents.WithLabelValues("passed_over").Add(float64(documents))
}

// Refused counts a refused batch.
func (m *metrics) Refused() { m.refused.Inc() }

// Lost counts raw documents that nobody will clean.
func (m *metrics) Lost(documents int) { m.lost.Add(float64(documents)) }

// Holds shows the partitions that are held, and only those.
func (m *metrics) Holds(waiting map[int]int, of int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.partitions.Set(float64(of))
	m.owned.Set(float64(len(waiting)))
	for p := range m.partitionSeries {
		if _, held := waiting[p]; !held {
			m.lag.DeleteLabelValues(strconv.Itoa(p))
			delete(m.partitionSeries, p)
		}
	}
	for p, n := range waiting {
		m.lag.WithLabelValues(strconv.Itoa(p)).Set(float64(n))
		m.partitionSeries[p] = true
	}
}
