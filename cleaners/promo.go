package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

const (
	rulePromoLine    = "promo/line"
	rulePromoNamed   = "promo/named"
	rulePromoPaywall = "promo/paywall"
	rulePromoMedia   = "promo/media"
)

// promo marks what the site says for itself: its apps, channels, products and
// subscriptions.
var promo = Cleaner{
	Name: "promo",
	Doc: "Takes out the site's own advertising: apps, channels to follow, products to try, calls to donate or subscribe, player buttons. " +
		"Leaves reports on apps, channels and campaigns.",
	Rules: []Rule{
		{Name: rulePromoLine, Doc: "a short text that asks the reader to use something of the site's"},
		{Name: rulePromoNamed, Doc: "the page's markup names it a promotion"},
		{Name: rulePromoPaywall, Doc: "a short text that asks to subscribe or log in to read on"},
		{Name: rulePromoMedia, Doc: "a player's button or label"},
	},
	Mark: func(doc *document.Document, say Say) {
		for i := range doc.Blocks {
			if rule, score := promoRule(doc, i); score > 0 {
				say(document.Verdict{Block: i, Kind: document.Promo, Rule: rule, Score: score})
			}
		}
	},
}

// promoWords bounds a text that is a promotion as a whole; mediaWords a
// player's label.
const (
	promoWords = 45
	mediaWords = 8
)

func promoRule(doc *document.Document, i int) (rule string, score float64) {
	b := &doc.Blocks[i]
	switch {
	case b.Shape.Words > promoWords:
		return "", 0
	case b.Cued.Has(document.CuePaywall) && (b.Shape.Words <= 25 || opensSentenceWith(doc, i, document.CuePaywall)):
		return rulePromoPaywall, 0.9
	case b.Cued.Has(document.CuePromo) && (!isProse(b) || opensSentenceWith(doc, i, document.CuePromo)):
		return rulePromoLine, 0.9
	case b.Shape.Words <= mediaWords && wholeBlockIs(doc, i, document.CueMedia):
		return rulePromoMedia, 0.85
	case b.Element != nil && b.Element.Near.Has(document.NamedPromo|document.NamedPaywall) && !isProse(b):
		return rulePromoNamed, 0.75
	}
	return "", 0
}

// opensSentenceWith reports whether a sentence of block i begins with a cue of
// a class, as a call to the reader does and a report about it seldom.
func opensSentenceWith(doc *document.Document, i int, class document.CueClass) bool {
	b := &doc.Blocks[i]
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class && opensSentence(doc, b.Span, cue.Span.Start) {
			return true
		}
	}
	return false
}
