package learned

// What the second stage sees of a page: what the first made of the blocks that
// share an element, a path or a section with the block.

// pageSecondCount is how many features that is. In a text they are absent.
const pageSecondCount = 2*nestAll + 1 + 2 + 3

// homeShare is which part of the likely article the run must have that is taken
// for its home: some of what the first stage takes for the article is elsewhere.
const homeShare = 0.6

// pageScores are the first stage's scores summed up over a page.
type pageScores struct {
	paths []float32 // of each path the blocks' scores, by their words and one
	home  int32     // the smallest run that has most of the likely article
}

// beginPage sums up the scores of a page.
func (x *extractor) beginPage(s *scored) {
	s.page.home = 0
	s.page.paths = resize(s.page.paths, len(x.groups.paths))
	if len(s.page.paths) == 0 {
		return
	}
	for i, p := range s.score {
		s.page.paths[x.groups.pathOf[i]] += (x.glances[i].words + 1) * p
	}
	runs, most := x.nest.runs, homeShare*s.mass[len(s.score)]
	for k, r := range runs {
		if r.level >= runs[s.page.home].level && s.mass[r.end]-s.mass[r.start] > most {
			s.page.home = int32(k)
		}
	}
}

// pageSecond writes the features of block i.
func (x *extractor) pageSecond(s *scored, i int, dst []uint8) []uint8 {
	if len(s.page.paths) == 0 {
		var none [pageSecondCount]uint8
		return append(dst, none[:]...)
	}
	others := func(start, end int) (mean, part uint8) {
		words, own := x.words[end]-x.words[start], x.glances[i].words
		mass := s.mass[end] - s.mass[start]
		return grade(share(mass-own*s.score[i], words-own)), grade(share(mass, s.mass[len(s.score)]))
	}
	for _, k := range x.nest.around(i) {
		mean, part := others(int(x.nest.runs[k].start), int(x.nest.runs[k].end))
		dst = append(dst, mean, part)
	}
	k, words := x.groups.pathOf[i], x.glances[i].words+1
	path := &x.groups.paths[k]
	up, down := x.nest.steps(x.nest.of[i], s.page.home)
	at := x.groups.sections[x.groups.sectionOf[i]]
	mean, part := others(at.start, at.end)
	return append(dst, grade(share(s.page.paths[k]-words*s.score[i], path.words+path.blocks-words)), small(1+up), small(1+down), mean, part, s.at(at.start))
}
