package evidence

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says whether a document is a live blog: by times with text below each,
// again and again. Lists of other articles have times as well. What tells the two
// apart is that a live blog's entries are most of its text, that their times go one
// way, and that they stand below its headline.

const (
	// The fewest entries with text: where the page's data says that it is a live
	// blog, where its title or address does, and where nothing does.
	fewEntries   = 2
	namedEntries = 3
	leastEntries = 4
	// How much of the document's running text is in the entries, in percent.
	namedShare = 25
	leastShare = 60
	// How many of the times have text, in percent: headlines alone are a list.
	namedSaid = 50
	leastSaid = 60
	// How many times of ten go the same way as most do.
	namedOrder = 6
	leastOrder = 8
	// leadParagraphs is how many paragraphs a live blog that nothing names has above
	// its entries. An article has more, and a list of others below it.
	leadParagraphs = 6
)

// dateMarks reads the days of the marks. Most documents with times are told to be no live
// blog without them.
func (f *liveFinder) dateMarks() {
	if f.dated {
		return
	}
	f.dated = true
	for k := range f.marks {
		f.marks[k].day = f.marks[k].dayOf(f.Layout)
	}
}

// order counts how many times are later than the one above, earlier, and the same.
func (f *liveFinder) order() (asc, desc, same int) {
	f.dateMarks()
	for k := 1; k < len(f.marks); k++ {
		a, b := &f.marks[k-1], &f.marks[k]
		switch {
		case a.form == markAgo || b.form == markAgo:
		case a.isBefore(b):
			asc++
		case b.isBefore(a):
			desc++
		default:
			same++
		}
	}
	return asc, desc, same
}

// isBefore reports whether m is the earlier time, as far as their days are known.
func (m *liveMark) isBefore(o *liveMark) bool {
	if m.day != "" && o.day != "" && m.day != o.day {
		return m.day < o.day
	}
	return m.minute < o.minute
}

// isLive judges the marks.
func (f *liveFinder) isLive() bool {
	least, share, saidShare, order := leastEntries, leastShare, leastSaid, leastOrder
	switch {
	case f.live.Stated:
		least, share, saidShare, order = fewEntries, namedShare, 0, 0
	case f.live.Named && !f.isOneLine(): // there, a menu's words stand beside the title
		least, share, saidShare, order = namedEntries, namedShare, namedSaid, namedOrder
	}
	valid, inside := 0, 0
	for k := range f.marks {
		if f.said[k] > 0 {
			valid++
		}
		inside += f.said[k]
	}
	tail := f.marks[len(f.marks)-1].block
	inside -= f.said[len(f.said)-1] // the last one's runs to the document's end
	inside += f.saidWords(tail, f.lastEnd(tail))
	all := f.saidWords(0, len(f.Blocks))
	enough := valid >= least && 100*valid >= saidShare*len(f.marks) && 100*inside >= share*all
	if !enough && !f.live.Stated {
		return false
	}
	asc, desc, same := f.order()
	f.live.Falling = desc > asc
	if pairs := asc + desc + same; pairs > 0 && 10*(max(asc, desc)+same) < order*pairs || !enough {
		return false
	}
	return f.live.Stated || !f.isTranscript(asc, desc) && !f.isCards() && !f.isCardList() && (f.live.Named || f.isUnnamedLive())
}

// isUnnamedLive asks more of what nothing calls a live blog.
func (f *liveFinder) isUnnamedLive() bool {
	if f.isOneLine() {
		return false // nothing tells where its times stand
	}
	first := f.marks[0].block
	lead := 0
	for b := range f.Range(f.Title().Block+1, first) {
		if b.IsProse() {
			lead++
		}
	}
	if f.areDated() && !f.live.Falling && !f.haveReporters() {
		return false // a thread of a forum, or comments
	}
	if lead >= articleParagraphs && f.areBriefs() || f.haveCounts() {
		return false // what else is new, below an article; a front page
	}
	return f.form != markAgo && lead <= leadParagraphs && f.middleSaid() >= middleWords && !f.hasHeader(first-3, first) && !f.isTurns() && !f.hasManyDays()
}

// articleParagraphs is how many paragraphs above the first time are an article of
// their own where the times are those of briefs.
const articleParagraphs = 3

// areBriefs reports times nearly each of which has one headline, in its line or below,
// and one sentence below that: other stories in short.
func (f *liveFinder) areBriefs() bool {
	briefs := 0
	for k, m := range f.marks {
		if m.form > markLeading || f.At(m.block).isSaid() {
			continue
		}
		said, headlines := 0, 0
		if m.form == markLeading {
			headlines = 1
		}
		for b := range f.Range(m.block+1, min(f.stretchEnd(k), m.block+1+linesBelow)) {
			if b.isSaid() {
				said++
			} else if said == 0 {
				headlines++
			}
		}
		if said == 1 && headlines == 1 {
			briefs++
		}
	}
	return 10*briefs >= 8*len(f.marks)
}

// haveCounts reports that most times stand beside a count of readers' comments: each
// belongs to an article of its own.
func (f *liveFinder) haveCounts() bool {
	counted := 0
	for _, m := range f.marks {
		for b := range f.Range(m.block-1, m.block+2) {
			if b.countsComments() && !b.isSaid() {
				counted++
				break
			}
		}
	}
	return 10*counted >= 6*len(f.marks)
}

// countsComments reports a number beside a word for readers' comments, or in the phrase.
func (b Block) countsComments() bool {
	if !b.Cued.Has(document.CueComments) {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class != document.CueComments {
			continue
		}
		if hasDigit(b.TextOf(cue.Span)) {
			return true
		}
		before, after := strings.TrimRight(b.Before(cue.Span.Start), " \u00a0"), strings.TrimLeft(b.After(cue.Span.End), " \u00a0(:")
		if before != "" && IsDigit(before[len(before)-1]) || after != "" && IsDigit(after[0]) {
			return true
		}
	}
	return false
}

// middleWords is how many words the middle one of the entries has at least where
// nothing says that it is a live blog: the points of an agenda have fewer.
const middleWords = 10
