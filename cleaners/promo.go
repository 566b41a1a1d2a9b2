package cleaners

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	rulePromoLine = document.Rule{Name: "promo/line", Kind: document.Promo, Score: 0.93,
		Doc: "a short text that asks the reader to use something of the site's"}
	rulePromoNamed = document.Rule{Name: "promo/named", Kind: document.Promo, Score: 0.85,
		Doc: "the page's markup names it a promotion"}
	rulePromoPaywall = document.Rule{Name: "promo/paywall", Kind: document.Promo, Score: 0.9,
		Doc: "a short text that asks to subscribe or log in to read on"}
	rulePromoMedia = document.Rule{Name: "promo/media", Kind: document.Promo, Score: 0.85,
		Doc: "a player's button or label"}
	rulePromoBeside = document.Rule{Name: "promo/beside", Kind: document.Promo, Score: 0.85,
		Doc: "a short line behind the article, right below a promotion and nothing else by its words"}
)

// promo marks what the site says for itself: its apps, channels, products and
// subscriptions.
var promo = Cleaner{
	Name: "promo",
	Doc: "Takes out the site's own advertising: apps, channels to follow, products to try, calls to donate or subscribe, player buttons. " +
		"Leaves reports on apps, channels and campaigns.",
	Rules: []document.Rule{rulePromoLine, rulePromoNamed, rulePromoPaywall, rulePromoMedia, rulePromoBeside},
	Mark: func(r *Reading, say Say) {
		doc := r.Document
		beside := false // the block before was a promotion
		for i := range doc.Blocks {
			rule, score := promoRule(doc, i, r)
			if score == 0 && isBesidePromo(doc, i, r) && (beside || headsPromo(doc, i, r)) {
				rule, score = rulePromoBeside.Default()
			}
			if beside = score > 0; beside {
				say.Sure(i, rule, score)
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

func promoRule(doc *document.Document, i int, r *Reading) (rule *document.Rule, score float64) {
	b := &doc.Blocks[i]
	switch {
	case b.Shape.Words > promoWords:
		return nil, 0
	case b.Cued.Has(document.CuePaywall) && isPaywallLine(doc, i):
		return rulePromoPaywall.Default()
	case isPromoLine(doc, i, r):
		return rulePromoLine.Default()
	case b.Shape.Words <= mediaWords && wholeBlockIs(doc, i, document.CueMedia):
		return rulePromoMedia.Default()
	case b.Element != nil && b.Element.Near.Has(document.NamedPromo|document.NamedPaywall) && !isProse(b):
		return rulePromoNamed.Default()
	}
	return nil, 0
}

// besidePromoWords bounds the lines that go on with a promotion.
const besidePromoWords = 16

func isBesidePromo(doc *document.Document, i int, r *Reading) bool {
	b := &doc.Blocks[i]
	return r.inTail(i) && b.Shape.Words <= besidePromoWords && b.Shape.Words > 2 && !isRelatedHeader(doc, i) &&
		b.Cued&^(1<<document.CuePlatform|1<<document.CueMedia|1<<document.CuePromo) == 0 && !isDateLine(doc, i)
}

// promoBodyWords bounds a promotion between the body's paragraphs.
const promoBodyWords = 30

// isPaywallLine tells a barrier from a report or a price list: a sentence
// begins with such a cue, the line is little else, or it has two of them.
func isPaywallLine(doc *document.Document, i int) bool {
	if opensSentenceWith(doc, i, document.CuePaywall) {
		return true
	}
	in, all := covered(doc, i, 1<<document.CuePaywall)
	return countCues(doc, i, document.CuePaywall) >= 2 && !isProse(&doc.Blocks[i]) || in > 12 && in == all
}

// headsPromo reports a label of a few words right above a promotion.
func headsPromo(doc *document.Document, i int, r *Reading) bool {
	if i+1 == len(doc.Blocks) || doc.Blocks[i].Shape.Words > 6 || doc.Blocks[i+1].Gap > doc.Blocks[i].Gap {
		return false
	}
	_, score := promoRule(doc, i+1, r)
	return score > 0
}

// isPromoLine tells a call from a report: a sentence begins with a cue of
// promotion, or a line that is no paragraph begins or ends with one.
func isPromoLine(doc *document.Document, i int, r *Reading) bool {
	b := &doc.Blocks[i]
	if opensSentenceWith(doc, i, document.CuePromo) && (!r.inBody(i) || b.Shape.Words <= promoBodyWords || countCues(doc, i, document.CuePromo) >= 2) {
		return true
	}
	if isProse(b) {
		return false
	}
	if isAppCall(doc.Of(i)) && !r.inBody(i) {
		return true
	}
	if _, calls := opensWith(doc, i, document.CueSubscribe); calls && b.Cued.Has(document.CuePromo) && !b.Cued.Has(document.CueMailing) {
		return true // a channel to follow
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == document.CuePromo && cue.Span.Len() >= telling(r, i) && !hasLetter(doc.Text[cue.Span.End:b.Span.End]) {
			return true
		}
	}
	return false
}

// isTelling reports whether a cue is a phrase, or a word with a platform's name
// in the same block: "Follow the rules" is an instruction, "Follow the Herald
// on Facebook" is not.
func isTelling(doc *document.Document, i int, cue document.Cue) bool {
	return strings.ContainsRune(doc.Text[cue.Span.Start:cue.Span.End], ' ') || doc.Blocks[i].Cued.Has(document.CuePlatform) ||
		doc.Blocks[i].Shape.Scripts&(document.CJK|document.Arabic) != 0
}

// tellingBytes is how long a promotion's closing words must be to tell it from
// a sub-heading in the body.
const tellingBytes = 16

func telling(r *Reading, i int) int {
	if r.inBody(i) {
		return tellingBytes
	}
	return 0
}

// appVerbs and appNouns frame a call to install an app whose name stands
// between them: "Get the Courier app".
var (
	appVerbs = []string{"Get ", "Download ", "Install ", "Try ", "Descarga ", "Baixe ", "Téléchargez ", "Laden Sie ", "Scarica ", "Скачайте "}
	appNouns = []string{" app", " apps", " aplicación", " aplicativo", " application", "-App", " приложение"}
)

// mayCallApp tells by their first byte which lines may be such a call.
var mayCallApp = func() (first [256]bool) {
	for _, verb := range appVerbs {
		first[verb[0]] = true
	}
	return first
}()

func isAppCall(s string) bool {
	if len(s) > 80 || !mayCallApp[s[0]] {
		return false
	}
	opens := func(v string) bool { return strings.HasPrefix(s, v) }
	closes := func(n string) bool { return strings.HasSuffix(s, n) }
	return slices.ContainsFunc(appNouns, closes) && slices.ContainsFunc(appVerbs, opens)
}

// opensSentenceWith reports whether a sentence of block i begins with a cue of
// a class, as a call to the reader does and a report about it seldom.
func opensSentenceWith(doc *document.Document, i int, class document.CueClass) bool {
	b := &doc.Blocks[i]
	for _, cue := range doc.CuesOf(i) {
		if cue.Class == class && isTelling(doc, i, cue) && startsCapital(doc, cue.Span.Start) && !isQuoted(doc, b.Span, cue.Span.Start) && opensSentence(doc, b.Span, cue.Span.Start) {
			return true
		}
	}
	return false
}
