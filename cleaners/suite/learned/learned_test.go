package learned

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// markScored returns what the cleaner says of a text or page whose blocks the model
// gave scores.
func markScored(t cleanertest.Reporter, raw document.Raw, scores ...float32) []document.Verdict {
	t.Helper()
	l := cleanertest.Layout(t, raw)
	l.Scores = scores
	var said []document.Verdict
	Cleaner.Mark(l, func(v document.Verdict) {
		if err := Cleaner.Check(l.Document, v); err != nil {
			t.Fatal(err)
		}
		said = append(said, v)
	})
	return said
}

// paragraphs returns n paragraphs, of a text or of a page.
func paragraphs(contentType string, n int) document.Raw {
	const ferry = "The ferry to the island will run every ten minutes from May, the city said on Monday evening."
	body := strings.Repeat(ferry+"\n\n", n)
	if contentType == "text/html" {
		body = strings.Repeat("<p>"+ferry+"</p>", n)
	}
	return document.Raw{ContentType: contentType, Content: []byte(body)}
}

func TestMark(t *testing.T) {
	cases := []struct {
		name, contentType string
		scores            []float32
		rules             string  // of each block: a for article, b for boilerplate
		first             float64 // the score of the first
	}{
		{"a sure text is capped", "text/plain", []float32{1, .95, 0}, "aab", articleCap},
		{"a sure page is capped higher", "text/html", []float32{1, .95, 0}, "aab", pageArticleCap},
		{"boilerplate is capped", "text/html", []float32{0, 1, 1}, "baa", boilerplateCap},
		{"nobody asked the model", "text/html", nil, "", 0},
	}
	for _, c := range cases {
		said := markScored(t, paragraphs(c.contentType, 3), c.scores...)
		rules := ""
		for i, v := range said {
			if v.Block != i || !v.Span.IsZero() {
				t.Errorf("%s: verdict %d is on block %d, span %v", c.name, i, v.Block, v.Span)
			}
			rules += map[string]string{ruleArticle.Name: "a", ruleBoilerplate.Name: "b"}[v.Rule]
		}
		if rules != c.rules {
			t.Errorf("%s: said %q, want %q", c.name, rules, c.rules)
		}
		if len(said) > 0 && math.Abs(said[0].Score-c.first) > 1e-9 {
			t.Errorf("%s: the first scores %v, want %v", c.name, said[0].Score, c.first)
		}
	}
}

// TestMarkSpeaksOnceOfEachBlock checks that each block gets one verdict, at least as
// sure as a coin and at most as its cap.
func TestMarkSpeaksOnceOfEachBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float32Range(0, 1), 1, 12).Draw(t, "scores")
		kind := rapid.SampledFrom([]string{"text/plain", "text/html"}).Draw(t, "kind")
		most := map[string]float64{ruleArticle.Name: articleCap, ruleBoilerplate.Name: boilerplateCap}
		if kind == "text/html" {
			most[ruleArticle.Name] = pageArticleCap
		}
		said := markScored(t, paragraphs(kind, len(scores)), scores...)
		if len(said) != len(scores) {
			t.Fatalf("%d verdicts on %d blocks", len(said), len(scores))
		}
		for i, v := range said {
			if v.Block != i || v.Score < .5 || v.Score > most[v.Rule] {
				t.Fatalf("score %v: block %d, %s %v", scores[i], v.Block, v.Rule, v.Score)
			}
		}
	})
}
