package siterules

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/spelling"
)

// meantBy is what people write for words that rules have.
var meantBy = [...]struct{ written, word string }{
	{"ad", "advertisement"}, {"ads", "advertisement"}, {"advert", "advertisement"}, {"sponsored", "advertisement"},
	{"photo", "caption"}, {"image", "caption"}, {"picture", "caption"}, {"credit", "caption"},
	{"read-more", "related"}, {"more", "related"}, {"links", "related"}, {"teaser", "related"},
	{"signup", "newsletter"}, {"sign-up", "newsletter"}, {"subscribe", "newsletter"}, {"subscription", "promo"},
	{"paywall", "promo"}, {"donate", "promo"}, {"comment", "comments"}, {"tag", "tags"},
	{"keywords", "tags"}, {"social", "share"}, {"sharing", "share"}, {"nav", "navigation"},
	{"menu", "navigation"}, {"breadcrumb", "navigation"}, {"cookie", "legal"}, {"cookies", "legal"},
	{"copyright", "legal"}, {"author", "byline"}, {"by", "byline"}, {"date", "published"},
	{"headline", "title"}, {"heading", "title"}, {"junk", "boilerplate"}, {"other", "boilerplate"},
	{"delete", "remove"}, {"strip", "remove"}, {"drop", "remove"}, {"cut", "remove"},
	{"hide", "remove"}, {"allow", "keep"}, {"leave", "keep"}, {"domain", "site"},
	{"host", "site"}, {"sites", "site"}, {"all", "everywhere"}, {"global", "everywhere"},
	{"is", "equals"}, {"equal", "equals"}, {"starts", "begins"}, {"start", "begins"},
	{"begin", "begins"}, {"end", "ends"}, {"has", "contains"}, {"contain", "contains"},
	{"includes", "contains"}, {"matches", "like"}, {"match", "like"}, {"glob", "like"},
	{"in", "inside"}, {"within", "inside"}, {"span", "inside"}, {"between", "lines"},
}

// meant returns a question whether one of words was meant, with all of them where none is
// close: ": did you mean advertisement?".
func meant(written string, words []string) string {
	written = strings.ToLower(written)
	for _, by := range meantBy {
		if by.written == written && slices.Contains(words, by.word) {
			return ": did you mean " + by.word + "?"
		}
	}
	best, least := "", 3
	for _, w := range words {
		if len(written) > 2 && strings.HasPrefix(w, written) {
			return ": did you mean " + w + "?"
		}
		if d := spelling.Distance(written, w); d < least && d*2 <= len(w) {
			best, least = w, d
		}
	}
	if best != "" {
		return ": did you mean " + best + "?"
	}
	return ": want one of " + strings.Join(words, ", ")
}
