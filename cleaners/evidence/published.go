package evidence

import (
	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// How many blocks around the headline the article's date is looked for in: above it
// stand few lines of the article's, and behind the body the line that signs it.
const (
	publishedBelow = 16
	publishedAbove = 3
	publishedFoot  = 3
)

// Published returns the day that a line by the headline states, as YYYY-MM-DD, or
// "" where none does: below it, above it, or right behind the body. A date in
// running text is no such line, nor is one of the page's clock or of a list.
func (l *Layout) Published() string {
	title, prose := l.Title().Block, 0
	for b := range l.Range(title+1, title+1+publishedBelow) {
		if day := b.statedDay(); day != "" {
			return day
		}
		if b.IsProse() {
			if prose++; prose == HeadProse {
				break
			}
		}
	}
	for d := 1; d <= publishedAbove && title-d >= 0; d++ {
		b := l.At(title - d)
		if b.isClockLine() {
			continue
		}
		if day := b.statedDay(); day != "" {
			return day
		}
	}
	if l.LastBody() < 0 {
		return ""
	}
	for b := range l.Range(l.LastBody()+1, l.LastBody()+1+publishedFoot) {
		if _, byline := b.OpensWith(document.CueByline); byline || b.IsDateLine() {
			if day := b.statedDay(); day != "" {
				return day
			}
		}
	}
	return ""
}

// slashes says how the document writes 3/4/2026, as far as it tells.
func (l *Layout) slashes() dates.Slashes {
	if l.Hints.MonthFirst {
		return dates.MonthFirst
	}
	return dates.DayFirst
}

// isClockLine reports a line above the headline with a weekday and a day but no time,
// or one in the page's header: it tells readers what day it is.
func (b Block) isClockLine() bool {
	if b.Element != nil && (b.Element.Ancestors.Has(document.InHeader) || b.Element.Names.Has(document.NamedHeader)) {
		return true
	}
	f := dates.Find(b.Text(), dates.DayFirst)
	return f.Weekday && !f.Clock
}

// stampWords bounds a line that tells when the article is from, and names the author
// or the source beside that.
const stampWords = 25

// statedDay returns the day on which b says that the article was published. Such a
// line is short. The date opens or closes it, or has a time of day. A paragraph may
// open with the two.
func (b Block) statedDay() string {
	if b.Shape.Digits < 3 || b.isElsewhere() {
		return ""
	}
	f := dates.Find(b.Text(), b.Layout.slashes())
	switch opens, closes := !HasLetter(f.Before), !HasLetter(f.After); {
	case f.Day == "":
		return ""
	case b.IsProse():
		if !opens || !f.Clock {
			return ""
		}
	case b.Shape.Words > stampWords, b.Shape.Ends.Sentence() && !f.Clock && !opens:
		return ""
	case b.Role == document.RoleHeading || !opens && !closes:
		if !f.Clock && b.Cued&DateCues == 0 {
			return ""
		}
	case b.TrailingCreditScore() > 0:
		return ""
	}
	return f.Day
}

// elsewhereNames are the parts of a page whose dates are not the article's.
const elsewhereNames = document.NamedComments | document.NamedRelated | document.NamedNavigation | document.NamedSidebar |
	document.NamedFooter | document.NamedCaption

// isElsewhere reports whether b stands in a part of its page that has dates of its
// own, or is a link: to another article, mostly.
func (b Block) isElsewhere() bool {
	e := b.Element
	if e == nil {
		return b.InZone() || b.inThread()
	}
	return e.Ancestors.Has(document.InNav|document.InAside|document.InFooter|document.InFigcaption|document.InQuote) || e.Names.Has(elsewhereNames) ||
		2*int(e.LinkBytes) > b.Span.Len()
}
