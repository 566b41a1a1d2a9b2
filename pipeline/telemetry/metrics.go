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

// other stands for every label value that was not foreseen.
const other = "other"

// metrics is what Prometheus reads.
type metrics struct {
	registry *prometheus.Registry
	known    map[string]bool // "kind/rule" pairs need not be foreseen, kinds and rules do

	documents  *prometheus.CounterVec
	bytes      *prometheus.CounterVec
	removed    *prometheus.CounterVec
	removedLen *prometheus.CounterVec
	quality    *prometheus.CounterVec
	dead       *prometheus.CounterVec
	retries    *prometheus.CounterVec
	stages     *prometheus.HistogramVec
	age        prometheus.Histogram
	commits    prometheus.Histogram
	committing prometheus.Histogram
	refused    prometheus.Counter
	lost       prometheus.Counter
	partitions prometheus.Gauge
	owned      prometheus.Gauge
	waiting    *prometheus.GaugeVec
	memoryMetrics
	storyMetrics

	mu      sync.Mutex
	reasons map[string]bool
	shown   map[int]bool // partitions that have a series
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
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "winnow", Name: name, Help: help}, labels)
		registry.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "winnow", Name: name, Help: help, Buckets: buckets}, labels)
		registry.MustRegister(h)
		return h
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "winnow", Name: name, Help: help}, labels)
		registry.MustRegister(g)
		return g
	}
	single := func(h *prometheus.HistogramVec) prometheus.Histogram {
		return h.WithLabelValues().(prometheus.Histogram)
	}
	m := &metrics{
		registry: registry, known: make(map[string]bool), reasons: make(map[string]bool), shown: make(map[int]bool),
		documents:  counter("documents_total", "Documents by outcome: clean, dead, or passed_over when another worker had stored them.", "outcome"),
		bytes:      counter("document_bytes_total", "Bytes of raw documents (in) and of the messages of clean ones (out).", "direction"),
		removed:    counter("removed_total", "Blocks and spans taken out, by kind and rule.", "kind", "rule"),
		removedLen: counter("removed_bytes_total", "Bytes of text taken out, by kind.", "kind"),
		quality:    counter("quality_total", "Clean documents by what they are: article, listing, paywalled, consent, error or empty.", "is"),
		dead:       counter("dead_letters_total", "Dead letters by stage and reason.", "stage", "reason"),
		retries:    counter("retries_total", "Tries of a document that failed for a reason that passes.", "stage"),
		stages:     histogram("stage_seconds", "Time of one stage of one document, and of one commit.", stageBuckets, "stage"),
		age:        single(histogram("document_age_seconds", "Time from the raw document's storing to the clean one's.", ageBuckets)),
		commits:    single(histogram("commit_documents", "Documents in one commit.", sizeBuckets)),
		committing: single(histogram("commit_seconds", "Time of one commit.", stageBuckets)),
		refused:    counter("refused_batches_total", "Batches that were not stored because another worker's came first.").WithLabelValues(),
		lost:       counter("raw_lost_documents_total", "Raw documents that the broker removed before anybody had cleaned them, as far as can be told.").WithLabelValues(),
		partitions: gauge("partitions", "Partitions of the raw stream, whoever has them.").WithLabelValues(),
		owned:      gauge("partitions_owned", "Partitions that this worker has.").WithLabelValues(),
		waiting:    gauge("partition_lag_documents", "Documents that wait in a partition of this worker.", "partition"),
	}
	m.memoryMetrics = memoryMetrics{
		sites:      gauge("memory_sites", "Sites that this worker remembers.").WithLabelValues(),
		rests:      gauge("memory_documents", "Documents of those sites that memory rests on, about.").WithLabelValues(),
		paragraphs: gauge("memory_paragraphs", "Paragraphs of those sites that stood in more than one document.").WithLabelValues(),
		doors:      gauge("memory_first_sightings_bytes", "Memory of paragraphs that were seen once.").WithLabelValues(),
		evicted:    counter("memory_evicted_total", "What was forgotten before its time for want of room: sites, paragraphs, or a site's first sightings.", "what"),
		marked:     counter("marked_total", "Blocks that memory would have taken out and only marked, by rule.", "rule"),
	}
	m.storyMetrics = storyMetrics{
		teller:   gauge("story_teller", "1 in the process that tells stories, 0 in those that would."),
		told:     counter("stories_told_total", "Records of stories by event: new, joined, or representative when an article moved.", "event"),
		untold:   gauge("story_lag_documents", "Clean documents that wait to be told of.").WithLabelValues(),
		articles: gauge("story_articles", "Articles that are remembered.").WithLabelValues(),
		clusters: gauge("story_clusters", "Stories among them.").WithLabelValues(),
		postings: gauge("story_postings", "Entries of the index from fingerprints to articles.").WithLabelValues(),
		pushed:   counter("story_evicted_articles_total", "Articles that were forgotten before their time for want of room.").WithLabelValues(),
		batches:  single(histogram("story_commit_documents", "Documents in one commit of stories.", sizeBuckets)),
		storing:  single(histogram("story_commit_seconds", "Time of one commit of stories.", stageBuckets)),
	}
	gauge("build_info", "Always 1.", "version").WithLabelValues(version).Set(1)
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.foresee(labels)
	return m
}

// foresee gives every kind its series from the start, so that a rate over one
// that has not happened yet is 0 and not nothing.
func (m *metrics) foresee(labels Labels) {
	for _, rule := range labels.Rules {
		m.known[rule] = true
	}
	for _, kind := range labels.Kinds {
		m.known[kind] = true
		m.removedLen.WithLabelValues(kind)
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
	for _, what := range evictable {
		m.evicted.WithLabelValues(what)
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
		m.outcome(&stored[i], now)
	}
	m.bytes.WithLabelValues("in").Add(float64(in))
	m.bytes.WithLabelValues("out").Add(float64(bytes))
	m.commits.Observe(float64(len(stored)))
	m.committing.Observe(took.Seconds())
}

func (m *metrics) outcome(o *pipeline.Stored, now time.Time) {
	if !o.Arrived.IsZero() {
		m.age.Observe(max(0, now.Sub(o.Arrived).Seconds()))
	}
	if o.Failure != nil {
		m.documents.WithLabelValues("dead").Inc()
		m.dead.WithLabelValues(string(o.Failure.Stage), m.reason(o.Failure.Reason)).Inc()
		return
	}
	m.documents.WithLabelValues("clean").Inc()
	m.quality.WithLabelValues(o.Clean.Quality.Is.String()).Inc()
	for _, r := range o.Clean.Marked {
		m.marked.WithLabelValues(m.label(r.Rule)).Inc()
	}
	for _, r := range o.Clean.Removed {
		kind := m.label(r.Kind.String())
		m.removed.WithLabelValues(kind, m.label(r.Rule)).Inc()
		m.removedLen.WithLabelValues(kind).Add(float64(len(r.Text)))
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
	for p := range m.shown {
		if _, held := waiting[p]; !held {
			m.waiting.DeleteLabelValues(strconv.Itoa(p))
			delete(m.shown, p)
		}
	}
	for p, n := range waiting {
		m.waiting.WithLabelValues(strconv.Itoa(p)).Set(float64(n))
		m.shown[p] = true
	}
}
