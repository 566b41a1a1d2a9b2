package learned

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// scored is a document of blocks with so many words, and the model's scores of
// them.
func scored(format document.Format, words []int, scores ...float32) (*document.Document, []float32) {
	doc := &document.Document{Format: format, Language: "en", Blocks: make([]document.Block, len(words))}
	for i, n := range words {
		doc.Blocks[i].Shape.Words = int32(n)
	}
	return doc, scores
}

func TestLevelSinksWithWhatTheModelExpects(t *testing.T) {
	words := []int{100, 100, 100, 100}
	for _, c := range []struct {
		name   string
		format document.Format
		scores []float32
		want   float64
	}{
		{"an article's page", document.HTML, []float32{.97, .96, .02, .01}, .5},
		{"a page in doubt", document.HTML, []float32{.6, .4, .4, .1}, .5 * math.Pow(2*1.4/(3+1.5)/pageArticleF, 2)},
		{"an article's text", document.PlainText, []float32{.97, .96, .02, .01}, evenChance},
		{"a text in the same doubt", document.PlainText, []float32{.6, .4, .4, .1}, .5 * math.Pow(2*1.4/(3+1.5)/textArticleF, 2)},
		{"a text in more", document.PlainText, []float32{.5, .3, .3, .1}, .5 * math.Pow(2*1.1/(3+1.2)/textArticleF, 2)},
		{"a page with hardly a sign of an article", document.HTML, []float32{.05, .03, .03, .03}, leastLevel},
		{"a page with nothing on it", document.HTML, []float32{.01, .01, .01, .01}, .5},
	} {
		doc, scores := scored(c.format, words, c.scores...)
		if got := thresholdOf(doc, scores); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: a block must be %.4f sure, want %.4f", c.name, got, c.want)
		}
	}
}

func TestSomeTextsAreNotDoubted(t *testing.T) {
	doc, scores := scored(document.PlainText, []int{100, 100, 100, 100}, .97, .96, .02, .01)
	doc.Broken = true
	if got := thresholdOf(doc, scores); got != evenChance {
		t.Errorf("a dump of text nodes: a block must be %.4f sure, want %.4f", got, evenChance)
	}
	doc, scores = scored(document.PlainText, []int{100, 100, 100, 100}, .97, .96, .9, .01)
	if got := thresholdOf(doc, scores); got != cleanOdds {
		t.Errorf("a scrape that is article for the most part: a block must be %.4f sure, want %.4f", got, cleanOdds)
	}
	doc.Blocks[3].Piece = true
	if got := thresholdOf(doc, scores); got != evenChance {
		t.Errorf("the same in one line: a block must be %.4f sure, want %.4f", got, evenChance)
	}
}

// No other bound on the scores gives a better F1 by the scores' own odds.
func TestExpectedFIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "blocks")
		words := rapid.SliceOfN(rapid.IntRange(1, 200), n, n).Draw(t, "words")
		doc, scores := scored(document.HTML, words, rapid.SliceOfN(rapid.Float32Range(0, 1), n, n).Draw(t, "scores")...)
		got := expectedF(doc, scores)
		article := 0.0
		for i, p := range scores {
			article += float64(words[i]) * float64(p)
		}
		if article < fewestExpected {
			t.Skip("nothing to choose from")
		}
		for _, bound := range scores {
			kept, right := 0.0, 0.0
			for i, p := range scores {
				if p >= bound {
					kept += float64(words[i])
					right += float64(words[i]) * float64(p)
				}
			}
			if f := 2 * right / (kept + article); f > got+1e-9 {
				t.Fatalf("keeping from %.3f on gives %.4f, more than %.4f", bound, f, got)
			}
		}
	})
}
