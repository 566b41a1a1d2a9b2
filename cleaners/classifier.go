package cleaners

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/cleaners/segment"
)

// The rules.
var (
	ruleLearnedArticle = document.Rule{Name: "learned/article", Kind: document.Article, Score: 0.8,
		Doc: "the model takes the block for article text"}
	ruleLearnedBoilerplate = document.Rule{Name: "learned/boilerplate", Kind: document.Boilerplate, Score: 0.97,
		Doc: "the model takes the block for something else"}
)

// classifier lets the trained model speak: for the article or against it, as
// sure as it is.
var classifier = Cleaner{
	Name: "learned",
	Doc: "What a model trained on annotated pages makes of each block, its place and its neighbours. " +
		"It knows no kinds: what it alone takes out is boilerplate.",
	Rules: []document.Rule{ruleLearnedArticle, ruleLearnedBoilerplate},
	Mark:  markLearned,
}

// articleCap bounds how sure the model may be of article text that has lost its
// tags. A rule that knows what a line is (a credited caption, a card below its
// header) is right in 19 of 20 cases or more where it says so, and the model,
// which knows no kinds, must not overrule it; a rule that is less sure needs the
// model's doubt. Of a page the model sees all that the rules see: there
// pageArticleCap bounds it. On WCXB's pages of all types, unseen sites, that is
// .002 of words F1 better than .8, on its articles it is as good.
const (
	articleCap     = 0.8
	pageArticleCap = 0.9
)

// furnitureCap bounds how sure it may be of furniture, for the same reason: what
// speaks for a dek has seen the headline above it.
const furnitureCap = 0.97

func markLearned(r *Reading, say Say) {
	scores := r.scores
	atMost, even := articleCap, evenOf(r.Document, scores)
	if r.Document.Format == document.HTML {
		atMost = pageArticleCap
	}
	for i, p := range scores {
		if q := shifted(float64(p), even); q >= 0.5 {
			say.Sure(i, &ruleLearnedArticle, min(q, atMost))
		} else {
			say.Sure(i, &ruleLearnedBoilerplate, min(1-q, furnitureCap))
		}
	}
}

// askFrom is how much doubt a page must leave for go-readability to be asked what
// it makes of it: the words that the model is wrong about by its own odds, as a
// share of those that it takes for the article. go-readability costs three times
// what parsing does. On WCXB's pages, unseen sites, words F1 of articles is .960
// whether it is never asked or from .6 of doubt on; of all pages it is .8756 when it
// is never asked, .8762 from .8 or .7 on, and .8763 from .6 on, where so many are in
// doubt that a page takes a quarter more time.
const askFrom = 0.8

// isUndecided reports whether scores leave so much doubt.
func isUndecided(doc *document.Document, scores []float32) bool {
	var doubtful, article float64
	for i, p := range scores {
		words := float64(doc.Blocks[i].Shape.Words)
		doubtful += words * float64(min(p, 1-p))
		article += words * float64(p)
	}
	return doubtful > askFrom*article
}

// score asks the model about every block, and go-readability about a page that
// leaves it undecided. The scores are in the memory of dst.
func (e *Engine) score(doc *document.Document, page *html.Node, dst []float32) []float32 {
	model := e.model
	if model == nil {
		model = learned.Default()
	}
	scores := model.Score(doc, dst[:0])
	if page != nil && isUndecided(doc, scores) {
		segment.AskReadability(doc, page)
		scores = model.Score(doc, scores[:0])
	}
	return scores
}

// WithModel gives an engine like e that asks another model than the embedded
// one, as a trainer does to score a model on sites it has not seen.
func (e *Engine) WithModel(model *learned.Model) *Engine {
	other := *e
	other.model = model
	return &other
}
