package evidence

import (
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds the times of a live blog: those below the headline that have one
// form, without the article's own date and without a list of others behind a header.

// liveFinder looks for a live blog in one document.
type liveFinder struct {
	*Layout
	marks []liveMark
	said  []int // words of running text of each mark's stretch
	form  markForm
	dated bool // the days of the marks are read
	live  Live
	names map[string]int // how often each name stands above an entry or at its end
}

func findLive(l *Layout) Live {
	f := liveFinder{Layout: l}
	f.live.Stated = l.Hints.Type == liveType
	if !f.findTimed() && !(f.live.Stated && f.findStated()) {
		return Live{}
	}
	for k := range f.live.Entries {
		f.endText(&f.live.Entries[k])
	}
	return f.live
}

// findTimed finds entries by their times, and reports whether there are any.
func (f *liveFinder) findTimed() bool {
	if f.marks = f.findMarks(); len(f.marks) < fewEntries {
		return false
	}
	f.chooseForm()
	if len(f.marks) < fewEntries {
		return false
	}
	f.dropHeader()
	if len(f.marks) < leastEntries && !f.live.Stated && (len(f.marks) < namedEntries || !f.isNamed()) {
		return false
	}
	f.live.Named = f.live.Stated || f.isNamed()
	f.cutAtHeader()
	if !f.isLive() {
		return false
	}
	f.entries()
	f.joinStated()
	f.live.Sure = f.live.Named || (f.live.Falling || len(f.marks) >= sureEntries || f.haveBylines()) && !f.areBracketed()
	return true
}

// sureEntries is how many entries that nothing calls a live blog are one, oldest
// first: a chronology inside an article has fewer.
const sureEntries = 8

// haveBylines reports whether most entries say who wrote them.
func (f *liveFinder) haveBylines() bool {
	n := 0
	for k := range f.live.Entries {
		if !f.live.Entries[k].Byline.IsZero() {
			n++
		}
	}
	return 2*n > len(f.live.Entries)
}

// liveType is what the JSON-LD of a live blog says that it is.
const liveType = "liveblogposting"

// findMarks lists the times below the headline, where something states the headline.
func (f *liveFinder) findMarks() (marks []liveMark) {
	from := 0
	if t := f.Title(); t.By == TitleHinted || t.By == TitleTagged {
		from = t.Block + 1
	}
	for b := range f.Looking(LooksFigured) {
		if b.I < from {
			continue
		}
		if m, ok := b.liveMark(); ok && !b.isFurniture() {
			marks = append(marks, m)
		}
	}
	return marks
}

// isFurniture reports what stands in the frame around every page of a site.
func (b Block) isFurniture() bool {
	e := b.Element
	return e != nil && (e.Ancestors.Has(document.InNav|document.InFooter|document.InForm|document.InFigcaption) ||
		e.Names.Has(document.NamedNavigation|document.NamedComments|document.NamedRelated))
}

// isSaid reports whether b is text rather than a label: a paragraph, or a sentence.
func (b Block) isSaid() bool {
	return b.IsProse() || b.Role != document.RoleHeading && b.Shape.Ends.Sentence() && b.Shape.Words >= 3
}

// saidWords counts the words of running text from block from up to to.
func (f *liveFinder) saidWords(from, to int) (n int) {
	for b := range f.Range(from, to) {
		if b.isSaid() && !b.IsLinked() {
			n += int(b.Shape.Words)
		}
	}
	return n
}

// stretchEnd returns where the stretch of mark k ends.
func (f *liveFinder) stretchEnd(k int) int {
	if k+1 < len(f.marks) {
		return f.marks[k+1].block
	}
	return len(f.Blocks)
}

// measure counts again what is said below each mark.
func (f *liveFinder) measure() {
	f.said = f.said[:0]
	for k, m := range f.marks {
		f.said = append(f.said, f.saidWords(m.block, f.stretchEnd(k)))
	}
}

// chooseForm keeps the marks of the form that most of those with text have, and
// of another that is nearly as common.
func (f *liveFinder) chooseForm() {
	f.measure()
	var count [markForms]int
	for k, m := range f.marks {
		if f.said[k] > 0 {
			count[m.form]++
		}
	}
	for form := range markForms {
		if count[form] > count[f.form] {
			f.form = markForm(form)
		}
	}
	f.marks = slices.DeleteFunc(f.marks, func(m liveMark) bool {
		return m.form != f.form && (3*count[m.form] < count[f.form] || max(m.form, f.form) > markTrailing)
	})
	f.measure()
}

// headerTimes is how much longer than the others' a first mark's text is, at least,
// when it is not an entry's time but the article's own.
const headerTimes = 4

// dropHeader leaves out the article's own date above the entries.
func (f *liveFinder) dropHeader() {
	middle := f.middleSaid()
	for len(f.marks) > fewEntries {
		first, second := f.At(f.marks[0].block), f.At(f.marks[1].block)
		own := first.Cued.Has(document.CueUpdated) && !second.Cued.Has(document.CueUpdated) ||
			f.marks[0].form == markAlone && f.said[0] > headerTimes*middle ||
			f.marks[0].form == markAlone && f.form != markAlone
		if !own && f.said[0] > 0 {
			return
		}
		f.marks, f.said = f.marks[1:], f.said[1:]
	}
}

// middleSaid is the median of what is said below the marks.
func (f *liveFinder) middleSaid() int {
	sorted := slices.Sorted(slices.Values(f.said))
	return max(1, sorted[len(sorted)/2])
}

// cutAtHeader ends the marks at the header of a list of other articles, or of
// comments, behind which the times do not go on as before.
func (f *liveFinder) cutAtHeader() {
	headers, cut := 0, 0
	asc, desc := 0, 0
	for k := 1; k < len(f.marks); k++ {
		if !f.hasHeader(f.marks[k-1].block+1, f.marks[k].block) {
			continue
		}
		if headers++; headers == 1 {
			asc, desc, _ = f.order()
		}
		above, below := &f.marks[k-1], &f.marks[k]
		if cut == 0 && (above.form != below.form || (above.day == "") != (below.day == "") || desc >= asc && above.isBefore(below) || asc >= desc && below.isBefore(above)) {
			cut = k
		}
	}
	if headers == 1 && cut > 0 {
		f.marks = f.marks[:cut]
		f.measure()
	}
}

func (f *liveFinder) hasHeader(from, to int) bool {
	for b := range f.Range(from, to) {
		if b.IsRelatedHeader() && !b.Cued.Has(document.CueLive) || b.Cued.Has(document.CueComments) && b.HeadsOtherPart() {
			return true
		}
	}
	return false
}
