package drifts

import (
	"log/slog"
	"testing"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// BenchmarkRun looks at clean documents of three sites:
//
//	go test ./pipeline/stream/drifts -run '^$' -bench Run -benchtime 5000x
func BenchmarkRun(b *testing.B) {
	bench := streamtest.New(b)
	all := newspapers()
	for left := b.N; left > 0; left -= len(all) {
		publish(b, bench, all[:min(left, len(all))])
	}
	b.ResetTimer()
	if err := Run(b.Context(), bench.JS, bench.Topology, Options{Once: true, Log: slog.New(slog.DiscardHandler)}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}
