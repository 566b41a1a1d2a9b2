package cleaners

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestOneVerdictWeighsAsAmongOthers: a title's verdict has no weight.
func TestOneVerdictWeighsAsAmongOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := document.Verdict{
			Kind: document.Kind(rapid.IntRange(0, document.KindCount-1).Draw(t, "kind")), Rule: "a/x", Value: "value", Where: "where",
			Score: rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.5, 1})).Draw(t, "score"),
		}
		alone := weigh([]document.Verdict{v}, new(odds))
		if beside := weigh([]document.Verdict{v, {Kind: document.Title, Rule: "b/x", Score: 0.9}}, new(odds)); alone != beside {
			t.Errorf("alone %+v, beside a title's %+v", alone, beside)
		}
	})
}

// TestOddsRemembersNothingWrong holds what is remembered to what is computed.
func TestOddsRemembersNothingWrong(t *testing.T) {
	var o odds
	score := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.5, 0.8, 0.93, 0.97, 0.999, 1}))
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range rapid.SliceOfN(score, 1, 30).Draw(t, "scores") {
			if got, want := o.of(s), logOdds(s); got != want {
				t.Fatalf("the log-odds of %v are %v, want %v", s, got, want)
			}
			sum := logOdds(s) - logOdds(score.Draw(t, "against"))
			if got, want := o.chance(sum), chance(sum); got != want {
				t.Fatalf("the chance of %v is %v, want %v", sum, got, want)
			}
			for kind, odds := range map[document.Kind]float64{document.Caption: logOdds(s), document.Article: -logOdds(s)} {
				if got, want := o.sole(kind, s), chance(odds); got != want {
					t.Fatalf("a verdict of %s with %v alone comes to %v, want %v", kind, s, got, want)
				}
			}
		}
	})
}
