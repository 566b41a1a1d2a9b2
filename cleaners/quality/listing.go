package quality

import (
	"fmt"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules for listings: pages of headlines. The bounds are set on the
// annotated pages of WCXB, so that fewer than one article in a hundred is
// called a listing.

const (
	fewCards     = 5   // an article with so many related links is common,
	fewCardsRun  = 60  // one without two paragraphs in a row is not
	manyCards    = 8   // more cards,
	manyCardsRun = 100 // and a summary may be a little longer
	cardsProse   = 250 // a list of tips may be linked throughout, but has more text

	summedCards   = 15  // so many cards, each with a summary, make up for more,
	wordsPerCard  = 30  // but a guide whose headings are linked has paragraphs below each
	textCards     = 8   // in a text, where cards are told by their shape alone,
	textCardsKept = 120 // next to nothing else may be left: a dump that breaks its lines has no paragraphs either
	timedCardsMin = 6   // or by their times: below a short article stand four or five
	timedRun      = 60
)

// linkedCards tells a listing by its linked headlines.
func linkedCards(s *survey) (float64, string) {
	if s.layout.Format != document.HTML || s.isBrief() || s.prose >= wordsPerCard*s.cards {
		return 0, ""
	}
	limit := 0
	switch {
	case s.cards >= manyCards && s.prose <= cardsProse:
		limit = manyCardsRun
	case s.cards >= summedCards, s.cards >= fewCards && s.prose <= cardsProse:
		limit = fewCardsRun
	}
	return listing(s, limit, "%d linked headlines", s.cards)
}

// textHeadlines tells a listing that lost its links by its headlines.
func textHeadlines(s *survey) (float64, string) {
	if s.layout.Format == document.HTML || s.isBrief() || s.cards < textCards || s.kept > textCardsKept || s.series() >= textCards {
		return 0, ""
	}
	return listing(s, fewCardsRun, "%d headlines", s.cards)
}

// timedHeadlines tells it by headlines with their times.
func timedHeadlines(s *survey) (float64, string) {
	if s.layout.Format == document.HTML || s.cards < timedCardsMin || s.kept > wordsPerCard*s.cards || s.isBrief() {
		return 0, ""
	}
	timed := s.timed()
	if timed < timedCardsMin || s.kept > wordsPerCard*timed {
		return 0, ""
	}
	return listing(s, timedRun, "%d headlines with their times", timed)
}

const (
	linkedMost    = 0.5 // of the text outside menus
	linkedMostRun = 100
	linkedMuch    = 0.4
	linkedMuchRun = 60
)

// mostlyLinks tells a listing by how much of its text is links.
func mostlyLinks(s *survey) (float64, string) {
	share := float64(s.links) / float64(max(1, s.body))
	limit := 0
	switch {
	case s.isBrief():
	case share > linkedMost:
		limit = linkedMostRun
	case share > linkedMuch:
		limit = linkedMuchRun
	}
	return listing(s, limit, "%.0f%% of the text outside menus is links", 100*share)
}

// frontRun is how much running text a front page may have in a text, where its
// headlines are told by their shape alone: some blogs are a page with one post.
const frontRun = 150

// frontPage tells a site's front page by its address and its headlines.
func frontPage(s *survey) (float64, string) {
	if !s.isFrontPage() || s.cards < manyCards || s.layout.Format == document.PlainText && s.run >= frontRun {
		return 0, ""
	}
	return 0.8, fmt.Sprintf("a site's front page with %d headlines", s.cards)
}

// statedRun is how much running text a page that calls itself a collection may
// have: a section's introduction.
const statedRun = 250

// statedListing believes a page that says it is a collection. Publishing
// systems print that on archives by themselves; they never print it on an
// article.
func statedListing(s *survey) (float64, string) {
	switch s.layout.Hints.Type {
	case "collectionpage", "itemlist", "searchresultspage", "profilepage", "profile", "product.group", "product:group", "offercatalog":
		return listing(s, statedRun, "states that it is a %s", s.layout.Hints.Type)
	}
	return 0, ""
}

// The scores of a listing: surest is one without running text.
const (
	surestListing = 0.95
	leastListing  = 0.6
)

// listing is what a rule says of a page with less running text than limit.
func listing(s *survey, limit int, reason string, args ...any) (float64, string) {
	if s.run >= limit {
		return 0, ""
	}
	score := surestListing - (surestListing-leastListing)*float64(s.run)/float64(limit)
	return score, fmt.Sprintf(reason+", at most %d words of running text together", append(args, s.run)...)
}
