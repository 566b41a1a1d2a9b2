package learned

import (
	"testing"

	"pgregory.net/rapid"
)

// TestHeadersAreTheNearest holds the columns against a search of its own.
func TestHeadersAreTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "blocks")
		x := extractor{summaries: make([]blockSummary, n), prose: make([]float32, n+1)}
		for i := range x.summaries {
			if rapid.IntRange(0, 20).Draw(t, "header") == 0 {
				x.summaries[i].headers = rapid.Uint8Range(0, 1<<headerGroupCount-1).Draw(t, "groups")
			}
			x.prose[i+1] = x.prose[i] + 7
		}
		x.findHeaders()
		for i := range x.summaries {
			for g := range headerGroupCount {
				above, below := i-1, i
				for above >= 0 && x.summaries[above].headers>>g&1 == 0 {
					above--
				}
				for below < n && x.summaries[below].headers>>g&1 == 0 {
					below++
				}
				wantAbove, wantBelow, wantProse := distance(farAway), distance(farAway), uint8(absent)
				if above >= 0 {
					wantAbove, wantProse = distance(i-above), logKnown(x.prose[i]-x.prose[above])
				}
				if below < n {
					wantBelow = distance(below - i)
				}
				if got := x.headers[i]; got[2*g] != wantAbove || got[2*g+1] != wantBelow {
					t.Fatalf("block %d, group %d: %d above and %d below, want %d and %d", i, g, got[2*g], got[2*g+1], wantAbove, wantBelow)
				}
				if got := x.headers[i][headersProse-headersFrom]; g == relatedHeaders && got != wantProse {
					t.Fatalf("block %d: prose since related %d, want %d", i, got, wantProse)
				}
			}
		}
	})
}
