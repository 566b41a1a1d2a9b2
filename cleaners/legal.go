package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

const (
	ruleLegalRights = "legal/rights"
	ruleLegalCookie = "legal/cookie"
	ruleLegalTerms  = "legal/terms"
	ruleLegalNamed  = "legal/named"
)

// legal marks copyright lines, terms and consent requests.
var legal = Cleaner{
	Name: "legal",
	Doc: "Takes out copyright lines, terms of use, disclaimers of the site and cookie requests. " +
		"Leaves reports on privacy, copyright and cookies of either sort.",
	Rules: []Rule{
		{Name: ruleLegalRights, Doc: "a short text, by the end, that reserves rights or forbids copying"},
		{Name: ruleLegalCookie, Doc: "a request to agree to cookies, addressed to the reader"},
		{Name: ruleLegalTerms, Doc: "a line of links to terms and policies"},
		{Name: ruleLegalNamed, Doc: "the page's markup names it a consent or legal notice"},
	},
	Mark: func(r *Reading, say Say) {
		doc := r.Document
		for i := range doc.Blocks {
			if rule, score := legalRule(doc, i, r.lastBody); score > 0 {
				say(document.Verdict{Block: i, Kind: document.Legal, Rule: rule, Score: score})
			}
		}
	},
}

// legalWords bounds a legal text; longer ones are told by their markup or by
// what the site repeats.
const legalWords = 80

func legalRule(doc *document.Document, i, last int) (rule string, score float64) {
	b := &doc.Blocks[i]
	if b.Element != nil && b.Element.Names.Has(document.NamedLegal) && b.Shape.Words <= 2*legalWords {
		return ruleLegalNamed, 0.9
	}
	if b.Shape.Words > legalWords {
		return "", 0
	}
	switch {
	case b.Cued.Has(document.CueCookie) && isCookieRequest(doc, i):
		return ruleLegalCookie, 0.9
	case !b.Cued.Has(document.CueLegal):
		return "", 0
	case isPolicyLine(doc, i):
		return ruleLegalTerms, 0.9
	case isRightsLine(doc, i, last):
		return ruleLegalRights, 0.92
	}
	return "", 0
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
