package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

const (
	rulePromoLine    = "promo/line"
	rulePromoNamed   = "promo/named"
	rulePromoPaywall = "promo/paywall"
	rulePromoMedia   = "promo/media"
	rulePromoBeside  = "promo/beside"
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
		{Name: rulePromoBeside, Doc: "a short line behind the article, right below a promotion and nothing else by its words"},
	},
	Mark: func(doc *document.Document, say Say) {
		l := layoutOf(doc)
		beside := false // the block before was a promotion
		for i := range doc.Blocks {
			rule, score := promoRule(doc, i, &l)
			if score == 0 && isBesidePromo(doc, i, &l) && (beside || headsPromo(doc, i, &l)) {
				rule, score = rulePromoBeside, 0.75
			}
			if beside = score > 0; beside {
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

func promoRule(doc *document.Document, i int, l *layout) (rule string, score float64) {
	b := &doc.Blocks[i]
	switch {
	case b.Shape.Words > promoWords:
		return "", 0
	case b.Cued.Has(document.CuePaywall) && (b.Shape.Words <= 25 && !isProse(b) || opensSentenceWith(doc, i, document.CuePaywall)):
		return rulePromoPaywall, 0.9
	case b.Cued.Has(document.CuePromo) && isPromoLine(doc, i, l):
		return rulePromoLine, 0.93
	case b.Shape.Words <= mediaWords && wholeBlockIs(doc, i, document.CueMedia):
		return rulePromoMedia, 0.85
	case b.Element != nil && b.Element.Near.Has(document.NamedPromo|document.NamedPaywall) && !isProse(b):
		return rulePromoNamed, 0.75
	}
	return "", 0
}

// besidePromoWords bounds the lines that go on with a promotion.
const besidePromoWords = 16

func isBesidePromo(doc *document.Document, i int, l *layout) bool {
	b := &doc.Blocks[i]
	return l.inTail(i) && b.Shape.Words <= besidePromoWords && b.Shape.Words > 2 && !isRelatedHeader(doc, i) &&
		b.Cued&^(1<<document.CuePlatform|1<<document.CueMedia|1<<document.CuePromo) == 0 && !isDateLine(doc, i)
}

// headsPromo reports a label of a few words right above a promotion.
func headsPromo(doc *document.Document, i int, l *layout) bool {
	if i+1 == len(doc.Blocks) || doc.Blocks[i].Shape.Words > 6 || doc.Blocks[i+1].Gap > doc.Blocks[i].Gap {
		return false
	}
	_, score := promoRule(doc, i+1, l)
	return score > 0
}

// isPromoLine tells a call from a report: a sentence begins with a cue of
// promotion, or a line that is no paragraph begins or ends with one.
func isPromoLine(doc *document.Document, i int, l *layout) bool {
	if opensSentenceWith(doc, i, document.CuePromo) {
		return true
	}
	b := &doc.Blocks[i]
	if isProse(b) || l.inBody(i) {
		return false
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == document.CuePromo && !hasLetter(doc.Text[cue.Span.End:b.Span.End]) {
			return true
		}
	}
	return false
}

// opensSentenceWith reports whether a sentence of block i begins with a cue of
// a class, as a call to the reader does and a report about it seldom.
func opensSentenceWith(doc *document.Document, i int, class document.CueClass) bool {
	b := &doc.Blocks[i]
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class && startsCapital(doc, cue.Span.Start) && !isQuoted(doc, b.Span, cue.Span.Start) && opensSentence(doc, b.Span, cue.Span.Start) {
			return true
		}
	}
	return false
}
