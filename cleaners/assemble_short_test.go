package cleaners

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestFewVerdictsDecideAsAmongOthers holds decideShort to decide: with a title's verdict
// besides, which has no weight, each block takes the long way.
func TestFewVerdictsDecideAsAmongOthers(t *testing.T) {
	doc := segmented(t, "The council met on Monday, and agreed to meet again.\n\nPhoto: Ada Lee\n\nRelated Articles\n\nAn hour ago\n\nThe ferry sails.")
	fields := &fieldRules{fields: map[string]string{"b/byline": document.FieldByline}}
	fields.kinds[document.Metadata] = true
	score := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.5, 0.8, 0.97, 0.9991, 0.9995, 1}))
	kind := rapid.OneOf(rapid.IntRange(0, document.KindCount-1), rapid.SampledFrom([]int{int(document.Article), int(document.Boilerplate)}))
	rule := rapid.SampledFrom([]string{"a/x", "a/y", "b/byline", "c/x"})
	rapid.Check(t, func(t *rapid.T) {
		policy := rapid.SampledFrom([]Policy{DefaultPolicy(), PrecisionPolicy(), RecallPolicy()}).Draw(t, "policy")
		var few, among []document.Verdict
		for i := range doc.Blocks {
			for range rapid.IntRange(1, shortVerdicts).Draw(t, "verdicts") {
				v := document.Verdict{
					Block: i, Kind: document.Kind(kind.Draw(t, "kind")), Rule: rule.Draw(t, "rule"), Score: score.Draw(t, "score"),
					Where: rapid.SampledFrom([]string{"", "rules:3"}).Draw(t, "where"),
				}
				few, among = append(few, v), append(among, v)
			}
			for range shortVerdicts {
				among = append(among, document.Verdict{Block: i, Kind: document.Title, Rule: "z/x", Score: 0.5})
			}
		}
		got, want := assembledBy(doc, few, &policy, fields), assembledBy(doc, among, &policy, fields)
		want.Verdicts, got.Verdicts = document.Verdicts{}, document.Verdicts{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("few verdicts decide otherwise than among others (-among +few):\n%s", diff)
		}
	})
}
