package metadata

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Bounds on a heading that can be the title.
const (
	longestTitle = 400 // bytes
	mostTitle    = 40  // words
)

// leastSimilarity is how similar a heading and a stated title are, at least, to be
// the same headline in two wordings. Below a half, headings are more often slogans.
const leastSimilarity = 0.5

// chooseTitle returns the heading that is most similar to what the page states as
// its title: headings lack the site's name and are not shortened for search
// engines. Where none is similar it returns the stated title without the site's
// name. heading is the one that it chose, or the page's first.
func (c *claims) chooseTitle(f *Finder) (title string, heading candidate) {
	c.learnSite()
	stated, wordings := c.statedTitles()
	best, most := "", leastSimilarity
	only := ""
	for _, found := range f.headings {
		text := c.heading(found)
		if text == "" || c.isTail(text) {
			continue
		}
		if only == "" {
			only, heading = text, found
		}
		own := wordingOf(text)
		for i := range wordings {
			if a := own.similarity(&wordings[i]); a > most || a == most && best == "" {
				best, most, heading = text, a, found
			}
		}
	}
	c.titleFound = best != ""
	switch {
	case c.titleFound:
		return withoutKicker(c.withoutSite(best), stated), heading
	case len(stated) > 0:
		return firstPart(shortestOf(stated)), heading
	case only == "" && len(c.titles) > 0:
		return c.titles[0], heading // a page about the site
	}
	return only, heading
}

// statedTitles returns what the page states as its title, without the site's name, each
// once, and as similarity compares it.
func (c *claims) statedTitles() (stated []string, wordings []wording) {
	for _, title := range c.titles {
		if title = c.withoutSite(title); !slices.Contains(stated, title) && !c.isSite(title) {
			stated = append(stated, title)
			wordings = append(wordings, wordingOf(title))
		}
	}
	return stated, wordings
}

// isTail reports a heading that stands behind a mark at a stated title's end: the name
// of the site or of a section.
func (c *claims) isTail(heading string) bool {
	for _, title := range c.titles {
		before, ok := strings.CutSuffix(title, heading)
		if before = strings.TrimRight(before, " "); !ok || before == "" || len(before) < len(heading) {
			continue
		}
		if last, _ := utf8.DecodeLastRuneInString(before); strings.ContainsRune("|_-–—·»•｜－丨", last) {
			return true
		}
	}
	return false
}

// learnSite takes what follows a stated title in another one for the site's name:
// "Bridge to close" and "Bridge to close - The Courier".
func (c *claims) learnSite() {
	for _, title := range c.titles {
		for _, longer := range c.titles {
			rest, ok := strings.CutPrefix(longer, title)
			if !ok || rest == "" || utf8.RuneCountInString(title) < shortestTitle {
				continue
			}
			for _, sep := range titleSeparators[:len(titleSeparators)-weakSeparators] {
				if name, ok := strings.CutPrefix(rest, sep); ok && name != "" && isWrittenAsName(title, name) && !c.isSite(name) {
					c.siteNames = append(c.siteNames, lettersOf(name))
				}
			}
		}
	}
}

// mostSiteWords is how many words a site's name has.
const mostSiteWords = 5

// shortestOf returns the first title, or one that it begins with: the other was
// written for search engines or has the site's name.
func shortestOf(stated []string) string {
	title := stated[0]
	for _, other := range stated[1:] {
		if rest, ok := strings.CutPrefix(title, other); ok && len(rest) > 1 && strings.ContainsAny(rest[:2], " |_") {
			for _, sep := range titleSeparators {
				if strings.HasPrefix(rest, sep) {
					title = other
					break
				}
			}
		}
	}
	return title
}

// withoutKicker takes a label off a heading, where what is left is what the page
// states as its title: "Opinion", "Live".
func withoutKicker(heading string, stated []string) string {
	for _, title := range stated {
		kicker, ok := strings.CutSuffix(heading, title)
		if ok && kicker != "" && countWords(kicker) <= mostKickerWords && len(kicker) > shortestKicker && !strings.ContainsAny(kicker, "0123456789:.!?\"“”«»'’") {
			return title
		}
	}
	return heading
}

// mostKickerWords is how many words a label above or before a headline has.
const mostKickerWords = 3

// shortestKicker is how many bytes are an article or a preposition, with its space.
const shortestKicker = 4

// heading returns the text of a heading that may be the title: not the site's
// name, not hidden in a menu.
func (c *claims) heading(found candidate) string {
	if found.ancestors.Has(document.InNav | document.InDialog) {
		return ""
	}
	text := headingText(found.node, longestTitle)
	if text == "" || countWords(text) > mostTitle || c.isSite(text) {
		return ""
	}
	return text
}

// titleSeparators stand between a headline and the site's name.
var titleSeparators = []string{" | ", " – ", " — ", " - ", " -- ", " :: ", " • ", " · ", " ∙ ", " » ", " ｜ ", " / ", " : ", ": "}

// denseSeparators stand there in scripts that have no spaces.
var denseSeparators = []string{"_", "--", "——", "｜", "|", "－", "-", "丨", "»", "–"}

// weakSeparators stand in headlines as often as before a site's name.
const weakSeparators = 2 // the last so many of titleSeparators

// withoutSite takes the site's name off both ends of a title.
func (c *claims) withoutSite(title string) string {
	for {
		at, n := -1, 0
		for _, sep := range titleSeparators {
			if i := strings.LastIndex(title, sep); i > at {
				at, n = i, len(sep)
			}
		}
		if at <= 0 || !c.isSite(title[at+n:]) {
			break
		}
		title = title[:at]
	}
	title = c.withoutDenseSite(title)
	for _, sep := range titleSeparators {
		if head, tail, ok := strings.Cut(title, sep); ok && tail != "" && c.isSite(head) {
			return tail
		}
	}
	return title
}

// firstPart cuts a title that no heading repeats where a name follows that the page
// states nowhere else: behind a bar whatever it is, behind a dash what is written as a
// name is. A dash stands in headlines too.
func firstPart(title string) string {
	for _, sep := range titleSeparators[:len(titleSeparators)-weakSeparators] {
		if i := strings.Index(title, sep); i >= shortestTitle && !isDash(sep) {
			title = title[:i]
		}
	}
	if i := strings.IndexAny(title, "｜丨"); i >= shortestTitle && strings.ContainsFunc(title[:i], isEastAsian) {
		title = strings.TrimRight(title[:i], " ") // with the section and the site, without spaces
	}
	for _, sep := range titleSeparators {
		for isDash(sep) {
			i := strings.LastIndex(title, sep)
			if i < shortestTitle || !isWrittenAsName(title[:i], title[i+len(sep):]) {
				break
			}
			title = title[:i]
		}
	}
	return title
}

func isDash(sep string) bool { return strings.ContainsAny(sep, "-–—") }

// isWrittenAsName reports a few words as a site's or a section's name has them: each
// with a capital but for short ones, behind a headline that has small words. In a
// script without capitals it is short.
func isWrittenAsName(headline, name string) bool {
	if countWords(name) > mostSiteWords || strings.ContainsAny(name, "?!:,\"“”‘«»") {
		return false
	}
	if strings.ContainsFunc(headline, isEastAsian) {
		return utf8.RuneCountInString(name) <= longestChannel
	}
	for i, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLower(r) && (i == 0 && !strings.Contains(word, ".") || utf8.RuneCountInString(word) > longestSmallWord && !orgWords()[word]) {
			return false
		}
	}
	small, words := 0, strings.Fields(headline)
	for _, word := range words {
		if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) {
			small++
		}
	}
	return 3*small >= len(words)
}

// longestSmallWord is how many letters the words of a name have that need no capital.
const longestSmallWord = 3

// shortestTitle is how many bytes a title keeps when it is cut.
const shortestTitle = 8

// shortestHostName is how many letters a part of a title needs to be taken for
// the site's name because the host's name holds them.
const shortestHostName = 4

// isSite reports whether s is the site's name: one it states, or its host's.
func (c *claims) isSite(s string) bool {
	flat := lettersOf(s)
	if flat == "" {
		return true
	}
	if slices.Contains(c.siteNames, flat) {
		return true
	}
	flat = strings.TrimPrefix(flat, "the")
	if c.address == nil {
		return false
	}
	return c.host.whole == flat || utf8.RuneCountInString(flat) >= shortestHostName && 2*len(flat) >= c.host.longest && strings.Contains(c.host.name, flat)
}

// hostLetters is a host by its letters and digits.
type hostLetters struct {
	whole   string // without www
	name    string // and without its last label
	longest int    // longestLabel of that
}

func lettersOfHost(host string) hostLetters {
	host = strings.TrimPrefix(host, "www.")
	letters := hostLetters{whole: lettersOf(host)}
	if dot := strings.LastIndexByte(host, '.'); dot > 0 {
		host = host[:dot]
	}
	letters.name, letters.longest = lettersOf(host), longestLabel(host)
	return letters
}

// longestLabel returns how many bytes the longest of a host's labels has. A word of a
// name is not the name: "Report" at bleacherreport.com.
func longestLabel(host string) (most int) {
	for label := range strings.SplitSeq(host, ".") {
		most = max(most, len(label))
	}
	return most
}

// lettersOf returns the letters and digits of s in lower case.
func lettersOf(s string) string {
	if small, ok := asciiLetters(s); ok {
		return small
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
