package learned

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestOverlapIsCounted holds what the sums over the words tell of every block against
// a count word by word.
func TestOverlapIsCounted(t *testing.T) {
	words := []string{"harbour", "orchestra", "symphony", "passenger", "library", "a", "and", "season."}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 1, 30), func(w []string) string { return strings.Join(w, " ") })
		doc := ofParagraphs(rapid.SliceOfN(line, 1, 40).Draw(t, "lines")...)
		var x extractor
		x.begin(doc)
		for i := range doc.Blocks {
			g := &x.summaries[i]
			isProse := func(j int) bool { return x.summaries[j].prose > 0 }
			if want := x.plainPart(i, isProse); g.overlap != want {
				t.Fatalf("block %d has overlap %d, want %d", i, g.overlap, want)
			}
			if want := x.plainPart(i, x.isKin); g.kin != want {
				t.Fatalf("block %d has kin %d, want %d", i, g.kin, want)
			}
		}
	})
}

// plainPart is sharedPart, for a vocabulary of the blocks of which in holds.
func (x *extractor) plainPart(i int, in func(int) bool) uint8 {
	shared := 0
	for _, word := range x.wordsOf(i) {
		for j := range x.summaries {
			if j != i && in(j) && x.has(j, word) {
				shared++
				break
			}
		}
	}
	return portion(shared, len(x.wordsOf(i)))
}
