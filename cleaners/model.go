package cleaners

import (
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/cleaners/segment"
)

// askFrom is how much doubt a page must leave for go-readability to be asked what
// it makes of it: the words that the model is wrong about by its own odds, as a
// share of those that it takes for the article. go-readability costs three times
// what parsing does. Asked more often, it improves nothing that is worth the time
// (fixtures/score/RESULTS.md, "go-readability's part").
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
// leaves it undecided, whose walk segmenting has left in walked. The scores are in the
// memory of dst.
func (e *Engine) score(doc *document.Document, page *html.Node, walked *segment.Scratch, dst []float32) []float32 {
	model := e.classifier()
	scores := model.Score(doc, dst[:0])
	if page != nil && isUndecided(doc, scores) {
		walked.AskReadability(doc, page)
		scores = model.Score(doc, scores[:0])
	}
	return scores
}

// Scores returns how likely the model takes each block of a document, which this
// engine has segmented, to be article text.
func (e *Engine) Scores(doc *document.Document) []float32 {
	return e.classifier().Score(doc, nil)
}

// classifier is the engine's own model or the embedded one.
func (e *Engine) classifier() *learned.Model {
	if e.model != nil {
		return e.model
	}
	return learned.Default()
}
