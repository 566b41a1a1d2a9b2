package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleLegalRights = document.Rule{Name: "legal/rights", Kind: document.Legal, Score: 0.92,
		Doc: "a short text, by the end, that reserves rights or forbids copying"}
	ruleLegalCookie = document.Rule{Name: "legal/cookie", Kind: document.Legal, Score: 0.9,
		Doc: "a request to agree to cookies, addressed to the reader"}
	ruleLegalTerms = document.Rule{Name: "legal/terms", Kind: document.Legal, Score: 0.9,
		Doc: "a line of links to terms and policies"}
	ruleLegalNamed = document.Rule{Name: "legal/named", Kind: document.Legal, Score: 0.9,
		Doc: "the page's markup names it a consent or legal notice"}
)

// legal marks copyright lines, terms and consent requests.
var legal = Cleaner{
	Name: "legal",
	Doc: "Takes out copyright lines, terms of use, disclaimers of the site and cookie requests. " +
		"Leaves reports on privacy, copyright and cookies of either sort.",
	Rules: []document.Rule{ruleLegalRights, ruleLegalCookie, ruleLegalTerms, ruleLegalNamed},
	Mark: func(r *Reading, say Say) {
		doc := r.Document
		for i := range doc.Blocks {
			if rule, score := legalRule(doc, i, r.lastBody); score > 0 {
				say.Sure(i, rule, score)
			}
		}
	},
}

// legalWords bounds a legal text; longer ones are told by their markup or by
// what the site repeats.
const legalWords = 80

func legalRule(doc *document.Document, i, last int) (rule *document.Rule, score float64) {
	b := &doc.Blocks[i]
	if b.Element != nil && b.Element.Names.Has(document.NamedLegal) && b.Shape.Words <= 2*legalWords {
		return ruleLegalNamed.Default()
	}
	if b.Shape.Words > legalWords {
		return nil, 0
	}
	switch {
	case b.Cued.Has(document.CueCookie) && isCookieRequest(doc, i):
		return ruleLegalCookie.Default()
	case !b.Cued.Has(document.CueLegal):
		return nil, 0
	case isPolicyLine(doc, i):
		return ruleLegalTerms.Default()
	case isRightsLine(doc, i, last):
		return ruleLegalRights.Default()
	}
	return nil, 0
}

// isCookieRequest tells a consent text from a report: a sentence of it begins
// with a cue of consent, outside quotation marks, and it has more of them or is
// little else.
func isCookieRequest(doc *document.Document, i int) bool {
	if cues := doc.CuesOf(i); isQuoted(doc, doc.Blocks[i].Span, cues[0].Span.Start) || !opensSentenceWith(doc, i, document.CueCookie) {
		return false
	}
	in, all := covered(doc, i, 1<<document.CueCookie)
	return countCues(doc, i, document.CueCookie) >= 2 || 10*in >= 6*all
}

// isRightsLine reports a copyright notice: a sign or a claim, near the end of
// the document or as a line of its own.
func isRightsLine(doc *document.Document, i, last int) bool {
	b := &doc.Blocks[i]
	text := doc.Of(i)
	sign := strings.Contains(text, "©") || strings.HasPrefix(text, "(c)") || strings.HasPrefix(text, "Copyright") && b.Shape.Digits >= 4
	cues := countCues(doc, i, document.CueLegal)
	if sign && (b.Shape.Digits >= 4 || cues >= 2 || i > last) {
		return true
	}
	return i > last && (cues >= 2 || cues >= 1 && b.Shape.Words <= 40 && !isProse(b))
}

// isPolicyLine reports a line that names policies and little else.
func isPolicyLine(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	in, all := covered(doc, i, 1<<document.CueLegal|1<<document.CueNavigation|1<<document.CueCookie)
	return b.Shape.Words <= 20 && 10*in >= 7*all && !b.Shape.Ends.Sentence()
}
