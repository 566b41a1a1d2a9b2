package metadata

import (
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
	var stated []string
	for _, title := range c.titles {
		stated = append(stated, c.withoutSite(title))
	}
	best, most := "", leastSimilarity
	only := ""
	for _, found := range f.headings {
		text := c.heading(found)
		if text == "" {
			continue
		}
		if only == "" {
			only, heading = text, found
		}
		for _, title := range stated {
			if a := similarity(text, title); a > most || a == most && best == "" {
				best, most, heading = text, a, found
			}
		}
	}
	c.titleFound = best != ""
	switch {
	case c.titleFound:
		return c.withoutSite(best), heading
	case len(stated) > 0:
		return firstPart(stated[0]), heading
	}
	return only, heading
}

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
var titleSeparators = []string{" | ", " – ", " — ", " - ", " :: ", " • ", " · ", " ∙ ", " » ", " / ", " : ", ": "}

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
	for _, sep := range titleSeparators {
		if head, tail, ok := strings.Cut(title, sep); ok && tail != "" && c.isSite(head) {
			return tail
		}
	}
	return title
}

// firstPart cuts a title that no heading repeats at its first separator: a slogan
// follows, or a name that the page states nowhere else.
func firstPart(title string) string {
	end := len(title)
	for _, sep := range titleSeparators[:len(titleSeparators)-weakSeparators] {
		if i := strings.Index(title, sep); i >= shortestTitle && i < end {
			end = i
		}
	}
	return title[:end]
}

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
	for _, name := range c.siteNames {
		if lettersOf(name) == flat {
			return true
		}
	}
	if c.address == nil {
		return false
	}
	host := strings.TrimPrefix(c.address.Hostname(), "www.")
	if lettersOf(host) == flat {
		return true
	}
	if dot := strings.LastIndexByte(host, '.'); dot > 0 {
		host = host[:dot]
	}
	return utf8.RuneCountInString(flat) >= shortestHostName && strings.Contains(lettersOf(host), flat)
}

// lettersOf returns the letters and digits of s in lower case.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

func countWords(s string) int { return len(strings.Fields(s)) }

// similarity is how alike two titles are by the words that they share, 0 to 1: their
// Jaccard index or, where both have two words or more, nine tenths of the share of
// the shorter one's words if that is more, since one may be shortened or have a
// sub-title.
func similarity(a, b string) float64 {
	if lettersOf(a) == lettersOf(b) {
		return 1
	}
	wa, wb := set(wordsOf(a)), set(wordsOf(b))
	shared := 0
	for w := range wa {
		if wb[w] {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	jaccard := float64(shared) / float64(len(wa)+len(wb)-shared)
	if shorter := min(len(wa), len(wb)); shorter >= 2 {
		return max(jaccard, 0.9*float64(shared)/float64(shorter))
	}
	return jaccard
}

func set(words []string) map[string]bool {
	s := make(map[string]bool, len(words))
	for _, w := range words {
		s[w] = true
	}
	return s
}
