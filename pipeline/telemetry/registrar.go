package telemetry

import "github.com/prometheus/client_golang/prometheus"

// namespace begins the name of every metric.
const namespace = "winnow"

// registrar makes metrics and puts them into a registry. It panics, as the
// registry does, when a name is there twice.
type registrar struct{ registry *prometheus.Registry }

func (r registrar) counterVec(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	r.registry.MustRegister(c)
	return c
}

func (r registrar) gaugeVec(name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, labels)
	r.registry.MustRegister(g)
	return g
}

func (r registrar) histogramVec(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, labels)
	r.registry.MustRegister(h)
	return h
}

// The metrics without labels, which are shown from the start.

func (r registrar) counter(name, help string) prometheus.Counter {
	return r.counterVec(name, help).WithLabelValues()
}

func (r registrar) gauge(name, help string) prometheus.Gauge {
	return r.gaugeVec(name, help).WithLabelValues()
}

func (r registrar) histogram(name, help string, buckets []float64) prometheus.Histogram {
	return r.histogramVec(name, help, buckets).WithLabelValues().(prometheus.Histogram)
}
