package cleaners

import (
	"fmt"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// This file makes the entries of a live blog from what evidence found of them and
// from what assembly kept.

// liveEntries returns the live blog's summaries and entries, in the order of the
// document. Its text is what was kept: a caption in an entry is not in it.
func liveEntries(l *evidence.Layout, clean *document.Clean) []document.LiveEntry {
	live := l.Live()
	all := make([]document.LiveEntry, 0, len(live.Summary)+len(live.Entries))
	kept := clean.Paragraphs
	for _, s := range live.Summary {
		start, end := l.Blocks[s.First].Span.Start, l.Blocks[s.End-1].Span.End
		e := document.LiveEntry{Role: document.EntrySummary, Start: start, End: end, Headline: evidence.FoldSpace(l.Of(s.First))}
		e.Text = paragraphsIn(&kept, l.Blocks[s.First].Span.End, end)
		all = append(all, e)
	}
	days := daysOf(live, clean.Published, clean.Modified)
	for k := range live.Entries {
		found := &live.Entries[k]
		e := document.LiveEntry{
			Pinned: found.Pinned, Key: found.Key, Time: timeOf(l, found, days[k]),
			Headline: evidence.FoldSpace(textOf(l, found.Headline)), Byline: evidence.NamesIn(l, found.Byline),
			Start: l.Blocks[found.First].Span.Start, End: l.Blocks[found.End-1].Span.End,
		}
		if e.Byline == "" {
			e.Byline = found.StatedBy
		}
		e.Text = paragraphsIn(&kept, found.Text, found.TextEnd)
		all = append(all, e)
	}
	return all
}

func textOf(l *evidence.Layout, s document.Span) string { return l.Text[s.Start:s.End] }

// paragraphsIn joins the paragraphs that begin from byte start to end, and takes
// them and those before them off. Of one that begins before start only the rest
// is in it: a time may lead it.
func paragraphsIn(kept *[]document.Paragraph, start, end int) string {
	var texts []string
	for rest := *kept; len(rest) > 0 && rest[0].Start < end; rest = *kept {
		p := rest[0]
		*kept = rest[1:]
		if p.End <= start {
			continue
		}
		text := p.Text
		if p.Start < start {
			text = strings.TrimSpace(text[min(len(text), start-p.Start):])
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "\n\n")
}

// timeOf writes the entry's time: with its day where that is known, else as it stands.
func timeOf(l *evidence.Layout, e *evidence.LiveEntry, day string) string {
	if len(e.Published) > len(time.DateOnly) {
		return e.Published
	}
	stated := evidence.FoldSpace(textOf(l, e.Time))
	if exact := dates.Normalize(stated, dates.DayFirst); len(exact) > len(time.DateOnly) {
		return exact
	}
	if e.Minute < 0 || day == "" {
		return stated
	}
	return fmt.Sprintf("%sT%02d:%02d", day, e.Minute/60, e.Minute%60)
}

// daysOf returns the day of each entry, empty where it is not known. An entry that
// states none has the day of the one above, until the clock passes midnight. Where
// none states any, the day on which the page was changed last is that of the newest
// entry, where the newest stands first; else the day on which it was published is
// that of the oldest.
func daysOf(live *evidence.Live, published, modified string) []string {
	days := make([]string, len(live.Entries))
	stated := false
	for k := range live.Entries {
		days[k] = live.Entries[k].Day
		stated = stated || days[k] != ""
	}
	first := published
	if live.Falling && modified != "" {
		first = modified
	}
	if !stated && len(first) >= len(time.DateOnly) {
		days[0] = first[:len(time.DateOnly)]
	}
	spread(live, days)
	return days
}

// spread gives entries without a day that of the one above, a day more or less wherever the
// clock passes midnight.
func spread(live *evidence.Live, days []string) {
	for k := 1; k < len(days); k++ {
		above, now := &live.Entries[k-1], &live.Entries[k]
		if days[k] != "" || days[k-1] == "" {
			continue
		}
		days[k] = days[k-1]
		if now.Minute < 0 || above.Minute < 0 || above.Pinned {
			continue
		}
		step := 0
		switch {
		case live.Falling && now.Minute > above.Minute:
			step = -1
		case !live.Falling && now.Minute < above.Minute:
			step = 1
		}
		if day, err := time.Parse(time.DateOnly, days[k]); err == nil && step != 0 {
			days[k] = day.AddDate(0, 0, step).Format(time.DateOnly)
		}
	}
}
