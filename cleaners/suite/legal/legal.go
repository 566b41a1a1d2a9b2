// Package legal marks copyright lines, terms and consent requests.
package legal

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleRights = document.Rule{Name: "legal/rights", Kind: document.Legal, Score: 0.92,
		Doc: "a short text, by the end, that reserves rights or forbids copying"}
	ruleCookie = document.Rule{Name: "legal/cookie", Kind: document.Legal, Score: 0.9,
		Doc: "a request to agree to cookies, addressed to the reader"}
	ruleTerms = document.Rule{Name: "legal/terms", Kind: document.Legal, Score: 0.9,
		Doc: "a line of links to terms and policies"}
	ruleNamed = document.Rule{Name: "legal/named", Kind: document.Legal, Score: 0.9,
		Doc: "the page's markup names it a consent or legal notice"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "legal",
	Doc: "Takes out copyright lines, terms of use, disclaimers of the site and cookie requests. " +
		"Leaves reports on privacy, copyright and cookies of either sort.",
	Rules: []document.Rule{ruleRights, ruleCookie, ruleTerms, ruleNamed},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		last := l.LastBody()
		for b := range l.CuedOrTagged(legalCues) {
			if rule, score := legalRule(b, last); score > 0 {
				say.Sure(b, rule, score)
			}
		}
	},
}

// legalCues are the classes of phrases of which a notice or a request has one.
const legalCues = document.CueSet(1<<document.CueLegal | 1<<document.CueCookie)

func legalRule(b evidence.Block, last int) (rule *document.Rule, score float64) {
	if b.Element != nil && b.Element.Names.Has(document.NamedLegal) && b.Shape.Words <= 2*evidence.LegalWords {
		return ruleNamed.Default()
	}
	if b.Cued&legalCues == 0 || b.Shape.Words > evidence.LegalWords {
		return nil, 0
	}
	switch {
	case b.AsksConsent():
		return &ruleCookie, cookieScore(b)
	case !b.Cued.Has(document.CueLegal):
		return nil, 0
	case isPolicyLine(b):
		return ruleTerms.Default()
	case b.IsRightsLine(last):
		return ruleRights.Default()
	}
	return nil, 0
}

// filledScore is how sure a request is that phrases of consent fill.
const filledScore = 0.97

func cookieScore(b evidence.Block) float64 {
	if b.CountCues(document.CueCookie) >= 2 && b.IsMostly(1<<document.CueCookie) {
		return filledScore
	}
	return ruleCookie.Score
}

// isPolicyLine reports a line that names policies and little else.
func isPolicyLine(b evidence.Block) bool {
	in, all := b.Covered(1<<document.CueLegal | 1<<document.CueNavigation | 1<<document.CueCookie)
	return b.Shape.Words <= 20 && 10*in >= 7*all && !b.Shape.Ends.Sentence()
}
