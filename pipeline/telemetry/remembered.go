package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// memoryMetrics is what a worker remembers of sites.
type memoryMetrics struct {
	sites, rests, paragraphs, doors prometheus.Gauge
	evicted                         *prometheus.CounterVec
	marked                          *prometheus.CounterVec
}

// The values of the label what.
const (
	evictedSites      = "sites"
	evictedParagraphs = "paragraphs"
	evictedDoors      = "first_sightings"
)

var evictable = []string{evictedSites, evictedParagraphs, evictedDoors}

// Remembers shows what is remembered of sites.
func (m *memoryMetrics) Remembers(sites, documents, paragraphs, firstSightingBytes int) {
	m.sites.Set(float64(sites))
	m.rests.Set(float64(documents))
	m.paragraphs.Set(float64(paragraphs))
	m.doors.Set(float64(firstSightingBytes))
}

// Evicted counts what had to be forgotten for want of room.
func (m *memoryMetrics) Evicted(sites, paragraphs, firstSightings int) {
	m.evicted.WithLabelValues(evictedSites).Add(float64(sites))
	m.evicted.WithLabelValues(evictedParagraphs).Add(float64(paragraphs))
	m.evicted.WithLabelValues(evictedDoors).Add(float64(firstSightings))
}

// storyMetrics is what the telling of stories does.
type storyMetrics struct {
	teller                               *prometheus.GaugeVec // has no series where stories are off
	told                                 *prometheus.CounterVec
	untold, articles, clusters, postings prometheus.Gauge
	pushed                               prometheus.Counter
	batches, storing                     prometheus.Histogram
}

// Telling shows whether it is this process that tells. Who does not has nothing
// to show of what waits and what is known.
func (m *storyMetrics) Telling(us bool) {
	if us {
		m.teller.WithLabelValues().Set(1)
		return
	}
	m.teller.WithLabelValues().Set(0)
	for _, g := range []prometheus.Gauge{m.untold, m.articles, m.clusters, m.postings} {
		g.Set(0)
	}
}

// Told counts records that are stored.
func (m *storyMetrics) Told(documents int, events map[string]int, took time.Duration) {
	for event, n := range events {
		m.told.WithLabelValues(event).Add(float64(n))
	}
	m.batches.Observe(float64(documents))
	m.storing.Observe(took.Seconds())
}

// Untold shows what waits.
func (m *storyMetrics) Untold(documents int) { m.untold.Set(float64(documents)) }

// Knows shows what is remembered of articles.
func (m *storyMetrics) Knows(articles, clusters, postings, evicted int) {
	m.articles.Set(float64(articles))
	m.clusters.Set(float64(clusters))
	m.postings.Set(float64(postings))
	m.pushed.Add(float64(evicted))
}
