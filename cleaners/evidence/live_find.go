package evidence

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says whether a document is a live blog, and where its entries are: by
// times with text below each, again and again. Lists of other articles have times
// as well. What tells the two apart is that a live blog's entries are most of its
// text, that their times go one way, and that they stand below its headline.

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

// liveFinder looks for a live blog in one document.
type liveFinder struct {
	*Layout
	marks []liveMark
	said  []int // words of running text of each mark's stretch
	form  markForm
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
	f.live.Named = f.live.Stated || f.titleNamesLive() || f.form != markAgo && namesLive(f.Layout)
	f.dropHeader()
	f.cutAtHeader()
	if !f.isLive() {
		return false
	}
	f.entries()
	f.joinStated()
	f.live.Sure = f.live.Named || f.live.Falling || len(f.marks) >= sureEntries || f.haveBylines()
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
	for b := range f.Range(from, len(f.Blocks)) {
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
	asc, desc, _ := f.order()
	headers, cut := 0, 0
	for k := 1; k < len(f.marks); k++ {
		if !f.hasHeader(f.marks[k-1].block+1, f.marks[k].block) {
			continue
		}
		headers++
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

// order counts how many times are later than the one above, earlier, and the same.
func (f *liveFinder) order() (asc, desc, same int) {
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
	case f.live.Named:
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
	asc, desc, same := f.order()
	f.live.Falling = desc > asc
	if pairs := asc + desc + same; pairs > 0 && 10*(max(asc, desc)+same) < order*pairs {
		return false
	}
	if valid < least || 100*valid < saidShare*len(f.marks) || 100*inside < share*all {
		return false
	}
	return f.live.Stated || !f.isTranscript(asc, desc) && !f.isCards() && !f.isCardList() && (f.live.Named || f.isUnnamedLive())
}

// isUnnamedLive asks more of what nothing calls a live blog.
func (f *liveFinder) isUnnamedLive() bool {
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
	return f.form != markAgo && lead <= leadParagraphs && f.middleSaid() >= middleWords && !f.hasHeader(first-3, first) && !f.isTurns() && !f.hasManyDays()
}

// middleWords is how many words the middle one of the entries has at least where
// nothing says that it is a live blog: the points of an agenda have fewer.
const middleWords = 10

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

// isTranscript reports times that count from the beginning of a recording.
func (f *liveFinder) isTranscript(asc, desc int) bool {
	return desc == 0 && asc > 0 && f.marks[0].form != markMinute && f.marks[0].form != markAgo && f.marks[0].minute <= transcriptStart
}

// isCards reports stretches each of which has a headline that is a link: cards of
// other articles.
func (f *liveFinder) isCards() bool {
	linked := 0
	for k, m := range f.marks {
		for b := range f.Range(m.block-2, min(f.stretchEnd(k), m.block+4)) {
			if b.IsLinked() && b.Shape.Words >= TitleWordsMin {
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

// namesLive reports whether the title, a label in the head or the address says that
// the document is a live blog.
func namesLive(l *Layout) bool {
	if addressNamesLive(l.URL) {
		return true
	}
	t := l.Title()
	for b := range l.Range(t.Block-labelReach, t.Block+labelReach+1) {
		if b.Cued.Has(document.CueLive) && !b.isFurniture() && (b.I == t.Block && b.namesLive() || !b.IsLinked() && b.Shape.Words <= 4 && b.IsOnly(document.CueLive)) {
			return true
		}
	}
	return false
}

// titleNamesLive reports whether the title itself says that it is a live blog.
func (f *liveFinder) titleNamesLive() bool {
	t := f.Title()
	return t.By != NoTitle && f.At(t.Block).namesLive()
}

// labelReach is how far from the title the label of a live blog stands.
const labelReach = 3

// namesLive reports a phrase for a live blog: one of several words, or long,
// anywhere; "live" only where it stands by itself, in front of the title or at its end.
func (b Block) namesLive() bool {
	for _, cue := range b.Cues() {
		if cue.Class != document.CueLive {
			continue
		}
		text := b.TextOf(cue.Span)
		before, after := strings.TrimSpace(b.Before(cue.Span.Start)), strings.TrimSpace(b.After(cue.Span.End))
		if strings.ContainsAny(text, " -") || len(text) > 6 {
			return true
		}
		if before == "" || after == "" || !unicode.IsLetter(FirstRune(after)) || isNoWord(lastRune(before)) {
			return true
		}
	}
	return false
}

func lastRune(s string) (last rune) {
	for _, r := range s {
		last = r
	}
	return last
}

// liveAddresses are the words of addresses that live blogs have.
var liveAddresses = []string{
	"live", "liveblog", "liveblogs", "ticker", "liveticker", "newsticker", "newsblog", "live-updates", "live-blog", "directo", "direct", "diretta",
	"en-vivo", "ao-vivo", "em-direto", "minuto-a-minuto", "na-zywo", "canli", "as-it-happened",
}

// addressNamesLive reports whether a part of the address's path is one of liveAddresses.
func addressNamesLive(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	for part := range strings.FieldsFuncSeq(strings.ToLower(u.Path), func(r rune) bool { return r == '/' || r == '.' || r == '_' }) {
		if slices.Contains(liveAddresses, part) {
			return true
		}
		for _, word := range liveAddresses {
			if strings.HasPrefix(part, word+"-") || strings.HasSuffix(part, "-"+word) {
				return word != "direct"
			}
		}
	}
	return false
}
