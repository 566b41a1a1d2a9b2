package evidence

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// How many blocks around the headline the article's date is looked for in: above it
// stand few lines of the article's, and behind the body the line that signs it.
const (
	publishedBelow = 16
	publishedAbove = 3
	publishedFoot  = 3

	publishedAboveBody = 6
)

// Published returns the day that a line by the headline states, as YYYY-MM-DD, or
// "" where none does: below it, above the body, above the headline, or right behind
// the body. A date in running text is no such line, nor is one of the page's clock
// or of a list.
func (l *Layout) Published() string {
	if l.begin(publishedPart) {
		l.published = l.publishedNear(Block.publishedDay)
		if l.published == "" {
			l.published = l.publishedNear(Block.statedDay) // the day of a change, where no other is stated
		}
	}
	return l.published
}

// publishedNear looks in the lines around the headline, and behind the body, for the
// first that states a day as dayOf reads it.
func (l *Layout) publishedNear(dayOf func(Block) string) string {
	title := l.Title().Block
	if day := l.dayBelow(title, dayOf); day != "" {
		return day
	}
	if l.LastBody() >= 0 {
		if day := l.dayAbove(l.FirstBody(), publishedAboveBody, dayOf); day != "" {
			return day
		}
	}
	if day := l.dayAbove(title, publishedAbove, dayOf); day != "" || l.LastBody() < 0 {
		return day
	}
	for b := range l.Range(l.LastBody()+1, l.LastBody()+1+publishedFoot) {
		if _, byline := b.OpensWith(document.CueByline); byline || b.IsDateLine() && !b.isCardDate() {
			if day := dayOf(b); day != "" {
				return day
			}
		}
	}
	return ""
}

// dayBelow returns the first day that a line below block title states, up to the
// second paragraph.
func (l *Layout) dayBelow(title int, dayOf func(Block) string) string {
	prose := 0
	for b := range l.Range(title+1, title+1+publishedBelow) {
		if day := dayOf(b); day != "" {
			return day
		}
		if b.IsProse() {
			if prose++; prose == HeadProse {
				break
			}
		}
	}
	return ""
}

// dayAbove returns the nearest day that one of the reach lines above block i states.
func (l *Layout) dayAbove(i, reach int, dayOf func(Block) string) string {
	for d := 1; d <= reach && i-d >= 0; d++ {
		b := l.At(i - d)
		if day := dayOf(b); day != "" && !b.isClockLine() {
			return day
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
	if b.Shape.Words > stampWords {
		return false
	}
	f := dates.Find(b.Text(), dates.DayFirst)
	return f.Weekday && !f.Clock
}

// stampWords bounds a line that tells when the article is from, and names the author
// or the source beside that.
const stampWords = 25

// stampBytes is how much of a paragraph is read for the date that it may open with.
const stampBytes = 96

// firstBytes returns the first characters of s, of at most n bytes.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// statedDay returns the day on which b says that the article was published. Such a
// line is short. The date opens or closes it, or has a time of day. A paragraph may
// open with the two.
func (b Block) statedDay() string {
	if b.Shape.Digits < 3 || b.isElsewhere() {
		return ""
	}
	text := b.Text()
	if b.IsProse() {
		text = firstBytes(text, stampBytes) // a paragraph can only open with a date
	} else if b.Shape.Words > stampWords {
		return ""
	}
	f := dates.Find(text, b.Layout.slashes())
	if f.Day == "" {
		return ""
	}
	opens := !HasLetter(f.Before)
	switch {
	case b.IsProse():
		if !opens || !f.Clock {
			return ""
		}
	case b.isMostlyLink() && !(opens && f.Clock):
		return ""
	case f.Clock:
	case !opens && !b.closesWith(f) && !b.isLedToBy(f), b.Shape.Ends.Sentence() && !opens, b.TrailingCreditScore() > 0,
		b.Role == document.RoleHeading && !f.Weekday && b.Shape.Words > headingStamp:
		return ""
	}
	return f.Day
}

// publishedDay is statedDay without the day of a change: of "Updated 5 March 2026,
// published 4 March 2026" it returns the latter, of the first alone none.
func (b Block) publishedDay() string {
	day := b.statedDay()
	if day != "" && b.dayOfTail() == day {
		return ""
	}
	if day == "" || !b.Cued.Has(document.CueUpdated) {
		return day
	}
	changed := false
	for _, cue := range b.Cues() {
		if cue.Class != document.CueUpdated {
			continue
		}
		if isChange(b.TextOf(cue.Span)) {
			dated := strings.ContainsAny(b.Before(cue.Span.Start), "0123456789")
			changed = changed || !dated || b.isTrailing(cue) && b.lastDay(b.Before(cue.Span.Start)) == day
		} else if changed {
			return dates.Find(b.After(cue.Span.End), b.Layout.slashes()).Day
		}
	}
	if changed {
		return ""
	}
	return day
}

// changeStems begin the words for a change, among those that the lexicons have before
// dates.
var changeStems = []string{"updat", "modif", "edited", "revis", "review", "aktualis", "aktualiz", "geändert", "bearbeitet", "mis à jour", "mise à jour", "màj", "maj ", "actualiz", "actualitz",
	"aggiorn", "atualiz", "alterad", "bijgewerkt", "gewijzigd", "oppdater", "opdater", "uppdater", "päivit", "muokattu", "zaktual", "обновл", "изменен", "изменён", "оновл", "змінено", "ενημερ", "τροποπ",
	"güncel", "diperbarui", "diperbaharui", "cập nhật", "frissít", "módos", "posodob", "ažurir", "更新", "수정", "업데이트", "تحديث", "עודכן", "به\u200cروز", "अपडेट", "アップデート"}

// isChange reports a phrase before a date that says that the article was changed then.
func isChange(phrase string) bool {
	phrase = strings.ToLower(phrase)
	for _, stem := range changeStems {
		if strings.Contains(phrase, stem) {
			return true
		}
	}
	return false
}

// leadWords is how many words may lead up to a date at a line's end without a mark
// between: "Published on 4 March 2026", but no caption's "The bridge on 4 March 2026".
const leadWords = 2

// closesWith reports whether b ends in the date that was found, and what leads up to
// it is a name, a label or a source rather than words that the date belongs to.
func (b Block) closesWith(f dates.Found) bool {
	if HasLetter(f.After) && !b.leadsToChange(f.After) {
		return false
	}
	before := strings.TrimSpace(f.Before)
	if _, byline := b.OpensWith(document.CueByline); byline || f.Weekday || wordsUpTo(leadWords+1, before) <= leadWords {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune(":：|,，–—-·•/(（[", last)
}

// isLedToBy reports whether b begins with a word for publication that leads to the date
// that was found, with a small word between at most: "Publié le 4 mars 2026, mis à …".
func (b Block) isLedToBy(f dates.Found) bool {
	cue, opens := b.OpensWith(document.CueUpdated)
	between, led := strings.CutPrefix(f.Before, b.TextOf(cue.Span))
	return opens && led && wordsUpTo(leadWords+1, between) <= leadWords
}

// isCardDate reports a line beside a link, whose article's date it is.
func (b Block) isCardDate() bool {
	return b.Has(1) && b.By(1).isMostlyLink() || b.Has(-1) && b.By(-1).isMostlyLink()
}

// headingStamp bounds a heading that is a date and next to nothing else.
const headingStamp = 5

// isMostlyLink reports a line whose greater part leads elsewhere: to another
// article, mostly.
func (b Block) isMostlyLink() bool {
	return b.Element != nil && 2*int(b.Element.LinkBytes) > b.Span.Len()
}

// stampLetters is how many letters a line of two dates has, at most, that are of
// neither.
const stampLetters = 16

// Stamp returns the day of a line that has both who wrote the article and when: "By
// Ada Lee, Globe Correspondent, Updated March 4, 2026, 5:49 p.m.", "March 4th, 2026
// @ 10:26am by Ada Lee". A line of two dates, when it was published and when updated,
// is one too. ok is false where b is no such line.
func (b Block) Stamp() (day string, ok bool) {
	if b.Shape.Words > stampWords || b.Shape.Digits < 5 || b.Cued&stampCues == 0 {
		return "", false
	}
	f := dates.Find(b.Text(), b.Layout.slashes())
	if f.Day == "" || b.Shape.Ends.Sentence() && !f.Clock {
		return "", false
	}
	if cue, opens := b.OpensWith(document.CueByline); opens {
		return f.Day, BeginsWithName(b.After(cue.Span.End)) && (f.Clock || !HasLetter(f.After))
	}
	if _, opens := b.OpensWith(document.CueUpdated); opens && (f.Clock || b.changedDay() != "") {
		in, all := b.Covered(DateCues)
		return f.Day, all-in <= stampLetters
	}
	return f.Day, (f.Weekday || !HasLetter(f.Before)) && b.leadsToName(f)
}

const stampCues = document.CueSet(1<<document.CueByline | 1<<document.CueUpdated)

// leadsToName reports whether right behind the date that was found, and its time of
// day, a byline begins.
func (b Block) leadsToName(f dates.Found) bool {
	for _, cue := range b.Cues() {
		if cue.Class != document.CueByline {
			continue
		}
		rest := b.After(cue.Span.End)
		between := strings.TrimSuffix(f.After, b.After(cue.Span.Start))
		return len(between) < len(f.After) && wordsUpTo(stampBetween+1, between) <= stampBetween && BeginsWithName(rest)
	}
	return false
}

// stampBetween is how many words stand between the date and the byline at most: a
// time of day, with its half and its zone.
const stampBetween = 4

// elsewhereNames are the parts of a page whose dates are not the article's.
const elsewhereNames = document.NamedComments | document.NamedRelated | document.NamedNavigation | document.NamedSidebar |
	document.NamedFooter | document.NamedCaption

// isElsewhere reports whether b stands in a part of its page that has dates of its
// own.
func (b Block) isElsewhere() bool {
	e := b.Element
	if e == nil {
		return b.InZone() || b.inThread()
	}
	return e.Ancestors.Has(document.InNav|document.InAside|document.InFooter|document.InFigcaption|document.InQuote) || e.Names.Has(elsewhereNames)
}
