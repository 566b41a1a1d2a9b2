package memory_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// BenchmarkAsk asks a memory about one more document of some 4 KB, as a worker does for
// each: a young one, which knows forty documents of the site, and one that is full of
// three hundred of a day, so that nearly every paragraph is known. Apply puts in what it
// shows.
func BenchmarkAsk(b *testing.B) {
	b.Run("young", func(b *testing.B) { benchmarkAsk(b, 40, 11, func(i int) int32 { return int32(20000 + i) }, false) })
	b.Run("full", func(b *testing.B) { benchmarkAsk(b, 300, 64, func(int) int32 { return 20000 }, false) })
	b.Run("apply", func(b *testing.B) { benchmarkAsk(b, 300, 64, func(int) int32 { return 20000 }, true) })
}

func benchmarkAsk(b *testing.B, known, step int, dayOf func(int) int32, applied bool) {
	var lines []string
	for _, sample := range fixtures.Samples() {
		if !bytes.HasPrefix(bytes.TrimSpace(sample.Content), []byte("<")) {
			lines = append(lines, strings.SplitAfter(string(sample.Content), "\n")...)
		}
	}
	const size, site = 4096, "courier"
	engine, sites := cleaners.Must(cleaners.New()), memory.NewSites(memory.Options{})
	apply := func(seen *memory.Sighting) {
		var delta memory.Delta
		delta.Saw(*seen)
		if err := sites.Apply(delta.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
	for i := range known + 1 {
		text := fmt.Sprintf("Story number %d of the day\n", i)
		for at := i * step; len(text) < size; at++ {
			text += lines[at%len(lines)]
		}
		raw := document.Raw{ID: fmt.Sprint(i), ContentType: "text/plain", Content: []byte(text)}
		if _, err := engine.CleanRecalling(raw, func(doc *document.Document) []document.Verdict {
			verdicts, seen := memory.RecurringOn.Ask(sites, site, doc, 0, dayOf(i))
			seen.Day = dayOf(i)
			if i == known {
				b.ReportAllocs()
				for b.Loop() {
					if applied {
						apply(seen)
					} else {
						memory.RecurringOn.Ask(sites, site, doc, 0, dayOf(i))
					}
				}
				return nil
			}
			apply(seen)
			return verdicts
		}); err != nil {
			b.Fatal(err)
		}
	}
}
