package evidence

import (
	"cmp"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file lays out a live blog's entries: where each begins and ends, and on which
// day it was written.

// headLines is how many lines of an entry may stand above its time, and below it
// before its text.
const (
	linesAbove = 2
	linesBelow = 3
)

// headWords is the most words of an entry's headline.
const headWords = 30

// entries fills in the entries of the marks.
func (f *liveFinder) entries() {
	above := f.linesAbove()
	tail := f.marks[len(f.marks)-1].block
	end := f.lastEnd(tail)
	for k, m := range f.marks {
		first := m.block
		floor := 0
		if k > 0 {
			floor = f.marks[k-1].block + 1
		}
		for first > floor && m.block-first < above && f.At(first-1).isHeadLine() {
			first--
		}
		f.live.Entries = append(f.live.Entries, LiveEntry{Stretch: Stretch{First: first}, Time: m.time, Minute: f.minuteOf(m), Day: m.day})
	}
	parts := make([][]headPart, len(f.marks))
	f.names = map[string]int{}
	for k := range f.live.Entries {
		e := &f.live.Entries[k]
		if e.End = end; k+1 < len(f.live.Entries) {
			e.End = f.live.Entries[k+1].First
		}
		parts[k] = f.readHead(e, f.marks[k])
		for _, p := range parts[k] {
			if p.name {
				f.names[f.Text[p.span.Start:p.span.End]]++
			}
		}
		if last := f.At(f.lastLine(e)); last.Span.Start > e.Text && last.headPart(last.Span).name {
			f.names[last.Text()]++
		}
	}
	for k := range f.live.Entries {
		f.takeParts(&f.live.Entries[k], parts[k], f.names)
	}
	f.readDays()
	f.findSummaries()
	f.markPinned()
	f.markKey()
}

func (f *liveFinder) minuteOf(m liveMark) int {
	if m.form == markMinute || m.form == markAgo {
		return -1
	}
	return m.minute
}

// isHeadLine reports a line that may be an entry's headline or byline above its time.
func (b Block) isHeadLine() bool {
	if b.isSaid() || b.Shape.Letters == 0 || b.Shape.Words > headWords || b.IsDateLine() || b.Element == nil && b.Role == document.RoleListItem || b.Role == document.RoleTable {
		return false
	}
	in, all := b.Covered(BoilerplateCues | 1<<document.CueReadMore | 1<<document.CueCredit)
	return 2*in < all
}

// beginsElement reports whether b begins an element that the block above is not in,
// and that one ends an element which it shares with what is above it.
func (b Block) beginsElement() bool {
	return b.Element != nil && b.Has(-1) && b.Element.CommonDepth < b.By(-1).Element.CommonDepth
}

// linesAbove returns how many lines of nearly every entry stand above its time.
func (f *liveFinder) linesAbove() int {
	var with [linesAbove + 1]int
	for k, m := range f.marks {
		if k == 0 {
			continue // above the first is the document's head
		}
		for d := 1; d <= linesAbove && m.block-d > f.marks[k-1].block && f.At(m.block-d).isHeadLine() && !f.At(m.block-d+1).beginsElement(); d++ {
			with[d]++
		}
	}
	for d := linesAbove; d > 0; d-- {
		if first := f.marks[0].block - d; first <= f.Title().Block || first < 0 || !f.At(first).isHeadLine() {
			continue
		}
		if 10*with[d] >= 7*(len(f.marks)-1) && with[d] > 1 {
			return d
		}
	}
	return 0
}

// pieceEnds are the classes of phrases that end a live blog in a dump of one line: the
// header of what is below it is glued to that.
const pieceEnds = document.CueSet(1<<document.CueRelatedHeader | 1<<document.CueLegal)

// lastEnd returns where the entry of the last mark, in block m, ends: at the end of
// the element that holds the entries, at a header of another part, or below its
// last sentence.
func (f *liveFinder) lastEnd(m int) int {
	depth, held := f.containerDepth()
	paragraphs := f.mostParagraphs() + 1
	end, labels := m+1, 0
	for b := range f.Range(m+1, len(f.Blocks)) {
		if held && b.Element.CommonDepth < depth || b.HeadsOtherPart() && !b.Cued.Has(document.CueNavigation) || b.IsRelatedHeader() || b.isFurniture() || b.Piece && b.Cued&pieceEnds != 0 {
			break
		}
		if !b.isSaid() {
			if labels++; !held && labels > linesBelow {
				break
			}
			if held {
				end = b.I + 1
			}
			continue
		}
		if paragraphs--; paragraphs < 0 && !held {
			break
		}
		labels = 0
		end = b.I + 1
	}
	return end
}

// containerDepth returns how deep the element is that holds all of the entries of a page.
func (f *liveFinder) containerDepth() (depth int32, ok bool) {
	if f.Blocks[f.marks[0].block].Element == nil {
		return 0, false
	}
	depth = 1 << 30
	for b := range f.Range(f.marks[0].block+1, f.marks[len(f.marks)-1].block+1) {
		depth = min(depth, b.Element.CommonDepth)
	}
	return depth, true
}

// mostParagraphs is the most that is said below any mark but the last, in blocks.
func (f *liveFinder) mostParagraphs() (most int) {
	for k := 0; k+1 < len(f.marks); k++ {
		n := 0
		for b := range f.Range(f.marks[k].block, f.marks[k+1].block) {
			if b.isSaid() {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// readDays gives entries the day that a line above them states, as blogs of several
// days have it.
func (f *liveFinder) readDays() {
	day := ""
	at := 0
	for k := range f.live.Entries {
		e := &f.live.Entries[k]
		for ; at < e.First; at++ {
			if b := f.At(at); b.IsDateLine() && at >= f.live.Entries[0].First-1 {
				if d := f.dayOf(b.Text()); d != "" {
					day = d
				}
			}
		}
		if e.Day == "" {
			e.Day = day
		}
	}
}

// dayOf returns the day that a line states, in the year that the page states where
// the line states none: "Thursday, 18 July".
func (f *liveFinder) dayOf(line string) string {
	if d := dates.FindDay(line); d != "" {
		return d
	}
	stated := cmp.Or(f.Hints.Modified, f.Hints.Published)
	if _, timed := dates.FindTimeOfDay(line); timed || len(stated) < yearDigits {
		return ""
	}
	return dates.FindDay(line + " " + stated[:yearDigits])
}

// yearDigits is how many digits of a date are its year.
const yearDigits = 4
