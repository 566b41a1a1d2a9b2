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

// BenchmarkAsk asks a memory that knows forty documents of the site about one more of
// some 4 KB, as a worker does for each.
func BenchmarkAsk(b *testing.B) {
	var lines []string
	for _, sample := range fixtures.Samples() {
		if !bytes.HasPrefix(bytes.TrimSpace(sample.Content), []byte("<")) {
			lines = append(lines, strings.SplitAfter(string(sample.Content), "\n")...)
		}
	}
	const known, size, site = 40, 4096, "courier"
	engine, sites := cleaners.Must(cleaners.New()), memory.NewSites(memory.Options{})
	for i := range known + 1 {
		text := fmt.Sprintf("Story number %d of the day\n", i)
		for at := i * 11; len(text) < size; at++ {
			text += lines[at%len(lines)]
		}
		raw := document.Raw{ID: fmt.Sprint(i), ContentType: "text/plain", Content: []byte(text)}
		if _, err := engine.CleanRecalling(raw, func(doc *document.Document) []document.Verdict {
			day := int32(20000 + i)
			if i == known {
				b.ReportAllocs()
				for b.Loop() {
					memory.RecurringOn.Ask(sites, site, doc, 0, day)
				}
				return nil
			}
			verdicts, seen := memory.RecurringOn.Ask(sites, site, doc, 0, day)
			seen.Day = day
			var delta memory.Delta
			delta.Saw(*seen)
			if err := sites.Apply(delta.Bytes()); err != nil {
				b.Fatal(err)
			}
			return verdicts
		}); err != nil {
			b.Fatal(err)
		}
	}
}
