package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// noRules is the value of the label digest where there are no rules.
const noRules = "none"

// rulesMetrics is which site rules are in force. How often they fire is among the
// rules of removed_total, as site/KIND.
type rulesMetrics struct {
	info         *prometheus.GaugeVec
	revision     prometheus.Gauge
	at           prometheus.Gauge
	refused      prometheus.Gauge
	refusedTotal prometheus.Counter
}

func newRulesMetrics(r registrar) rulesMetrics {
	return rulesMetrics{
		info:         r.gaugeVec("rules_info", "Always 1: the digest of the site rules in force, or none.", "digest"),
		revision:     r.gauge("rules_revision", "Revision of the site rules in force; 0 for those of a folder, and for none."),
		at:           r.gauge("rules_timestamp_seconds", "When the site rules in force were stored, in seconds since 1970; 0 for none."),
		refused:      r.gauge("rules_refused", "1 while the newest site rules are refused and older ones are in force, or none."),
		refusedTotal: r.counter("rules_refused_total", "Versions of site rules that were refused."),
	}
}

// RulesTaken shows the rules that are in force from now on: an empty digest where
// there are none.
func (m *rulesMetrics) RulesTaken(digest string, revision uint64, at time.Time, _ int) {
	if digest == "" {
		digest = noRules
	}
	seconds := 0.0
	if !at.IsZero() {
		seconds = float64(at.UnixMilli()) / 1000
	}
	m.info.Reset()
	m.info.WithLabelValues(digest).Set(1)
	m.revision.Set(float64(revision))
	m.at.Set(seconds)
	m.refused.Set(0)
}

// RulesRefused counts a version that can't be taken, and shows that it is not.
func (m *rulesMetrics) RulesRefused() {
	m.refused.Set(1)
	m.refusedTotal.Inc()
}
