package stories

import (
	"log/slog"
	"testing"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// BenchmarkRun clusters clean documents of some 3 KB, two thirds of
// them copies:
//
//	go test ./pipeline/stream/stories -run '^$' -bench Run -benchtime 5000x
func BenchmarkRun(b *testing.B) {
	bench := streamtest.New(b)
	publish(b, bench, newsroom(b.N, 5)...)
	b.ResetTimer()
	if err := Run(b.Context(), bench.JS, bench.Topology, Options{Once: true, Log: slog.New(slog.DiscardHandler)}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}
