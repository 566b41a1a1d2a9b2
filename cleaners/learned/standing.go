package learned

// A score says more where one knows the others of its document: whether two
// thirds of the words look like the article or a tenth, how many likelier blocks
// there are, in how many stretches the likely ones lie, and how long the doubtful
// stretch is that a block is in. In one document all that is above a third is the
// article's, in another a thread of comments is just as likely. On WCXB's articles,
// unseen sites, these features and trees with steps half as large brought words F1
// of line dumps from .9413 to .9440, of layout dumps from .941 to .945, of pages
// nothing.

const (
	gradeCount    = 256
	shareBins     = 12 // of the words of a document by their block's score
	courseParts   = 8  // of a document, by words
	ringCount     = 4  // of the words on either side of a block, nearest first
	stretchBounds = 3

	rankCount     = 4
	wholeCount    = shareBins + 4 + courseParts
	stretchCount  = 7
	standingCount = rankCount + wholeCount + 2*ringCount + stretchBounds*stretchCount
)

// rings are how many words from a block each ring ends.
var rings = [ringCount]float32{50, 150, 400, 1000}

// stretchBound are the scores that part a document into stretches.
var stretchBound = [stretchBounds]float32{0.25, 0.5, 0.75}

// standing is what the first stage's scores come to over a whole document.
type standing struct {
	ranks   [gradeCount][rankCount]uint8 // of a block by its grade
	whole   [wholeCount]uint8
	parts   [stretchBounds]stretches
	cursors [2 * ringCount]int // how far each ring's end has come
}

// stretches are a document's runs of blocks that are all above a bound, or all
// not.
type stretches struct {
	of    []int32 // of each block its run
	runs  []stretch
	bytes [][stretchCount]uint8 // what rows tell of each
}

type stretch struct{ start, end int32 }

// beginStanding sums up the scores of a document.
func (x *extractor) beginStanding(s *scored) {
	t := &s.standing
	t.rank(x, s)
	t.course(x, s)
	for k := range t.parts {
		t.parts[k].find(x, s, stretchBound[k])
	}
	clear(t.cursors[:])
}

// rank tells for each grade which share of the document's words and of its likely
// article are in blocks of that grade or more, how likely these are on the whole,
// and what F1 keeping them would come to by the scores' own odds. The best of
// these, and the grade of it, are the document's.
func (t *standing) rank(x *extractor, s *scored) {
	var words, mass [gradeCount]float32
	for i, g := range s.grade {
		words[g] += x.glances[i].words
		mass[g] += x.glances[i].words * s.score[i]
	}
	n := len(s.score)
	allWords, allMass := x.words[n], s.mass[n]
	var w, m, best float32
	var at uint8
	for g := gradeCount - 1; g >= 0; g-- {
		w += words[g]
		m += mass[g]
		f := share(2*m, w+allMass)
		t.ranks[g] = [rankCount]uint8{grade(share(w, allWords)), grade(share(m, allMass)), grade(share(m, w)), grade(f)}
		if f > best {
			best, at = f, uint8(g)
		}
	}
	t.whole[shareBins], t.whole[shareBins+1] = grade(best), at
}

// course tells how the words of a document are spread over scores and the scores
// over its course, how often they cross a half, and how much doubt they leave.
func (t *standing) course(x *extractor, s *scored) {
	n := len(s.score)
	all := x.words[n]
	var bins [shareBins]float32
	var words, mass [courseParts]float32
	var doubt float32
	crossings := 0
	for i, p := range s.score {
		w := x.glances[i].words
		bins[min(int(p*shareBins), shareBins-1)] += w
		doubt += w * min(p, 1-p)
		part := min(int(share(x.words[i]+w/2, all)*courseParts), courseParts-1)
		words[part] += w
		mass[part] += w * p
		if i > 0 && (p >= 0.5) != (s.score[i-1] >= 0.5) {
			crossings++
		}
	}
	for k, w := range bins {
		t.whole[k] = scaled(root(share(w, all)), wholeShare)
	}
	t.whole[shareBins+2] = scaled(share(float32(crossings), root(float32(n))), 10)
	t.whole[shareBins+3] = grade(share(doubt, s.mass[n]))
	for k := range words {
		t.whole[shareBins+4+k] = meanGrade(mass[k], words[k])
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
func (p *stretches) find(x *extractor, s *scored, bound float32) {
	p.of, p.runs = resize(p.of, len(s.score)), p.runs[:0]
	best, most := 0, float32(-1)
	for i, score := range s.score {
		above := score >= bound
		if i == 0 || above != (s.score[i-1] >= bound) {
			p.runs = append(p.runs, stretch{start: int32(i)})
		}
		last := len(p.runs) - 1
		p.runs[last].end, p.of[i] = int32(i+1), int32(last)
		if mass := s.mass[i+1] - s.mass[p.runs[last].start]; above && mass > most {
			best, most = last, mass
		}
	}
	p.bytes = resize(p.bytes, len(p.runs))
	for k := range p.runs {
		p.bytes[k] = p.tell(x, s, k, best)
	}
}

// tell gives of run k its words, its share of the likely article, its mean score,
// how many runs there are, how many words it is from the likeliest one and on
// which side, and the words of the larger of its neighbours.
func (p *stretches) tell(x *extractor, s *scored, k, best int) [stretchCount]uint8 {
	r, home := p.runs[k], p.runs[best]
	words, mass := p.words(x, k), s.mass[r.end]-s.mass[r.start]
	side, between := uint8(0), float32(0)
	switch {
	case k < best:
		side, between = 1, x.words[home.start]-x.words[r.end]
	case k > best:
		side, between = 2, x.words[r.start]-x.words[home.end]
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

// standingRow writes where block i stands among the document's scores. Blocks are
// asked about in order.
func (x *extractor) standingRow(s *scored, i int, dst []uint8) []uint8 {
	t := &s.standing
	dst = append(dst, t.ranks[s.grade[i]][:]...)
	dst = append(dst, t.whole[:]...)
	for k := range t.parts {
		p := &t.parts[k]
		dst = append(dst, p.bytes[p.of[i]][:]...)
	}
	inner, outer := i, i+1
	for k, reach := range rings {
		from := min(x.reach(&t.cursors[2*k], x.words[i]-reach), i)
		to := max(x.reach(&t.cursors[2*k+1], x.words[i+1]+reach), i+1)
		dst = append(dst, meanGrade(s.mass[inner]-s.mass[from], x.words[inner]-x.words[from]),
			meanGrade(s.mass[to]-s.mass[outer], x.words[to]-x.words[outer]))
		inner, outer = from, to
	}
	return dst
}

// reach moves a cursor on to the first block before which there are that many
// words, and gives it.
func (x *extractor) reach(cursor *int, words float32) int {
	at := *cursor
	for at < len(x.words)-1 && x.words[at] < words {
		at++
	}
	*cursor = at
	return at
}
