package learned

// A score says more where one knows the others of its document: whether two
// thirds of the words look like the article or a tenth, how many likelier blocks
// there are, in how many stretches the likely ones lie, and how long the doubtful
// stretch is that a block is in. In one document all that is above a third is the
// article's, in another a thread of comments is just as likely. train/RESULTS.md
// has what these features brought ("Score context").

const gradeCount = 256

// What a row tells of a block's score among the others, from rankFrom on.
const (
	rankWords   = iota // share of the document's words in blocks of this score or more
	rankArticle        // share of its likely article
	rankMean           // their mean score
	rankF1             // what F1 keeping them would come to by the scores' own odds

	rankCount
)

// What a row tells of how the document's scores are spread, from spreadFrom on.
// The share of words in each bin of scores comes first.
const (
	spreadBestF1    = shareBins + iota // the greatest of rankF1
	spreadBestGrade                    // and the score that it is at
	spreadCrossings                    // how often the scores cross a half
	spreadDoubt                        // how much doubt they leave
	spreadPartsFrom                    // the mean score of each part
)

const (
	shareBins   = 12 // of the words of a document by their block's score
	spreadParts = 8  // of a document, by words
	spreadCount = spreadPartsFrom + spreadParts

	stretchBounds = len(stretchBound)
	stretchCount  = len(stretchFeatures)
	bandCount     = len(bands)
)

// bands are how many words from a block each band of words ends, nearest first.
var bands = [...]float32{50, 150, 400, 1000}

// stretchBound are the scores that part a document into stretches.
var stretchBound = [...]float32{0.25, 0.5, 0.75}

// scoreContext is what the first stage's scores come to over a whole document.
type scoreContext struct {
	ranks   [gradeCount][rankCount]uint8 // of a block by its grade
	spread  [spreadCount]uint8
	parts   [stretchBounds]stretches
	cursors [2 * bandCount]int // how far each band's end has come
}

// stretches are a document's runs of blocks that are all above a bound, or all
// not.
type stretches struct {
	of       []int32 // of each block its run
	runs     []stretch
	features [][stretchCount]uint8 // of each run
}

type stretch struct{ start, end int32 }

// beginContext sums up the scores of a document.
func (x *extractor) beginContext(s *documentScores) {
	t := &s.context
	t.rank(x, s)
	t.spreadOf(x, s)
	for k := range t.parts {
		t.parts[k].find(x, s, stretchBound[k])
	}
	clear(t.cursors[:])
}

// rank computes the rank features of every grade that a block has, and the best F1
// among them.
func (t *scoreContext) rank(x *extractor, s *documentScores) {
	var words, mass [gradeCount]float32
	var has [gradeCount]bool // others are nobody's
	for i, g := range s.grades() {
		words[g] += x.summaries[i].words
		mass[g] += x.summaries[i].words * s.score[i]
		has[g] = true
	}
	n := len(s.score)
	allWords, allMass := x.words[n], s.mass[n]
	var w, m, best float32
	var at uint8
	for g := gradeCount - 1; g >= 0; g-- {
		if !has[g] {
			continue
		}
		w += words[g]
		m += mass[g]
		f := share(2*m, w+allMass)
		t.ranks[g] = [rankCount]uint8{
			rankWords: grade(share(w, allWords)), rankArticle: grade(share(m, allMass)), rankMean: grade(share(m, w)), rankF1: grade(f),
		}
		if f > best {
			best, at = f, uint8(g)
		}
	}
	t.spread[spreadBestF1], t.spread[spreadBestGrade] = grade(best), at
}

// spreadOf computes how the words of a document are spread over the scores, and
// the scores over its parts.
func (t *scoreContext) spreadOf(x *extractor, s *documentScores) {
	n := len(s.score)
	all := x.words[n]
	var bins [shareBins]float32
	var words, mass [spreadParts]float32
	var doubt float32
	crossings := 0
	for i, p := range s.score {
		w := x.summaries[i].words
		bins[min(int(p*shareBins), shareBins-1)] += w
		doubt += w * min(p, 1-p)
		part := min(int(share(x.words[i]+w/2, all)*spreadParts), spreadParts-1)
		words[part] += w
		mass[part] += w * p
		if i > 0 && (p >= 0.5) != (s.score[i-1] >= 0.5) {
			crossings++
		}
	}
	for k, w := range bins {
		t.spread[k] = scaled(root(share(w, all)), wholeShare)
	}
	t.spread[spreadCrossings] = scaled(share(float32(crossings), root(float32(n))), 10)
	t.spread[spreadDoubt] = grade(share(doubt, s.mass[n]))
	for k := range words {
		t.spread[spreadPartsFrom+k] = meanGrade(mass[k], words[k])
	}
}

// meanGrade is the mean score of some words, absent where there are none.
func meanGrade(mass, words float32) uint8 {
	if words <= 0 {
		return absent
	}
	return grade(mass / words)
}

// find parts a document at the bound.
func (p *stretches) find(x *extractor, s *documentScores, bound float32) {
	p.of, p.runs = extend(p.of, len(s.score)), p.runs[:0]
	if len(s.score) == 0 {
		return
	}
	start, isAbove := 0, s.score[0] >= bound
	best, most := 0, float32(-1)
	end := func(i int) {
		if mass := s.mass[i] - s.mass[start]; isAbove && mass > most {
			best, most = len(p.runs), mass
		}
		p.runs = append(p.runs, stretch{int32(start), int32(i)})
		start, isAbove = i, !isAbove
	}
	for i, score := range s.score {
		if (score >= bound) != isAbove {
			end(i)
		}
		p.of[i] = int32(len(p.runs))
	}
	end(len(s.score))
	p.features = extend(p.features, len(p.runs))
	for k := range p.runs {
		p.features[k] = p.describe(x, s, k, best)
	}
}

// describe returns what stretchFeatures names of run k, of which best is the one
// with most of the likely article.
func (p *stretches) describe(x *extractor, s *documentScores, k, best int) [stretchCount]uint8 {
	r, main := p.runs[k], p.runs[best]
	words, mass := p.words(x, k), s.mass[r.end]-s.mass[r.start]
	side, between := uint8(0), float32(0)
	switch {
	case k < best:
		side, between = 1, x.words[main.start]-x.words[r.end]
	case k > best:
		side, between = 2, x.words[r.start]-x.words[main.end]
	}
	return [stretchCount]uint8{
		logOf(words), grade(share(mass, s.mass[len(s.score)])), grade(share(mass, words)), small(int32(len(p.runs))),
		logOf(between), side, logOf(max(p.words(x, k-1), p.words(x, k+1))),
	}
}

// words counts the words of run k, none where there is no such run.
func (p *stretches) words(x *extractor, k int) float32 {
	if k < 0 || k >= len(p.runs) {
		return 0
	}
	return x.words[p.runs[k].end] - x.words[p.runs[k].start]
}

// contextRow writes how the score of block i stands among the document's. Blocks
// are asked about in order.
func (x *extractor) contextRow(s *documentScores, i int, r *row) {
	t := &s.context
	*(*[rankCount]uint8)(r[rankFrom:]) = t.ranks[s.at(i)]
	*(*[spreadCount]uint8)(r[spreadFrom:]) = t.spread
	for k := range t.parts {
		p := &t.parts[k]
		*(*[stretchCount]uint8)(r[stretchesFrom+k*stretchCount:]) = p.features[p.of[i]]
	}
	inner, outer := i, i+1
	for k, reach := range &bands {
		from := min(x.moveCursor(&t.cursors[2*k], x.words[i]-reach), i)
		to := max(x.moveCursor(&t.cursors[2*k+1], x.words[i+1]+reach), i+1)
		r[bandsFrom+2*k] = meanGrade(s.mass[inner]-s.mass[from], x.words[inner]-x.words[from])
		r[bandsFrom+2*k+1] = meanGrade(s.mass[to]-s.mass[outer], x.words[to]-x.words[outer])
		inner, outer = from, to
	}
}

// moveCursor moves a cursor on to the first block before which there are that many
// words, and returns it.
func (x *extractor) moveCursor(cursor *int, words float32) int {
	at := *cursor
	for at < len(x.words)-1 && x.words[at] < words {
		at++
	}
	*cursor = at
	return at
}
