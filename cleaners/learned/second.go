package learned

import "github.com/winnow-news/winnow/cleaners/document"

// The second stage sees what the first made of the block's neighbours: a line
// that might be either is what the lines around it are.

// secondReach is how many neighbours' scores on either side a row has.
const secondReach = 5

// ownSecond are the features of the first stage that the second sees too: the
// block's own size and form, and what the whole document is like. More of them,
// and it learns pages by heart.
var ownSecond = func() (features []uint8) {
	features = append(features, 0, 1, 2, 3, 4, 8, 10, 11, 12, 15, 16, 17, 18, 19, 27, 28)
	for k := range documentCount {
		features = append(features, uint8(FeatureCount-pageCount-documentCount+k))
	}
	return features
}()

const (
	ownSecondCount = 16 + documentCount
	aroundCount    = 1 + 2*secondReach + 4 + 2 + 2 + 5 + 2 + 2 + 1 + 1
)

// SecondFeatureCount is the length of a block's row in the second stage.
const SecondFeatureCount = ownSecondCount + aroundCount + standingCount + pageSecondCount

// scored is the first stage's scores over a document, summed up for windows.
type scored struct {
	score []float32 // by block
	grade []uint8   // the same as features
	mass  []float32 // prefix sums of words × score
	last  []int32   // the nearest block at or before each one with a score above a half, or -farAway
	next  []int32   // the nearest at or after
	alike []tally   // of the blocks of one shape, by glance.kind
	page  pageScores
	core  core
	above float32 // share of blocks with a score above a half

	standing standing
}

// tally is some blocks' number and the sum of their scores.
type tally struct{ sum, blocks float32 }

// beginSecond prepares the sums over scores.
func (x *extractor) beginSecond(s *scored, scores []float32) {
	n := len(scores)
	s.score = scores
	s.mass = resize(s.mass, n+1)
	s.last = resize(s.last, n)
	s.next = resize(s.next, n)
	s.grade = resize(s.grade, n)
	s.alike = resize(s.alike, len(x.shapes.counts))
	high, seen := 0, int32(-farAway)
	for i, p := range scores {
		g := &x.glances[i]
		s.mass[i+1] = s.mass[i] + g.words*p
		if p > 0.5 {
			high++
			seen = int32(i)
		}
		s.last[i] = seen
		s.grade[i] = grade(p)
		alike := &s.alike[g.kind]
		alike.sum += p
		alike.blocks++
	}
	seen = int32(n + farAway)
	for i := n - 1; i >= 0; i-- {
		if scores[i] > 0.5 {
			seen = int32(i)
		}
		s.next[i] = seen
	}
	x.beginPage(s)
	x.beginStanding(s)
	s.above = float32(high) / max(float32(n), 1)
	x.vocabulary.begin(len(x.long)) // from here on: which words the likely article has
	for i, p := range scores {
		if p > 0.5 {
			x.vocabulary.learn(i, x.wordsOf(i))
		}
	}
	s.core = findCore(n, func(i int) float32 { return (x.glances[i].words + 1) * (scores[i] - 0.45) })
}

// secondRow writes the second stage's features of block i behind dst, which
// holds those of ownSecond. Blocks are asked about in order.
func (x *extractor) secondRow(s *scored, i int, dst []uint8) []uint8 {
	n := len(s.score)
	dst = append(dst, s.grade[i])
	for d := 1; d <= secondReach; d++ {
		dst = append(dst, s.at(i-d), s.at(i+d))
	}
	for _, reach := range [4]int{2, 5, 10, 25} {
		from, to := max(0, i-reach), min(n, i+reach+1)
		words := x.words[to] - x.words[from] - x.glances[i].words
		mass := s.mass[to] - s.mass[from] - x.glances[i].words*s.score[i]
		dst = append(dst, grade(share(mass, words)))
	}
	all := s.mass[n]
	dst = append(dst, grade(share(s.mass[i], all)), grade(share(all-s.mass[i+1], all)))
	before, after := -farAway, n+farAway
	if i > 0 {
		before = int(s.last[i-1])
	}
	if i+1 < n {
		after = int(s.next[i+1])
	}
	dst = append(dst, distance(i-before), distance(after-i))
	inCore := s.core.start <= i && i < s.core.end
	dst = append(dst, flag(inCore), distance(i-s.core.start), distance(s.core.end-1-i), grade(share(s.core.weight, x.words[n])), grade(s.above))
	dst = append(dst, grade(share(all, x.words[n])), logOf(all))
	dst = append(dst, s.best(i-8, i), s.best(i+1, i+9))
	alike := s.alike[x.glances[i].kind]
	words := x.wordsOf(i)
	dst = append(dst, grade(share(alike.sum-s.score[i], alike.blocks-1)), portion(x.vocabulary.shared(i, words), len(words)))
	dst = x.standingRow(s, i, dst)
	return x.pageSecond(s, i, dst)
}

// grade is a score or a share of the document.
func grade(v float32) uint8 { return 1 + min(scaled(v, wholeShare), 254) }

func (s *scored) at(i int) uint8 {
	if i < 0 || i >= len(s.score) {
		return absent
	}
	return s.grade[i]
}

// best gives the highest score from block from up to block to.
func (s *scored) best(from, to int) uint8 {
	best := uint8(absent)
	for _, g := range s.grade[max(from, 0):max(from, 0, min(to, len(s.grade)))] {
		best = max(best, g)
	}
	return best
}

// Extract gives the rows of every block of doc, one after the other: of the
// first stage when scores is nil, of the second when it has the first stage's
// score of each block. It is what the trainer learns from.
func Extract(doc *document.Document, scores []float32) []uint8 {
	var x extractor
	x.begin(doc)
	if scores == nil {
		rows := make([]uint8, 0, FeatureCount*len(doc.Blocks))
		for i := range doc.Blocks {
			x.advance(i)
			rows = x.row(i, rows)
		}
		return rows
	}
	var s scored
	x.beginSecond(&s, scores)
	rows := make([]uint8, 0, SecondFeatureCount*len(doc.Blocks))
	var first row
	for i := range doc.Blocks {
		x.advance(i)
		x.row(i, first[:0])
		for _, f := range ownSecond {
			rows = append(rows, first[f])
		}
		rows = x.secondRow(&s, i, rows)
	}
	return rows
}
