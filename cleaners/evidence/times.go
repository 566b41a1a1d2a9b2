package evidence

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// IsReadingTime reports whether b says how long it takes to read ("2 min read"): the
// phrase, and next to nothing else.
func (b Block) IsReadingTime() bool {
	if !b.Cued.Has(document.CueReadTime) || b.Shape.Words > 8 {
		return false
	}
	in, all := b.Covered(1 << document.CueReadTime)
	return all-in <= 10
}

// IsTimeBelowShare reports whether b is a date or time alone, right below a line that
// only asks to share. It is how the posts of a live blog begin, each below the button
// of the post before.
func (b Block) IsTimeBelowShare() bool {
	return b.Has(-1) && b.By(-1).Shape.Words <= 3 && b.By(-1).IsOnly(document.CueShare) && b.IsDateLine()
}

// IsDateLine reports whether b is a date or a time and little else: digits, names of
// months, "hours ago".
func (b Block) IsDateLine() bool {
	if b.Shape.Words > 14 || b.Shape.Digits == 0 && !b.Cued.Has(document.CueAgo) || b.Shape.Stops > 4 {
		return false
	}
	return b.has(readsAsDate, Block.readsAsDate)
}

// readsAsDate is IsDateLine of a line that is short enough and has figures or a phrase.
func (b Block) readsAsDate() bool {
	in, all := b.Covered(DateCues)
	letters := all - in // outside of the words that dates are made of
	switch {
	case b.Cued.Has(document.CueAgo):
		return letters <= 12
	case b.Cued.Has(document.CueUpdated) && b.Shape.Words <= 6:
		return b.Shape.Digits >= 1
	case b.Cued.Has(document.CueDateWord):
		return b.Shape.Digits >= 1 && letters <= 12
	}
	text := b.Text()
	if b.Shape.Digits >= 6 && b.Shape.Words <= 10 && !b.Shape.Ends.Sentence() && IsDigit(text[0]) && dates.FindDay(text) != "" {
		return true // a date, and where the report is from
	}
	return b.Shape.Digits >= 3 && letters <= 4 && (hasDateMark(text) || b.Shape.Scripts&document.CJK != 0 && strings.ContainsAny(text, "年月日년월일"))
}

// DateCues are the classes of the words that dates are made of.
const DateCues = document.CueSet(1<<document.CueDateWord | 1<<document.CueAgo | 1<<document.CueUpdated)

// hasDateMark reports a ':', '.', '-' or '/' between digits: what a date in figures
// has and a bare number lacks. (In Chinese, Japanese and Korean it has the signs of
// year, month or day instead.)
func hasDateMark(s string) bool {
	for i := 1; i+1 < len(s); i++ {
		switch s[i] {
		case ':', '.', '-', '/':
			if IsDigit(s[i-1]) && IsDigit(s[i+1]) {
				return true
			}
		}
	}
	return false
}
