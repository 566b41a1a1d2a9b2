package cleaners

import (
	"math"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Scores are held inside these bounds, so that no single rule is beyond
// outweighing; but for what a person has decided who saw the site's pages. That has
// the score 1, and more log-odds than all cleaners together.
const (
	leastSure = 0.5
	mostSure  = 0.999
	decided   = 100.0
)

func logOdds(score float64) float64 {
	if score >= 1 {
		return decided
	}
	score = min(max(score, leastSure), mostSure)
	return math.Log(score / (1 - score))
}

// evenChance is the chance of even odds, whose logarithm is zero.
const evenChance = 0.5

// chance returns the probability of log-odds.
func chance(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// odds remembers what logOdds and chance returned lately. Two of three scores are a rule's
// own or the most that the model may say, and their logarithms were a seventh of assembly.
type odds struct {
	logOdds, chances, soles memo
}

func (o *odds) of(score float64) float64       { return o.logOdds.value(score, logOdds) }
func (o *odds) chance(logOdds float64) float64 { return o.chances.value(logOdds, chance) }

// sole returns the probability that a block is not article of which one verdict alone was
// said, of a kind with this score.
func (o *odds) sole(kind document.Kind, score float64) float64 {
	if kind == document.Article {
		score = -score
	}
	return o.soles.value(score, soleChance)
}

// soleChance is the same of a score that is negative where it speaks for the article.
func soleChance(score float64) float64 {
	if score < 0 {
		return chance(-logOdds(-score))
	}
	return chance(logOdds(score))
}

// memoSize is for how many arguments values are remembered; a document has some dozen that
// come again.
const (
	memoBits = 8
	memoSize = 1 << memoBits
)

// memo remembers values of a function. Its zero value remembers none: one that is zero is
// computed again.
type memo [memoSize]struct{ argument, value float64 }

func (m *memo) value(argument float64, of func(float64) float64) float64 {
	at := &m[math.Float64bits(argument)*0x9E3779B97F4A7C15>>(64-memoBits)] // Fibonacci hashing (Knuth, TAOCP 3, 6.4)
	if at.argument != argument || at.value == 0 {
		at.argument, at.value = argument, of(argument)
	}
	return at.value
}
