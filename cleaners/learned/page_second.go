package learned

// What the second stage sees of a page: what the first made of the blocks that
// share an element, a path or a section with the block.

// mainShare is which part of the likely article a run must have to be taken for
// the article's: some of what the first stage takes for the article is elsewhere.
// Features follow from it, so that another value needs another training; no other
// has been tried.
const mainShare = 0.6

// pageScores are the first stage's scores summed up over a page.
type pageScores struct {
	paths []float32 // of each path the blocks' scores, by their words and one
	main  int32     // the smallest run that has most of the likely article
}

// beginPage sums up the scores of a page.
func (x *extractor) beginPage(s *documentScores) {
	s.page.main = 0
	s.page.paths = resize(s.page.paths, len(x.groups.paths))
	if len(s.page.paths) == 0 {
		return
	}
	for i, p := range s.score {
		s.page.paths[x.groups.pathOf[i]] += (x.summaries[i].words + 1) * p
	}
	runs, most := x.elements.runs, mainShare*s.mass[len(s.score)]
	for k, r := range runs {
		if r.level >= runs[s.page.main].level && s.mass[r.end]-s.mass[r.start] > most {
			s.page.main = int32(k)
		}
	}
}

// pageSecond writes what only a page can tell of the scores around block i.
func (x *extractor) pageSecond(s *documentScores, i int, r *row) {
	if len(s.page.paths) == 0 {
		*(*[SecondFeatureCount - pageRunsFrom]uint8)(r[pageRunsFrom:]) = [SecondFeatureCount - pageRunsFrom]uint8{}
		return
	}
	for k, at := range x.elements.enclosing(i) {
		run := &x.elements.runs[at]
		r[pageRunsFrom+2*k], r[pageRunsFrom+2*k+1] = x.othersOf(s, i, int(run.start), int(run.end))
	}
	k, words := x.groups.pathOf[i], x.summaries[i].words+1
	path := &x.groups.paths[k]
	r[pageScorePath] = grade(share(s.page.paths[k]-words*s.score[i], path.words+path.blocks-words))
	up, down := x.elements.steps(x.elements.of[i], s.page.main)
	r[pageScoreUp], r[pageScoreDown] = small(1+up), small(1+down)
	at := x.groups.sections[x.groups.sectionOf[i]]
	r[pageScoreSection], r[pageScoreSectionShare] = x.othersOf(s, i, at.start, at.end)
	r[pageScoreHeading] = s.at(at.start)
}

// othersOf returns the mean score of the blocks from start up to end, block i left
// out, and which share of the likely article all of them have.
func (x *extractor) othersOf(s *documentScores, i, start, end int) (mean, part uint8) {
	words, own := x.words[end]-x.words[start], x.summaries[i].words
	mass := s.mass[end] - s.mass[start]
	return grade(share(mass-own*s.score[i], words-own)), grade(share(mass, s.mass[len(s.score)]))
}
