package evidence

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file knows what else has times with text below each: forums, front pages,
// transcripts, cards of other articles.

// isTurns reports readers, or members of a forum, who speak in turn: most times
// stand by a name, and nearly all by another one.
func (f *liveFinder) isTurns() bool {
	var names []string
	named := 0
	for _, m := range f.marks {
		for d := -2; d <= 1; d++ {
			if b := f.At(m.block); d == 0 || !b.Has(d) || !b.By(d).isUserLike() {
				continue
			}
			named++
			if name := f.Of(m.block + d); len(names) < mostNames && !slices.Contains(names, name) {
				names = append(names, name)
			}
			break
		}
	}
	return 2*named >= len(f.marks) && len(names) >= leastComments && 3*len(names) >= min(named, mostNames)
}

// haveReporters reports that the same few names stand above most of the times.
func (f *liveFinder) haveReporters() bool {
	named := map[string]int{}
	most := 0
	for _, m := range f.marks {
		if m.block > 0 && f.At(m.block-1).isUserLike() {
			name := f.Of(m.block - 1)
			named[name]++
			most = max(most, named[name])
		}
	}
	return most > 1 && 3*len(named) <= 2*len(f.marks) && len(named) < leastComments
}

// isUserLike reports one word or two that are no part of a page's frame: what
// somebody is called in a forum.
func (b Block) isUserLike() bool {
	s := &b.Shape
	return s.Words >= 1 && s.Words <= 2 && s.Letters > 0 && s.Ends == document.EndNone && s.Scripts&document.CJK == 0 && !b.IsDateLine() && b.Role != document.RoleHeading &&
		b.Cued&(BoilerplateCues|1<<document.CueLive|1<<document.CueSummary) == 0
}

// manyDays is more days than something is reported on by the minute.
const manyDays = 3

// hasManyDays reports times of many days: a list of articles, or a forum.
func (f *liveFinder) hasManyDays() bool {
	var days []string
	for _, m := range f.marks {
		if m.day != "" && len(days) < mostNames && !slices.Contains(days, m.day) {
			days = append(days, m.day)
		}
	}
	return len(days) >= manyDays
}

// transcriptStart is the minute at which the first line of a recording stands, at most.
const transcriptStart = 2

// isTranscript reports times that count from the beginning of a recording, or most of
// which stand below a name and a colon.
func (f *liveFinder) isTranscript(asc, desc int) bool {
	spoken := 0
	for _, m := range f.marks {
		if m.block > 0 && f.At(m.block-1).isSpeakerLine() {
			spoken++
		}
	}
	if 2*spoken > len(f.marks) {
		return true
	}
	return 10*desc <= asc && asc > 0 && f.marks[0].form != markMinute && f.marks[0].form != markAgo && f.marks[0].minute <= transcriptStart
}

// isSpeakerLine reports a name of few words with a colon behind it.
func (b Block) isSpeakerLine() bool {
	return b.Shape.Ends == document.EndColon && b.Shape.Words <= nameWords && b.Shape.Letters > 0 && !b.IsDateLine()
}

// areBracketed reports times most of which stand in brackets by themselves: a
// programme has them so.
func (f *liveFinder) areBracketed() bool {
	bracketed := 0
	for _, m := range f.marks {
		if text := f.Of(m.block); m.form == markAlone && strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
			bracketed++
		}
	}
	return 2*bracketed > len(f.marks)
}

// isCards reports stretches each of which has a headline that is a link: cards of
// other articles.
func (f *liveFinder) isCards() bool {
	linked := 0
	for k, m := range f.marks {
		for b := range f.Range(m.block-2, min(f.stretchEnd(k), m.block+4)) {
			if b.IsLinked() && b.Shape.Words >= TitleWordsMin && !b.IsOnly(document.CueShare) {
				linked++
				break
			}
		}
	}
	return 10*linked >= 6*len(f.marks)
}

// isCardList reports times each of which has a headline and one sentence, in a text
// whose own headline is one of these or whose times are whole dates: a front page.
func (f *liveFinder) isCardList() bool {
	cards := 0
	for k, m := range f.marks {
		said, labels := 0, 0
		for b := range f.Range(m.block+1, min(f.stretchEnd(k), m.block+8)) {
			if b.isSaid() {
				said++
			} else if said == 0 {
				labels++
			}
		}
		if m.form == markAlone && said == 1 && labels >= 1 {
			cards++
		}
	}
	t := f.Title()
	inside := (t.By == TitleFirstLine || t.By == NoTitle) && t.Block > f.marks[0].block
	return 10*cards >= 8*len(f.marks) && (inside || !f.live.Named && f.areDated())
}

// areDated reports times most of which stand with their date.
func (f *liveFinder) areDated() bool {
	dated := 0
	for _, m := range f.marks {
		if m.day != "" || f.Blocks[m.block].Cued.Has(document.CueDateWord) {
			dated++
		}
	}
	return 2*dated > len(f.marks)
}
