package cleaners

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestASoleVerdictDecidesAsAmongOthers holds decideSole to decide: beside a title's verdict,
// which has no weight, each block takes the long way.
func TestASoleVerdictDecidesAsAmongOthers(t *testing.T) {
	doc := segmented(t, "The council met on Monday, and agreed to meet again.\n\nPhoto: Ada Lee\n\nRelated Articles\n\nAn hour ago\n\nThe ferry sails.")
	fields := &fieldRules{fields: map[string]string{"b/byline": document.FieldByline}}
	fields.kinds[document.Metadata] = true
	score := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.5, 0.8, 0.97, 1}))
	rapid.Check(t, func(t *rapid.T) {
		policy := rapid.SampledFrom([]Policy{DefaultPolicy(), PrecisionPolicy(), RecallPolicy()}).Draw(t, "policy")
		var alone, among []document.Verdict
		for i := range doc.Blocks {
			v := document.Verdict{
				Block: i, Kind: document.Kind(rapid.IntRange(0, document.KindCount-1).Draw(t, "kind")), Rule: rapid.SampledFrom([]string{"a/x", "b/byline"}).Draw(t, "rule"),
				Score: score.Draw(t, "score"), Where: rapid.SampledFrom([]string{"", "rules:3"}).Draw(t, "where"),
			}
			alone = append(alone, v)
			among = append(among, v, document.Verdict{Block: i, Kind: document.Title, Rule: "z/x", Score: 0.5})
		}
		got, want := assembledBy(doc, alone, &policy, fields), assembledBy(doc, among, &policy, fields)
		want.Verdicts, got.Verdicts = document.Verdicts{}, document.Verdicts{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("a verdict alone decides otherwise than among others (-among +alone):\n%s", diff)
		}
	})
}
