package evidence

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds what sums a live blog's entries up, and which of these are key
// moments or pinned.

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
	for {
		r, end := nextWordRune(s)
		if r == 0 {
			return string(out)
		}
		out, s = append(out, r), s[end:]
	}
}
