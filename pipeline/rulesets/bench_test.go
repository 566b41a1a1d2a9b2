package rulesets

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline"
)

// BenchmarkClean cleans the samples without a follower, with one that has no rules, and
// with one that has the rules of a thousand other sites.
func BenchmarkClean(b *testing.B) {
	base := cleaners.Must(cleaners.New())
	samples := fixtures.Samples()
	many := make(map[string][]byte)
	for i := range 1000 {
		many[fmt.Sprintf("s%d.rules", i)] = fmt.Appendf(nil, "site s%d.example\nremove promo: line equals \"Read our app\"\nremove legal: line begins \"Imprint\"\nkeep: line ends \"(our own)\"\n", i)
	}
	following := func(source Source) pipeline.Engine {
		f := NewFollower(source, Options{Log: slog.New(slog.DiscardHandler)})
		if err := f.Begin(b.Context()); err != nil {
			b.Fatal(err)
		}
		return f.Engine(func(s *siterules.Set) pipeline.Engine { return base.With(s) })
	}
	for _, c := range []struct {
		name   string
		engine pipeline.Engine
	}{
		{"alone", base}, {"no rules", following(nil)}, {"a thousand sites", following(&told{v: &Version{Revision: 1, Files: many}})},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				for _, raw := range samples {
					if _, err := c.engine.CleanRecalling(raw, nil); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
