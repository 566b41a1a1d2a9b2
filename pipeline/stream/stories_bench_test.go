package stream

import (
	"log/slog"
	"testing"
)

// BenchmarkTellStories tells of clean documents of some 3 KB, two thirds of
// them copies:
//
//	go test ./pipeline/stream -run '^$' -bench TellStories -benchtime 5000x
func BenchmarkTellStories(b *testing.B) {
	bench := newBench(b)
	bench.publishClean(b, newsroom(b.N, 5)...)
	b.ResetTimer()
	if err := TellStories(b.Context(), bench.JS, bench.Topology, StoryOptions{Once: true, Log: slog.New(slog.DiscardHandler)}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}
