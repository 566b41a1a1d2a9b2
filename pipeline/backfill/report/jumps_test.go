package report

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/pipeline/record"
)

// monthOfSite adds documents of one month, of whose text about the given share is
// removed, by one of the rules.
func monthOfSite(t *Tally, random *rand.Rand, month string, documents int, share float64, rules ...string) {
	for i := range documents {
		removed := int(1000 * share * (0.5 + random.Float64()))
		doc := &record.Clean{ID: fmt.Sprint(month, i), Site: "s", Published: month + "-05", Paragraphs: []record.Paragraph{{Text: strings.Repeat("k", 1000-removed)}}}
		for _, rule := range rules {
			if random.IntN(3) > 0 {
				doc.Removed = append(doc.Removed, record.Removal{Rule: rule, Kind: 6, Text: "x"})
			}
		}
		doc.Removed = append(doc.Removed, record.Removal{Rule: rules[0], Kind: 6, Text: strings.Repeat("r", removed)})
		t.Add(Seen{Doc: doc})
	}
}

func TestJumps(t *testing.T) {
	cases := []struct {
		name       string
		now        func(*Tally, *rand.Rand)
		share, mix bool
		rule       string
	}{
		{name: "the same", now: func(t *Tally, r *rand.Rand) { monthOfSite(t, r, "2026-02", 200, 0.2, "a", "b", "c") }},
		{name: "a trifle more", now: func(t *Tally, r *rand.Rand) { monthOfSite(t, r, "2026-02", 200, 0.22, "a", "b", "c") }},
		{name: "few documents", now: func(t *Tally, r *rand.Rand) { monthOfSite(t, r, "2026-02", jumpDocuments-1, 0.6, "d") }},
		{name: "more is removed", now: func(t *Tally, r *rand.Rand) { monthOfSite(t, r, "2026-02", 200, 0.4, "a", "b", "c") }, share: true},
		{name: "other rules", now: func(t *Tally, r *rand.Rand) { monthOfSite(t, r, "2026-02", 200, 0.2, "a", "b", "d") }, mix: true, rule: "d"},
		{name: "both, after a gap", now: func(t *Tally, r *rand.Rand) { monthOfSite(t, r, "2026-06", 60, 0.6, "d", "e") }, share: true, mix: true, rule: "a"},
	}
	for _, c := range cases {
		tally, random := NewTally(), rand.New(rand.NewPCG(5, 6))
		monthOfSite(tally, random, "2026-01", 200, 0.2, "a", "b", "c")
		c.now(tally, random)
		jumps := tally.Jumps()
		if !c.share && !c.mix {
			if len(jumps) > 0 {
				t.Errorf("%s: %+v, want no jump", c.name, jumps)
			}
			continue
		}
		if len(jumps) != 1 || jumps[0].ByShare != c.share || jumps[0].ByMix != c.mix || c.rule != "" && jumps[0].Rules[0].Rule != c.rule {
			t.Errorf("%s: %+v, want share %v, mix %v, rule %s", c.name, jumps, c.share, c.mix, c.rule)
		}
	}
}

func TestNoiseIsNoJump(t *testing.T) {
	tally, random := NewTally(), rand.New(rand.NewPCG(7, 8))
	for month := range 240 {
		monthOfSite(tally, random, fmt.Sprintf("%d-%02d", 2000+month/12, 1+month%12), 40, 0.3, "a", "b", "c", "d", "e", "f")
	}
	if jumps := tally.Jumps(); len(jumps) > 0 {
		t.Errorf("%d jumps in 240 months alike: %+v", len(jumps), jumps[0])
	}
}
