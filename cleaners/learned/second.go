package learned

import "github.com/winnow-news/winnow/cleaners/document"

// The second stage sees what the first made of the block's neighbours: a line
// that might be either is what the lines around it are.

// scoreReach is how many neighbours' scores on either side a row has.
const scoreReach = 5

// scoreWindows are how many blocks on either side have their scores summed up.
var scoreWindows = [...]int{2, 5, 10, 25}

const scoreWindowCount = len(scoreWindows)

// bestReach is how many blocks on either side the best score is looked for in.
const bestReach = 8

// secondOwn are the features of the first stage that the second sees too: the
// block's own size and form, and what the whole document is like. More of them,
// and it learns pages by heart.
var secondOwn = [...]int{
	ownWords, ownRunes, ownWordLetters, ownUpper, ownCapitals, ownStops, ownEnds, ownFirst, ownRole,
	ownPiece, ownShortWords, ownCued, ownEqualBlocks, ownIsFirstLine, ownOverlap, ownHeadline,
	documentBlocks, documentWords, documentProse, documentBlockWords, documentLongest,
	documentCapitals, documentTiny, documentCued, documentOneLine,
	kinOverlap, rhythmStrength,
	tieAbove, tieBelow, tieWeakest, namedAround, topicIn, topicStart, topicEnd, topicWeight, headlineLine,
	storyLink, homeShare, homeSide, headlineDistance, articleHeadline, pathHomes,
	besideLinksFrom, besideLinksFrom + 2, storyRunsFrom + 3, storyRunsFrom + storyRunCount + 3,
}

const secondOwnCount = len(secondOwn)

// ownRow is what a second-stage row begins with.
type ownRow [secondOwnCount]uint8

// secondOwn returns the features of a first-stage row that the second stage sees too.
func (r *row) secondOwn() (own ownRow) {
	for k, column := range &secondOwn {
		own[k] = r[uint8(column)]
	}
	return own
}

// documentScores is the first stage's scores over a document, summed up for
// windows.
type documentScores struct {
	score []float32    // by block
	grade []uint8      // the same as features; bestReach that are absent at either end
	mass  []float32    // prefix sums of words × score
	last  []int32      // the nearest likely block (isLikely) at or before each one, or -farAway
	next  []int32      // the nearest at or after
	alike []scoreCount // of the blocks of one shape, by blockSummary.shapeSlot
	page  pageScores
	core  core
	above float32 // share of the blocks that are likely

	context scoreContext
}

// scoreCount is some blocks' number and the sum of their scores.
type scoreCount struct{ sum, blocks float32 }

// isLikely reports whether a score speaks for article text.
func isLikely(p float32) bool { return p > 0.5 }

// beginSecond prepares the sums over scores.
func (x *extractor) beginSecond(s *documentScores, scores []float32) {
	n := len(scores)
	s.score = scores
	s.mass = resize(s.mass, n+1)
	s.grade = resize(s.grade, n+2*bestReach)
	grades := s.grades()
	s.alike = resize(s.alike, len(x.shapes.counts))
	for i, p := range scores {
		g := &x.summaries[i]
		s.mass[i+1] = s.mass[i] + g.words*p
		grades[i] = grade(p)
		alike := &s.alike[g.shapeSlot]
		alike.sum += p
		alike.blocks++
	}
	s.findLikely()
	x.beginPage(s)
	x.beginContext(s)
	x.vocabulary.begin() // from here on: which words the likely article has
	for i, p := range scores {
		if isLikely(p) {
			x.vocabulary.add(i, x.numbersOf(i))
		}
	}
	x.vocabulary.sum()
	s.core = findCore(n, func(i int) float32 { return (x.summaries[i].words + 1) * (scores[i] - 0.45) })
}

// findLikely notes for every block where the nearest likely ones are.
func (s *documentScores) findLikely() {
	n := len(s.score)
	s.last, s.next = extend(s.last, n), extend(s.next, n)
	likely, seen := 0, int32(-farAway)
	for i, p := range s.score {
		if isLikely(p) {
			likely++
			seen = int32(i)
		}
		s.last[i] = seen
	}
	seen = int32(n + farAway)
	for i := n - 1; i >= 0; i-- {
		if isLikely(s.score[i]) {
			seen = int32(i)
		}
		s.next[i] = seen
	}
	s.above = float32(likely) / max(float32(n), 1)
}

// secondRow writes the second stage's features of block i to r, which holds those
// of secondOwn. Blocks are asked about in order.
func (x *extractor) secondRow(s *documentScores, i int, r *row) {
	x.scoresAround(s, i, r)
	n := len(s.score)
	all, words := s.mass[n], x.words[n]
	r[scoreMassAbove], r[scoreMassBelow] = grade(share(s.mass[i], all)), grade(share(all-s.mass[i+1], all))
	r[scoreInCore] = flag(s.core.start <= i && i < s.core.end)
	r[scoreCoreStart], r[scoreCoreEnd] = distance(i-s.core.start), distance(s.core.end-1-i)
	r[scoreCoreWeight], r[scoreLikelyBlocks] = grade(share(s.core.weight, words)), grade(s.above)
	r[scoreMean], r[scoreMass] = grade(share(all, words)), logOf(all)
	alike := s.alike[x.summaries[i].shapeSlot]
	r[scoreAlike] = grade(share(alike.sum-s.score[i], alike.blocks-1))
	r[scoreOverlap] = x.sharedPart(i, isLikely(s.score[i]))
	x.contextRow(s, i, r)
	x.pageSecond(s, i, r)
}

// scoresAround writes the scores of the block and of those near it.
func (x *extractor) scoresAround(s *documentScores, i int, r *row) {
	n := len(s.score)
	around := (*[2*bestReach + 1]uint8)(s.grade[i:])
	r[scoreOwn] = around[bestReach]
	for d := range scoreReach {
		r[scoreBesideFrom+2*d], r[scoreBesideFrom+2*d+1] = around[bestReach-d-1], around[bestReach+d+1]
	}
	bestAbove, bestBelow := uint8(absent), uint8(absent)
	for d := range bestReach {
		bestAbove, bestBelow = max(bestAbove, around[d]), max(bestBelow, around[bestReach+1+d])
	}
	r[scoreBestAbove], r[scoreBestBelow] = bestAbove, bestBelow
	for k, reach := range &scoreWindows {
		from, to := max(0, i-reach), min(n, i+reach+1)
		words := x.words[to] - x.words[from] - x.summaries[i].words
		mass := s.mass[to] - s.mass[from] - x.summaries[i].words*s.score[i]
		r[scoreWindowsFrom+k] = grade(share(mass, words))
	}
	above, below := -farAway, n+farAway
	if i > 0 {
		above = int(s.last[i-1])
	}
	if i+1 < n {
		below = int(s.next[i+1])
	}
	r[scoreLikelyAbove], r[scoreLikelyBelow] = distance(i-above), distance(below-i)
}

// grade is a score or a share of the document.
func grade(v float32) uint8 { return uint8(1 + max(0, min(int64(v*wholeShare), 254))) }

// at returns the score of block i as a feature, and grades those of all blocks.
func (s *documentScores) at(i int) uint8  { return s.grade[bestReach+i] }
func (s *documentScores) grades() []uint8 { return s.grade[bestReach : len(s.grade)-bestReach] }

// Extract returns the rows of every block of doc, one after the other: of the
// first stage when scores is nil, of the second when it has the first stage's
// score of each block. It is what the trainer learns from.
func Extract(doc *document.Document, scores []float32) []uint8 {
	var x extractor
	var first, second row
	x.begin(doc)
	if scores == nil {
		rows := make([]uint8, 0, FeatureCount*len(doc.Blocks))
		for i := range doc.Blocks {
			x.row(i, &first)
			rows = append(rows, first[:FeatureCount]...)
		}
		return rows
	}
	var s documentScores
	x.beginSecond(&s, scores)
	rows := make([]uint8, 0, SecondFeatureCount*len(doc.Blocks))
	for i := range doc.Blocks {
		x.row(i, &first)
		*(*ownRow)(second[:]) = first.secondOwn()
		x.secondRow(&s, i, &second)
		rows = append(rows, second[:SecondFeatureCount]...)
	}
	return rows
}
