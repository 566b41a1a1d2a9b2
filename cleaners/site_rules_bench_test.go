package cleaners_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/fixtures"
)

// rulesOfManySites is rules as editors write them, for so many sites and some for all.
func rulesOfManySites(b *testing.B, sites int) *siterules.Set {
	const own = `site paper%d.example
remove related: line begins "Read more:", "See also", "More from Paper %[1]d"
remove related: line equals "Most read in Paper %[1]d"
remove newsletter: lines from "Sign up for Paper %[1]d" to "Unsubscribe at any time"
remove caption: inside "(Photo: *)"
remove share: line ends "on Twitter"
remove promo: line contains "keeps Paper %[1]d afloat"
remove tags: line like "Tags: * | *"
remove comments: lines from equals "Comments" to end
keep: line begins "Advertisement standards"
byline: line begins "Words by "
`
	var all strings.Builder
	all.WriteString("everywhere\n")
	for i := range 20 {
		fmt.Fprintf(&all, "remove promo: line begins \"Support the newsroom of press house %d\"\n", i)
	}
	files := map[string][]byte{"all.rules": []byte(all.String())}
	for i := range sites {
		files[fmt.Sprintf("paper%d.rules", i)] = fmt.Appendf(nil, own, i)
	}
	set, err := siterules.FromFiles(files)
	if err != nil {
		b.Fatal(err)
	}
	return set
}

// BenchmarkSiteRulesInTurns cleans the sample documents with an engine that has no site
// rules and with one that has those of 1,000 sites, in turns, so that what else the machine does slows
// both. The ratio is that of their throughputs.
func BenchmarkSiteRulesInTurns(b *testing.B) {
	set := rulesOfManySites(b, 1000)
	plain := cleaners.Must(cleaners.New())
	ruled := plain.With(set)
	samples := fixtures.Samples()
	for i := range samples {
		samples[i].URL = "https://www.paper7.example/news/1"
	}
	b.Run("of its own", func(b *testing.B) { inTurns(b, plain, ruled, samples) })
	for i := range samples {
		samples[i].URL = "https://www.other.example/news/1"
	}
	b.Run("control", func(b *testing.B) { inTurns(b, plain, plain.With(nil), samples) })
	b.Run("of other sites", func(b *testing.B) { inTurns(b, plain, ruled, samples) })
}

// inTurns compares the shortest time that either takes for each document: a busy machine
// only ever adds to one.
func inTurns(b *testing.B, plain, ruled *cleaners.Engine, samples []document.Raw) {
	engines := [2]*cleaners.Engine{plain, ruled}
	shortest := make([][2]time.Duration, len(samples))
	for turn := 0; b.Loop(); turn++ {
		for i, raw := range samples {
			for k := range engines {
				at := (k + turn + i) % 2
				start := time.Now()
				if _, err := engines[at].Clean(raw); err != nil {
					b.Fatal(err)
				}
				if took := time.Since(start); shortest[i][at] == 0 || took < shortest[i][at] {
					shortest[i][at] = took
				}
			}
		}
	}
	var sum [2]time.Duration
	for _, s := range shortest {
		sum[0], sum[1] = sum[0]+s[0], sum[1]+s[1]
	}
	b.ReportMetric(sum[0].Seconds()/sum[1].Seconds(), "ratio")
}

// BenchmarkLoadSiteRules reads the rules of 1,000 sites.
func BenchmarkLoadSiteRules(b *testing.B) {
	files := rulesOfManySites(b, 1000).Files()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := siterules.FromFiles(files); err != nil {
			b.Fatal(err)
		}
	}
}
