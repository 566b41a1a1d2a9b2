package telemetry

import (
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// driftMetrics is what the watching of sites does.
type driftMetrics struct {
	active    *prometheus.GaugeVec // has no series where sites are not watched
	alarms    *prometheus.CounterVec
	lag       prometheus.Gauge
	sites     prometheus.Gauge
	documents prometheus.Gauge
	drifted   *driftedSites
}

func newDriftMetrics(r registrar) driftMetrics {
	m := driftMetrics{
		active:    r.gaugeVec("drift_watcher", "1 in the process that watches sites, 0 in those that would."),
		alarms:    r.counterVec("drift_alarms_total", "Sites that have left their range, by the measure that says so most surely.", "measure"),
		lag:       r.gauge("drift_lag_documents", "Clean documents that wait to be looked at."),
		sites:     r.gauge("drift_sites", "Sites that are known."),
		documents: r.gauge("drift_documents", "Documents of them that are kept."),
		drifted:   newDriftedSites(time.Now),
	}
	r.registry.MustRegister(m.drifted)
	return m
}

// WatchesSites shows whether it is this process that watches. One that does not has
// nothing to show of what waits and what is known.
func (m *driftMetrics) WatchesSites(us bool) {
	if us {
		m.active.WithLabelValues().Set(1)
		return
	}
	m.active.WithLabelValues().Set(0)
	for _, g := range []prometheus.Gauge{m.lag, m.sites, m.documents} {
		g.Set(0)
	}
}

// Drifted counts a site that has left its range, and names it for a day.
func (m *driftMetrics) Drifted(site string, measures []string) {
	if len(measures) > 0 {
		m.alarms.WithLabelValues(measures[0]).Inc()
		m.drifted.add(site, measures[0])
	}
}

// Unwatched shows what waits.
func (m *driftMetrics) Unwatched(documents int) { m.lag.Set(float64(documents)) }

// KnowsSites shows what is known.
func (m *driftMetrics) KnowsSites(sites, documents int) {
	m.sites.Set(float64(sites))
	m.documents.Set(float64(documents))
}

// The sites that are named. A series a site would be too many, so that only those have
// one that were told of last, and only for a day.
const (
	namedSites = 50
	namedFor   = 24 * time.Hour
)

// driftedSites shows the sites that have left their range lately.
type driftedSites struct {
	desc *prometheus.Desc
	now  func() time.Time

	mu     sync.Mutex
	latest []driftedSite // in order, each site once
}

type driftedSite struct {
	site, measure string
	at            time.Time
}

func newDriftedSites(now func() time.Time) *driftedSites {
	return &driftedSites{
		desc: prometheus.NewDesc(prometheus.BuildFQName(namespace, "", "site_drifted"),
			"1 for a day for a site that has left its range, with the measure that says so most surely. Fifty sites at most.",
			[]string{"site", "measure"}, nil),
		now: now,
	}
}

// add takes any bytes for a site, which a scraper named: a label has to be UTF-8.
func (d *driftedSites) add(site, measure string) {
	site = strings.ToValidUTF8(site, "\uFFFD")
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.latest[:0]
	for _, s := range d.latest {
		if s.site != site && d.now().Sub(s.at) < namedFor {
			kept = append(kept, s)
		}
	}
	kept = append(kept, driftedSite{site, measure, d.now()})
	d.latest = kept[max(0, len(kept)-namedSites):]
}

// Describe implements prometheus.Collector.
func (d *driftedSites) Describe(descs chan<- *prometheus.Desc) { descs <- d.desc }

// Collect implements prometheus.Collector.
func (d *driftedSites) Collect(metrics chan<- prometheus.Metric) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.latest {
		if d.now().Sub(s.at) < namedFor {
			metrics <- prometheus.MustNewConstMetric(d.desc, prometheus.GaugeValue, 1, s.site, s.measure)
		}
	}
}
