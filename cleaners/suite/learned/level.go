package learned

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says how sure the model must be of a block, in this document, before
// that counts as speaking for it.

// cleanOdds is how sure the model must be of a block of a scrape that is article for
// the most part, cleanShare of its blocks, before that counts as speaking for it: someone has cleaned it before, and what the model doubts there by
// a little is a last line, or a verse.
const (
	cleanShare = 0.7
	cleanOdds  = 0.42
)

// thresholdOf returns the probability of article text that comes to a half.
func thresholdOf(doc *document.Document, scores []float32) float64 {
	even := evenChance
	if isCleaned(scores) && !isOneLine(doc) {
		even = cleanOdds
	}
	return min(even, levelOf(doc, scores))
}

// isOneLine reports a dump whose lines are pieces of one.
func isOneLine(doc *document.Document) bool {
	n := len(doc.Blocks)
	return n > 0 && doc.Blocks[n-1].Piece
}

// isCleaned reports a scrape that is article for the most part.
func isCleaned(scores []float32) bool {
	article := 0
	for _, p := range scores {
		if p >= evenChance {
			article++
		}
	}
	return float64(article) >= cleanShare*float64(len(scores))
}

// The level of a document is about half of the F1 that the model expects of its
// own choice: what is likelier than that to be article is worth keeping (Lipton,
// Elkan, Naryanaswamy, "Optimal Thresholding of Classifiers to Maximize F1
// Measure", ECML 2014). An article's is a half. A shop's or a forum's is a third:
// where the model is sure of nothing, waiting for it to be sure loses most of the
// text. It expects too much of what is no article, which counts for little in its
// training, so the level sinks twice as fast below the F1 of articles. Lines of a
// text are hard to tell in articles, too: there it begins to sink later
// (fixtures/score/RESULTS.md, "Thresholds").
const (
	pageArticleF = 0.95
	textArticleF = 0.65
	leastLevel   = 0.15 // of a page that has nothing to keep, such as a wall of consent
)

func levelOf(doc *document.Document, scores []float32) float64 {
	article := textArticleF
	if doc.Format == document.HTML {
		article = pageArticleF
	}
	f := expectedF(doc, scores) / article
	return max(evenChance*f*f, leastLevel)
}

// evenChance is as likely article as not.
const evenChance = 0.5

// fewestExpected is below what number of words of article, by the scores' own odds,
// nothing can be said of a document's level.
const fewestExpected = 8

// levelRounds bounds the search for a level, which as a rule ends after three.
const levelRounds = 16

// expectedF returns the best F1 that keeping the blocks above some score comes to,
// in words and by the scores' own odds; 1 where they expect fewer than fewestExpected
// of article.
// Each round keeps what is above half of the F1 of the round before, and comes
// closer (Dinkelbach, "On Nonlinear Fractional Programming", 1967).
func expectedF(doc *document.Document, scores []float32) float64 {
	article := 0.0
	for i, p := range scores {
		article += float64(doc.Blocks[i].Shape.Words) * float64(p)
	}
	if article < fewestExpected {
		return 1
	}
	f := 1.0
	for range levelRounds {
		kept, right := 0.0, 0.0
		for i, p := range scores {
			if float64(p) < f/2 {
				continue
			}
			words := float64(doc.Blocks[i].Shape.Words)
			kept += words
			right += words * float64(p)
		}
		next := 2 * right / (kept + article)
		if next == f {
			break
		}
		f = next
	}
	return f
}

// withThreshold moves a probability's odds so that even comes to a half.
func withThreshold(p, even float64) float64 {
	if even == evenChance {
		return p
	}
	return p * (1 - even) / (p*(1-even) + (1-p)*even)
}
