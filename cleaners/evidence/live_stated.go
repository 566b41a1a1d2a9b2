package evidence

import (
	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds in the text the entries that the page's data states.

// openingRunes is how many letters and digits of an entry's text tell it from others.
const openingRunes = 24

// stated is the entries of the page's data by what tells them.
type stated struct {
	updates   []document.Update
	openings  map[string]int // the first openingRunes of its text → its index
	headlines map[string]int
}

func statedUpdates(updates []document.Update) stated {
	s := stated{updates, map[string]int{}, map[string]int{}}
	for i := range updates {
		if opening := openingOf(updates[i].Opening); opening != "" {
			s.openings[opening] = i
		}
		if headline := onlyWords(updates[i].Headline); headline != "" {
			s.headlines[headline] = i
		}
	}
	return s
}

// openingOf returns what a text begins with, empty when it is too short to tell it.
func openingOf(text string) string {
	words := []rune(onlyWords(text[:min(len(text), 8*openingRunes)]))
	if len(words) < openingRunes/2 {
		return ""
	}
	return string(words[:min(len(words), openingRunes)])
}

// of returns which entry block b begins the text of, or is the headline of; -1 for none.
func (s *stated) of(b Block) (opens, heads int) {
	opens, heads = -1, -1
	if i, ok := s.openings[openingOf(b.Text())]; ok {
		opens = i
	}
	if b.Shape.Words <= headWords {
		if i, ok := s.headlines[onlyWords(b.Text())]; ok {
			heads = i
		}
	}
	return opens, heads
}

// linesAboveStated is how many lines may stand between an entry's beginning and its
// text: its time, its headline, its byline.
const linesAboveStated = 4

// findStated makes entries of what the page's data states, where their times
// don't tell them; false when too few are in the text.
func (f *liveFinder) findStated() bool {
	s := statedUpdates(f.Hints.Updates)
	var entries []LiveEntry
	floor := 0
	for b := range f.Each() {
		opens, _ := s.of(b)
		if opens < 0 || b.isFurniture() {
			continue
		}
		e := LiveEntry{Stretch: Stretch{First: b.I}, Minute: -1, Text: b.Span.Start}
		for first := b.I - 1; first >= floor && b.I-first <= linesAboveStated; first-- {
			line := f.At(first)
			if _, heads := s.of(line); heads == opens {
				e.First, e.Headline = first, line.Span
			} else if _, timed := line.liveMark(); timed {
				e.First, e.Time = first, line.Span
			} else if line.isSaid() {
				break
			}
		}
		f.takeUpdate(&e, &s.updates[opens])
		if n := len(entries); n > 0 {
			entries[n-1].End = e.First
		}
		entries = append(entries, e)
		floor = b.I + 1
	}
	if len(entries) < fewEntries || 2*len(entries) < len(s.openings) {
		return false
	}
	last := &entries[len(entries)-1]
	last.End = f.statedEnd(last.First)
	f.live.Sure, f.live.Named = true, true
	f.live.Entries, f.live.Falling = entries, len(entries) > 1 && entries[0].Published > entries[len(entries)-1].Published
	f.findSummaries()
	f.markKey()
	return true
}

// statedEnd returns where the last entry, which begins at block first, ends.
func (f *liveFinder) statedEnd(first int) int {
	end := first + 1
	for b := range f.Range(first+1, len(f.Blocks)) {
		if b.HeadsOtherPart() || b.IsRelatedHeader() || b.isFurniture() || b.Element != nil && b.Element.Stated == document.No && b.isSaid() {
			break
		}
		if b.isSaid() {
			end = b.I + 1
		}
	}
	return end
}

// takeUpdate fills in what the page's data states of an entry.
func (f *liveFinder) takeUpdate(e *LiveEntry, u *document.Update) {
	e.Published, e.StatedBy = u.Published, u.Byline
	if e.Day == "" && len(u.Published) >= len("2006-01-02") {
		e.Day = u.Published[:len("2006-01-02")]
	}
	if at, ok := dates.FindTimeOfDay(u.Published); ok && e.Minute < 0 {
		e.Minute = at.Minute
	}
}

// joinStated gives entries that their times tell what the page's data states of
// each.
func (f *liveFinder) joinStated() {
	if len(f.Hints.Updates) == 0 {
		return
	}
	s := statedUpdates(f.Hints.Updates)
	for k := range f.live.Entries {
		e := &f.live.Entries[k]
		for b := range f.Range(e.First, e.End) {
			opens, heads := s.of(b)
			if i := max(opens, heads); i >= 0 {
				f.takeUpdate(e, &s.updates[i])
				break
			}
		}
	}
}
