// Package quality says what a document is as a whole: an article, or what a scraper
// brought home in its place.
//
// A scrape is not always an article: a section's front, a preview before a
// paywall, a wall of consent, a page that is not there. Quality says which, so
// that whoever reads the stream can tell. It is judged last, from the document
// and from what assembly kept, by a list of rules each of which knows one such
// thing. To call an article something else is the worse error, so every rule
// asks for two things: that the page looks like the other thing, and that
// there is hardly an article on it.
package quality

import (
	"fmt"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// rule knows one thing that a scrape can be in place of an article.
type rule struct {
	document.Rule
	is    document.PageType
	judge func(*survey) (score float64, reason string) // 0 when it does not apply
}

// rules is every rule, in the order that breaks a tie.
var rules = []rule{
	{document.Rule{Name: "quality/live-entries", Doc: "entries with times, text below each, are most of the text"}, document.IsLive, liveEntries},
	{document.Rule{Name: "quality/missing-page", Doc: "the title or a line says that the page is not there, and there is little else"}, document.IsError, missingPage},
	{document.Rule{Name: "quality/barred", Doc: "a line says that the reader is not let in or must prove to be human, and there is little else"}, document.IsError, barred},
	{document.Rule{Name: "quality/consent-wall", Doc: "most of the text asks to agree to cookies, and there is little else"}, document.IsConsent, consentWall},
	{document.Rule{Name: "quality/not-free", Doc: "the page states that it must be paid for, and has the beginning of an article at most"}, document.IsPaywalled, notFree},
	{document.Rule{Name: "quality/paywall-prompt", Doc: "an offer to subscribe stands right behind the beginning of an article"}, document.IsPaywalled, paywallPrompt},
	{document.Rule{Name: "quality/cards", Doc: "many linked headlines, and nowhere two paragraphs in a row"}, document.IsListing, linkedCards},
	{document.Rule{Name: "quality/headlines", Doc: "in a text: many headlines, and nowhere two paragraphs in a row"}, document.IsListing, textHeadlines},
	{document.Rule{Name: "quality/timed-headlines", Doc: "in a text: headlines with their times, again and again"}, document.IsListing, timedHeadlines},
	{document.Rule{Name: "quality/links", Doc: "most of the text outside menus is links, with little running text"}, document.IsListing, mostlyLinks},
	{document.Rule{Name: "quality/front-page", Doc: "the address is that of a site's front page, with headlines on it"}, document.IsListing, frontPage},
	{document.Rule{Name: "quality/stated-listing", Doc: "the page states that it is a collection, and has little running text"}, document.IsListing, statedListing},
	{document.Rule{Name: "quality/nothing-kept", Doc: "nothing, or a few words, was left of the text"}, document.IsEmpty, nothingKept},
}

// ruleArticle is cited when no other rule applies.
var ruleArticle = document.Rule{Name: "quality/article", Doc: "nothing else applies"}

// Rules lists the rules by which a document's quality is judged, for
// people.
func Rules() []document.Rule {
	all := make([]document.Rule, 0, len(rules)+1)
	for _, r := range rules {
		all = append(all, r.Rule)
	}
	return append(all, ruleArticle)
}

// Judge says what the document of l is, of which assembly made clean: what the
// surest rule says, or an article.
func Judge(l *evidence.Layout, clean *document.Clean) document.Quality {
	s := surveyOf(l, clean)
	q := document.Quality{Rule: ruleArticle.Name, Score: s.articleScore(), Reason: s.articleReason()}
	best := 0.0
	for _, r := range rules {
		if score, reason := r.judge(s); score > best {
			best = score
			q = document.Quality{Is: r.is, Score: score, Rule: r.Name, Reason: reason}
		}
	}
	return q
}

// How sure an article is by its longest stretch of running text, in words: the
// share of articles among the articles and listings of WCXB that no rule calls
// something else, and an even chance where there are too few to tell.
var articleScores = []struct {
	words int
	score float64
}{{500, 0.99}, {150, 0.93}, {60, 0.75}, {0, 0.5}}

// briefScore is how sure a brief is an article: it has little text, but in one
// place, and a date or an author.
const briefScore = 0.85

func (s *survey) articleScore() float64 {
	if s.isBrief() && s.run < articleScores[1].words {
		return briefScore
	}
	for _, step := range articleScores {
		if s.run >= step.words {
			return step.score
		}
	}
	return 0
}

func (s *survey) articleReason() string {
	return fmt.Sprintf("%d words kept, %d of them in running text", s.kept, s.prose)
}

// fewestWords is below what a page has no article: one of a single sentence has
// more.
const fewestWords = 8

func nothingKept(s *survey) (float64, string) {
	switch {
	case s.kept == 0:
		return 0.85, "nothing was kept" // less than a rule that knows why
	case s.kept < fewestWords && s.prose == 0:
		return 0.75, fmt.Sprintf("%d words kept, no sentence", s.kept)
	}
	return 0, ""
}
