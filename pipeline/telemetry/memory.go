package telemetry

import "github.com/prometheus/client_golang/prometheus"

// memoryMetrics is what a worker remembers of sites.
type memoryMetrics struct {
	sites              prometheus.Gauge
	siteDocuments      prometheus.Gauge
	paragraphs         prometheus.Gauge
	firstSightingBytes prometheus.Gauge
	evicted            *prometheus.CounterVec
	marked             *prometheus.CounterVec
}

// The values of the label what.
const (
	evictedSites          = "sites"
	evictedParagraphs     = "paragraphs"
	evictedFirstSightings = "first_sightings"
)

func newMemoryMetrics(r registrar) memoryMetrics {
	m := memoryMetrics{
		sites:              r.gauge("memory_sites", "Sites that this worker remembers."),
		siteDocuments:      r.gauge("memory_documents", "Documents of those sites that memory rests on, about."),
		paragraphs:         r.gauge("memory_paragraphs", "Paragraphs of those sites that stood in more than one document."),
		firstSightingBytes: r.gauge("memory_first_sightings_bytes", "Memory of paragraphs that were seen once."),
		evicted:            r.counterVec("memory_evicted_total", "What was forgotten before its time for want of room: sites, paragraphs, or a site's first sightings.", "what"),
		marked:             r.counterVec("marked_total", "Blocks that memory would have taken out and only marked, by rule.", "rule"),
	}
	for _, what := range []string{evictedSites, evictedParagraphs, evictedFirstSightings} {
		m.evicted.WithLabelValues(what)
	}
	return m
}

// Remembers shows what is remembered of sites.
func (m *memoryMetrics) Remembers(sites, documents, paragraphs, firstSightingBytes int) {
	m.sites.Set(float64(sites))
	m.siteDocuments.Set(float64(documents))
	m.paragraphs.Set(float64(paragraphs))
	m.firstSightingBytes.Set(float64(firstSightingBytes))
}

// Evicted counts what had to be forgotten for want of room.
func (m *memoryMetrics) Evicted(sites, paragraphs, firstSightings int) {
	m.evicted.WithLabelValues(evictedSites).Add(float64(sites))
	m.evicted.WithLabelValues(evictedParagraphs).Add(float64(paragraphs))
	m.evicted.WithLabelValues(evictedFirstSightings).Add(float64(firstSightings))
}
