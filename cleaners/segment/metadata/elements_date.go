package metadata

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// How many elements may stand between the headline and a date that is the
// article's: before it, the page's clock is further away, and behind it the dates
// of other articles.
const (
	nearBefore = 12
	nearBehind = 60
)

// readDate lets an element that is about a date state a field.
func (c *claims) readDate(found, title candidate) {
	from, ok := found.rank(title)
	if !ok {
		return
	}
	stated := dateIn(found)
	if found.isModified() {
		c.offerDate(&c.modified, from, stated)
		return
	}
	if from == fromNamed || from == fromElement {
		if c.isFarFromAddress(stated) {
			return
		}
		c.days[dates.Normalize(stated, c.slashes)] = true
		switch {
		case c.day != "": // the address agrees
		case c.isClock(found, title):
			return
		case !c.titleFound || !found.isBeside(title):
			from |= doubted
		}
	}
	c.offerDate(&c.published, from, stated)
}

// isClock reports whether a date stands far above the headline.
func (c *claims) isClock(found, title candidate) bool {
	return c.titleFound && title.order-found.order > nearBefore
}

// mostDays is how many days elements may state, none by the headline, for the first
// to be the article's. More are those of a list.
const mostDays = 2

// isOneOfMany reports whether the date is one of several that stand away from the
// headline.
func (c *claims) isOneOfMany() bool {
	return c.published.from&doubted != 0 && len(c.days) > mostDays
}

// isBeside reports whether a date stands where the article's date does.
func (f candidate) isBeside(title candidate) bool {
	if f.order < title.order {
		return title.order-f.order <= nearBefore
	}
	return f.order-title.order <= nearBehind
}

// sameArticle is how far apart the day in the page's address and the article's date
// may be: zones differ, and papers are dated by the day of their print.
const sameArticle = 3 * 24 * time.Hour

// isFarFromAddress reports whether the page's address has another date than stated.
func (c *claims) isFarFromAddress(stated string) bool {
	if c.day == "" {
		return false
	}
	day := dates.Normalize(stated, c.slashes)
	if len(day) < len(time.DateOnly) {
		return false
	}
	a, errA := time.Parse(time.DateOnly, c.day)
	b, errB := time.Parse(time.DateOnly, day[:len(time.DateOnly)])
	return errA == nil && errB == nil && a.Sub(b).Abs() > sameArticle
}

// isModified reports whether a date is that of a change.
func (f candidate) isModified() bool {
	if dom.Attr(f.node, "itemprop") == "dateModified" {
		return true
	}
	class := strings.ToLower(dom.Attr(f.node, "class") + " " + dom.Attr(f.node, "id"))
	if strings.Contains(class, "published") || dom.Attr(f.node, "itemprop") == "datePublished" {
		return false // what was not changed is both to microformats
	}
	return strings.Contains(class, "modified") || strings.Contains(class, "updated")
}

// dateIn returns the date that an element named after it states: in the first
// <time datetime> in it, or itself.
func dateIn(found candidate) string {
	for n := range found.node.Descendants() {
		if n.Type == html.ElementNode && n.Data == "time" && hasAttr(n, "datetime") {
			return valueOf(n, longestDate)
		}
	}
	return valueOf(found.node, longestDate)
}

// slashesOf says how the page reads 3/4/2026. Its own dates tell where one has a
// number over twelve. Software prints dates the American way by default, so only a
// language or a country other than the American is evidence that the day comes
// first; a headline in another script than Latin shows that the stated language is
// a default too.
func (c *claims) slashesOf(f *Finder) dates.Slashes {
	for _, found := range f.dates {
		switch monthPlace(dateIn(found)) {
		case 1:
			return dates.MonthFirst
		case 2:
			return dates.DayFirst
		}
	}
	if isAmerican(f.language) && !dayFirstCountry(c.address) && !strings.ContainsFunc(f.title, isForeignLetter) {
		return dates.MonthFirst
	}
	return dates.DayFirst
}

// isAmerican reports whether a stated language is the English of the United States,
// or of no country.
func isAmerican(stated string) bool {
	_, country, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(stated), "_", "-"), "-")
	return lexicon.Tag(stated) == "en" && (country == "" || strings.EqualFold(country, "us"))
}

// isForeignLetter reports a letter that English has none of.
func isForeignLetter(r rune) bool { return r > unicode.MaxLatin1 && unicode.IsLetter(r) }

// monthPlace returns whether the month is the first or the second number of a date
// that begins with two numbers and slashes, or 0 where these don't tell.
func monthPlace(stated string) int {
	if len(stated) < len("1/2/2026") || !strings.Contains(stated, "/") {
		return 0
	}
	day, month := dates.Find(stated, dates.DayFirst), dates.Find(stated, dates.MonthFirst)
	if day.Day == "" || day.Day != month.Day || !strings.Contains(stated, "/"+day.Day[:4]) {
		return 0
	}
	first, _, _ := strings.Cut(day.Text, "/")
	number := strings.TrimLeft(strings.TrimSpace(first), "0")
	switch {
	case day.Day[5:7] == day.Day[8:]:
		return 0
	case number == strings.TrimLeft(day.Day[5:7], "0"):
		return 1
	case number == strings.TrimLeft(day.Day[8:], "0"):
		return 2
	}
	return 0
}

// dayFirstCountry reports whether the page's host is of a country that writes the
// day first. Two-letter domains of other use and of the countries that write both
// ways tell nothing.
func dayFirstCountry(address *url.URL) bool {
	if address == nil {
		return false
	}
	host := address.Hostname()
	country := host[strings.LastIndexByte(host, '.')+1:]
	if len(country) != 2 {
		return false
	}
	switch country {
	case "us", "ca", "ph", "io", "co", "tv", "me", "ai", "fm", "ly", "cc", "ws", "to", "gg":
		return false
	}
	return true
}
