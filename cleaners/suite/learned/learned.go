// Package learned lets the trained model speak: for the article or against it, as
// sure as it is.
package learned

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleArticle = document.Rule{Name: "learned/article", Kind: document.Article, Score: 0.8,
		Doc: "the model takes the block for article text"}
	ruleBoilerplate = document.Rule{Name: "learned/boilerplate", Kind: document.Boilerplate, Score: 0.97,
		Doc: "the model takes the block for something else"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "learned",
	Doc: "What a model trained on annotated pages makes of each block, its place and its neighbours. " +
		"It knows no kinds: what it alone takes out is boilerplate.",
	Rules: []document.Rule{ruleArticle, ruleBoilerplate},
	Mark:  markLearned,
}

// articleCap bounds how sure the model may be of article text that has lost its
// tags. A rule that knows what a line is (a credited caption, a card below its
// header) is right in 19 of 20 cases or more where it says so, and the model,
// which knows no kinds, must not overrule it; a rule that is less sure needs the
// model's doubt. Of a page the model sees all that the rules see: there
// pageArticleCap bounds it (fixtures/score/RESULTS.md, "Thresholds").
const (
	articleCap     = 0.8
	pageArticleCap = 0.9
)

// boilerplateCap bounds how sure it may be of boilerplate, for the same reason: what
// speaks for a dek has seen the headline above it.
const boilerplateCap = 0.97

func markLearned(l *evidence.Layout, say cleaner.Say) {
	scores := l.Scores
	atMost, even := articleCap, thresholdOf(l.Document, scores)
	if l.Format == document.HTML {
		atMost = pageArticleCap
	}
	for i, p := range scores {
		if q := withThreshold(float64(p), even); q >= 0.5 {
			say.Sure(l.At(i), &ruleArticle, min(q, atMost))
		} else {
			say.Sure(l.At(i), &ruleBoilerplate, min(1-q, boilerplateCap))
		}
	}
}
