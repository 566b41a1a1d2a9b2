package telemetry

import "github.com/prometheus/client_golang/prometheus"

// streamMetrics is what the streams hold. Every worker shows the same, since a
// stream is asked by all: max by (stream) makes one of it.
type streamMetrics struct {
	streamMessages *prometheus.GaugeVec
	streamBytes    *prometheus.GaugeVec
	streamLimit    *prometheus.GaugeVec // has no series for a stream without a limit
}

func newStreamMetrics(r registrar) streamMetrics {
	return streamMetrics{
		streamMessages: r.gaugeVec("stream_messages", "Messages that a stream holds.", "stream"),
		streamBytes:    r.gaugeVec("stream_bytes", "Bytes that a stream holds.", "stream"),
		streamLimit:    r.gaugeVec("stream_limit_bytes", "Bytes that a stream may hold; absent where it has no such limit.", "stream"),
	}
}

// Filled shows what a stream holds.
func (m *streamMetrics) Filled(stream string, messages, bytes, limit uint64) {
	m.streamMessages.WithLabelValues(stream).Set(float64(messages))
	m.streamBytes.WithLabelValues(stream).Set(float64(bytes))
	if limit == 0 {
		m.streamLimit.DeleteLabelValues(stream)
		return
	}
	m.streamLimit.WithLabelValues(stream).Set(float64(limit))
}
