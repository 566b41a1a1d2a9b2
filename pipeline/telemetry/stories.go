package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// storyMetrics is what the clustering of stories does.
type storyMetrics struct {
	active    *prometheus.GaugeVec // has no series where stories are off
	records   *prometheus.CounterVec
	lag       prometheus.Gauge
	articles  prometheus.Gauge
	clusters  prometheus.Gauge
	postings  prometheus.Gauge
	evictions prometheus.Counter
	batchSize prometheus.Histogram
	batchTime prometheus.Histogram
}

func newStoryMetrics(r registrar) storyMetrics {
	return storyMetrics{
		active:    r.gaugeVec("story_teller", "1 in the process that tells stories, 0 in those that would."),
		records:   r.counterVec("stories_told_total", "Records of stories by event: new, joined, or representative when an article moved.", "event"),
		lag:       r.gauge("story_lag_documents", "Clean documents that wait to be told of."),
		articles:  r.gauge("story_articles", "Articles that are remembered."),
		clusters:  r.gauge("story_clusters", "Stories among them."),
		postings:  r.gauge("story_postings", "Entries of the index from fingerprints to articles."),
		evictions: r.counter("story_evicted_articles_total", "Articles that were forgotten before their time for want of room."),
		batchSize: r.histogram("story_commit_documents", "Documents in one commit of stories.", sizeBuckets),
		batchTime: r.histogram("story_commit_seconds", "Time of one commit of stories.", stageBuckets),
	}
}

// Leading shows whether it is this process that clusters. One that does not has
// nothing to show of what waits and what is remembered.
func (m *storyMetrics) Leading(us bool) {
	if us {
		m.active.WithLabelValues().Set(1)
		return
	}
	m.active.WithLabelValues().Set(0)
	for _, g := range []prometheus.Gauge{m.lag, m.articles, m.clusters, m.postings} {
		g.Set(0)
	}
}

// Clustered counts records that are stored.
func (m *storyMetrics) Clustered(documents int, events map[string]int, took time.Duration) {
	for event, n := range events {
		m.records.WithLabelValues(event).Add(float64(n))
	}
	m.batchSize.Observe(float64(documents))
	m.batchTime.Observe(took.Seconds())
}

// Unclustered shows what waits.
func (m *storyMetrics) Unclustered(documents int) { m.lag.Set(float64(documents)) }

// RemembersStories shows what is remembered of articles.
func (m *storyMetrics) RemembersStories(articles, clusters, postings, evicted int) {
	m.articles.Set(float64(articles))
	m.clusters.Set(float64(clusters))
	m.postings.Set(float64(postings))
	m.evictions.Add(float64(evicted))
}
