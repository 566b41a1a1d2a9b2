package evidence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file lays out a live blog's entries: where each begins and ends, and what of
// its lines is its time, its headline and its byline.

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

// headPart is a line, or a part of the time's line, that may be a headline or a byline.
type headPart struct {
	span document.Span
	name bool // it may be who wrote the entry
	led  bool // a word for bylines leads it
	role document.Role
}

// readHead finds where the entry's text begins, and returns the parts above it.
func (f *liveFinder) readHead(e *LiveEntry, m liveMark) (parts []headPart) {
	for i := e.First; i < m.block; i++ {
		parts = append(parts, f.At(i).headPart(f.Blocks[i].Span))
	}
	mark := f.At(m.block)
	e.Text = mark.Span.End
	if m.form != markAlone && m.form != markAgo {
		rest := document.Span{Start: m.time.End, End: mark.Span.End}
		if m.form == markTrailing {
			rest = document.Span{Start: mark.Span.Start, End: m.time.Start}
		}
		rest = trimSpan(f.Text, rest)
		switch {
		case rest.Len() <= 0 || !HasLetterOrDigit(f.Text[rest.Start:rest.End]):
		case mark.isSaid() && m.form != markTrailing:
			e.Text = rest.Start
			return parts
		default:
			parts = append(parts, mark.headPart(rest))
		}
	}
	for i := m.block + 1; i < min(e.End, m.block+1+linesBelow) && f.At(i).isHeadLine() && f.textBelow(i, e.End); i++ {
		if b := f.At(i); b.Role != document.RoleHeading && b.Shape.Words <= 2 && b.IsOnly(document.CueSummary) {
			continue // "pinned"
		}
		parts = append(parts, f.At(i).headPart(f.Blocks[i].Span))
		e.Text = f.Blocks[i].Span.End
	}
	e.Text = f.nextText(e, e.Text)
	return parts
}

// lastLine returns the entry's last block that is no button to share.
func (f *liveFinder) lastLine(e *LiveEntry) int {
	i := e.End - 1
	for i > e.First && f.At(i).IsOnly(document.CueShare) {
		i--
	}
	return i
}

// textBelow reports whether something is said between block i and the entry's end,
// or i is all that the entry has.
func (f *liveFinder) textBelow(i, end int) bool {
	for b := range f.Range(i+1, end) {
		if b.isSaid() {
			return true
		}
	}
	return i+1 == end
}

// nextText returns where the first block of the entry that begins at byte at or
// behind it begins; the entry's end when there is none.
func (f *liveFinder) nextText(e *LiveEntry, at int) int {
	for i := e.First; i < e.End; i++ {
		if f.Blocks[i].Span.Start >= at {
			return f.Blocks[i].Span.Start
		}
	}
	return at
}

// headPart says what the span of b may be.
func (b Block) headPart(span document.Span) headPart {
	if names, ok := b.Byline(); ok && names != "" && span == b.Span {
		return headPart{span, true, true, b.Role}
	}
	text := b.TextOf(span)
	words := wordsUpTo(nameWords, text)
	name := words >= 2 && words < nameWords-1 && capitalShare(text) == 1 && !hasDigit(text) && b.Role != document.RoleHeading
	return headPart{span, name, false, b.Role}
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if IsDigit(s[i]) {
			return true
		}
	}
	return false
}

// endText sets where the entry's text ends: above a byline at its end, where one that
// is led or stands at another entry too is there.
func (f *liveFinder) endText(e *LiveEntry) {
	e.TextEnd = f.Blocks[e.End-1].Span.End
	i := f.lastLine(e)
	last := f.At(i)
	if !e.Byline.IsZero() || last.Span.Start <= e.Text {
		return
	}
	if part := last.headPart(last.Span); part.name && (part.led || f.names[last.Text()] > 1) {
		e.Byline, e.TextEnd = last.Span, f.Blocks[i-1].Span.End
	}
}

// takeParts makes one of the parts the headline, and a name the byline: one that
// stands beside a headline, at another entry as well, or is led as bylines are.
func (f *liveFinder) takeParts(e *LiveEntry, parts []headPart, names map[string]int) {
	for _, p := range parts {
		switch {
		case p.name && e.Byline.IsZero() && (p.led || len(parts) > 1 || names[f.Text[p.span.Start:p.span.End]] > 1):
			e.Byline = p.span
		case e.Headline.IsZero() || p.role == document.RoleHeading:
			e.Headline = p.span
		}
	}
}

// separatorMarks are what stands between a time and what follows it.
const separatorMarks = " \u00a0\t|–—-:·•»>+*/"

// trimSpan takes spaces and separators off both ends of a span, and at its front
// the rest of the time's brackets and stops.
func trimSpan(text string, s document.Span) document.Span {
	trimmed := strings.TrimRight(text[s.Start:s.End], separatorMarks+"([")
	s.End = s.Start + len(trimmed)
	s.Start += len(trimmed) - len(strings.TrimLeft(trimmed, separatorMarks+")],."))
	return s
}

// lastEnd returns where the entry of the last mark, in block m, ends: at the end of
// the element that holds the entries, at a header of another part, or below its
// last sentence.
func (f *liveFinder) lastEnd(m int) int {
	depth, held := f.containerDepth()
	paragraphs := f.mostParagraphs() + 1
	end, labels := m+1, 0
	for b := range f.Range(m+1, len(f.Blocks)) {
		if held && b.Element.CommonDepth < depth || b.HeadsOtherPart() && !b.Cued.Has(document.CueNavigation) || b.IsRelatedHeader() || b.isFurniture() {
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

// summaryLines is the most lines of what sums the entries up, and summaries how many
// of these there may be.
const (
	summaryLines = 20
	summaries    = 6
)

// findSummaries finds the key moments and the like between the headline and the
// first entry: below a header, up to the next heading.
func (f *liveFinder) findSummaries() {
	first := f.live.Entries[0].First
	for b := range f.Range(f.Title().Block+1, first) {
		if len(f.live.Summary) == summaries {
			return
		}
		if len(f.live.Summary) > 0 && b.I < f.live.Summary[len(f.live.Summary)-1].End || !b.headsSummary() {
			continue
		}
		end := b.I + 1
		for end < min(first, b.I+1+summaryLines) && !f.At(end).headsSummary() && !f.At(end).endsSummary() {
			end++
		}
		if end > b.I+1 {
			f.live.Summary = append(f.live.Summary, Stretch{b.I, end})
		}
	}
}

// headsSummary reports a line that is little but a phrase for a summary.
func (b Block) headsSummary() bool {
	if !b.Cued.Has(document.CueSummary) || b.Shape.Words > 8 {
		return false
	}
	in, all := b.Covered(1<<document.CueSummary | 1<<document.CueLive)
	return 10*in >= 7*all
}

func (b Block) endsSummary() bool {
	return b.Role == document.RoleHeading || b.HeadsOtherPart() || b.IsRelatedHeader() || b.IsOnly(document.CueLive) || b.IsOnly(document.CueShare)
}

// markPinned notes a first entry that stands out of the order of the others, or
// says that it is pinned.
func (f *liveFinder) markPinned() {
	es := f.live.Entries
	for b := range f.Range(es[0].First-1, es[0].End) {
		if b.Cued.Has(document.CueSummary) && b.Shape.Words <= 4 && b.IsOnly(document.CueSummary) {
			es[0].Pinned = true
			return
		}
	}
	asc, desc, _ := f.order()
	if len(es) < leastEntries || es[0].Minute < 0 || es[1].Minute < 0 || es[0].Day != es[1].Day {
		return
	}
	step := es[1].Minute - es[0].Minute
	es[0].Pinned = step > 0 && asc == 1 && desc >= 2 || step < 0 && desc == 1 && asc >= 2 && f.marks[0].form != markMinute && es[0].Minute > es[len(es)-1].Minute
}

// markKey notes the entries whose headline stands among the key moments, or which a
// line in them says to be one.
func (f *liveFinder) markKey() {
	moments := f.keyMoments()
	for k := range f.live.Entries {
		e := &f.live.Entries[k]
		for i := e.First; i < e.End && !e.Key; i++ {
			b := f.At(i)
			e.Key = k > 0 && b.Shape.Words <= 3 && b.IsOnly(document.CueSummary)
		}
		if !e.Key && !e.Headline.IsZero() {
			headline := onlyWords(f.Text[e.Headline.Start:e.Headline.End])
			e.Key = slices.ContainsFunc(moments, func(m string) bool { return strings.Contains(m, headline) })
		} else if !e.Key && e.Text < len(f.Text) {
			text := onlyWords(f.Text[e.Text:min(len(f.Text), e.Text+momentBytes)])
			e.Key = slices.ContainsFunc(moments, func(m string) bool { return strings.HasPrefix(text, m) })
		}
	}
}

// momentBytes is as much of an entry's text as is compared with a key moment.
const momentBytes = 300

// keyMoments returns the words of the lines that sum the entries up, headers left out.
func (f *liveFinder) keyMoments() (moments []string) {
	for _, s := range f.live.Summary {
		for b := range f.Range(s.First+1, s.End) {
			if b.Span.Len() <= momentBytes {
				moments = append(moments, onlyWords(b.Text()))
			}
		}
	}
	return moments
}

// onlyWords returns the letters and digits of s, small.
func onlyWords(s string) string {
	var out []rune
	for r, rest := nextWordRune(s); r != 0; r, rest = nextWordRune(rest) {
		out = append(out, r)
	}
	return string(out)
}
