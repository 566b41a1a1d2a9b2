// Package promo marks what the site says for itself: its apps, channels, products and
// subscriptions.
package promo

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleLine = document.Rule{Name: "promo/line", Kind: document.Promo, Score: 0.93,
		Doc: "a short text that asks the reader to use something of the site's"}
	ruleNamed = document.Rule{Name: "promo/named", Kind: document.Promo, Score: 0.85,
		Doc: "the page's markup names it a promotion"}
	rulePaywall = document.Rule{Name: "promo/paywall", Kind: document.Promo, Score: 0.9,
		Doc: "a short text that asks to subscribe or log in to read on"}
	ruleMedia = document.Rule{Name: "promo/media", Kind: document.Promo, Score: 0.85,
		Doc: "a player's button or label"}
	rulePress = document.Rule{Name: "promo/press-foot", Kind: document.Promo, Score: 0.995,
		Doc: "the foot of a press release: what a firm says of itself, whom to ask"}
	ruleMediaAside = document.Rule{Name: "promo/media-aside", Kind: document.Promo, Score: 0.9,
		Doc: "what a player or a ticker says to those who cannot see it, run into a paragraph"}
	rulePlea = document.Rule{Name: "promo/plea", Kind: document.Promo, Score: 0.95,
		Doc: "a paragraph of its own that asks the reader for support"}
	ruleBeside = document.Rule{Name: "promo/beside", Kind: document.Promo, Score: 0.85,
		Doc: "a short line behind the article, right below a promotion and nothing else by its words"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "promo",
	Doc: "Takes out the site's own advertising: apps, channels to follow, products to try, calls to donate or subscribe, player buttons. " +
		"Leaves reports on apps, channels and campaigns.",
	Rules: []document.Rule{ruleLine, ruleNamed, rulePaywall, ruleMedia, ruleMediaAside, rulePlea, rulePress, ruleBeside},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		foot := l.PressFoot()
		markFootLabels(l, foot, say)
		for b := range l.Range(foot.First, foot.End) {
			say.Block(b, &rulePress)
		}
		markPromos(l, say)
	},
}

// markPromos marks promotions, lines beside them and what players say.
func markPromos(l *evidence.Layout, say cleaner.Say) {
	beside := false // the block before was a promotion
	var next *document.Rule
	var nextScore float64
	if len(l.Blocks) > 0 {
		next, nextScore = promoRule(l.At(0))
	}
	for i := range l.Blocks {
		b, rule, score := l.At(i), next, nextScore
		if next, nextScore = nil, 0; b.Has(1) {
			next, nextScore = promoRule(b.By(1))
		}
		if score == 0 && (beside || nextScore > 0 && mayHeadPromo(b)) && isBesidePromo(b) {
			rule, score = ruleBeside.Default()
		}
		if beside = score > 0; beside {
			say.Sure(b, rule, score)
		} else if b.Cued.Has(document.CueMedia) {
			markMediaAsides(b, say)
		}
	}
}

// promoWords bounds a text that is a promotion as a whole, pleaWords a plea that
// says why; mediaWords a
// player's label.
const (
	promoWords = 45
	pleaWords  = 90
	mediaWords = 8
)

// promoCues are the classes of phrases that promotions have.
const promoCues = document.CueSet(1<<document.CuePromo | 1<<document.CuePaywall | 1<<document.CueMedia)

func promoRule(b evidence.Block) (rule *document.Rule, score float64) {
	switch {
	case b.Cued&promoCues == 0 && b.Element == nil && !isAppCall(b.Text()):
		return nil, 0
	case b.Shape.Words > promoWords:
		if b.Shape.Words <= pleaWords && isLongPlea(b) {
			return rulePlea.Default()
		}
		return nil, 0
	case b.Cued.Has(document.CuePromo) && isPlea(b):
		return rulePlea.Default()
	case b.Cued.Has(document.CuePaywall) && isPaywallLine(b):
		return rulePaywall.Default()
	case isPromoLine(b):
		return &ruleLine, lineScore(b)
	case b.Cued.Has(document.CueMedia) && isPlayerText(b):
		return &ruleMedia, playerScore
	case b.Shape.Words <= mediaWords && b.IsOnly(document.CueMedia):
		return ruleMedia.Default()
	case b.Element != nil && b.Element.Near.Has(document.NamedPromo|document.NamedPaywall) && !b.IsProse():
		return ruleNamed.Default()
	}
	return nil, 0
}

// besidePromoWords bounds the lines that go on with a promotion.
const besidePromoWords = 16

func isBesidePromo(b evidence.Block) bool {
	return b.Shape.Words <= besidePromoWords && b.Shape.Words > 2 && b.Cued&^(1<<document.CuePlatform|1<<document.CueMedia|1<<document.CuePromo) == 0 &&
		b.InTail() && !goesOn(b) && !b.IsDateLine()
}

// A sentence below a promotion is the article's when one of the goesOnReach blocks below
// is a sentence of at least goesOnWords words, too, that has no telling phrase.
const (
	goesOnReach = 6
	goesOnWords = 4
)

func goesOn(b evidence.Block) bool {
	if b.Shape.Ends != document.EndStop {
		return false
	}
	for below := range b.Layout.Range(b.I+1, b.I+1+goesOnReach) {
		if below.Shape.Ends == document.EndStop && below.Shape.Words >= goesOnWords && below.Cued == 0 {
			return true
		}
	}
	return false
}

// promoBodyWords bounds a promotion between the body's paragraphs.
const promoBodyWords = 30

// isPaywallLine tells a barrier from a report or a price list: a sentence
// begins with such a cue, the line is little else, or it has two of them.
func isPaywallLine(b evidence.Block) bool {
	if b.OpensSentenceWith(document.CuePaywall) {
		return true
	}
	in, all := b.Covered(1 << document.CuePaywall)
	return b.CountCues(document.CuePaywall) >= 2 && !b.IsProse() || in > 12 && in == all
}

// labelWords bounds the label of a promotion right below it.
const labelWords = 6

// mayHeadPromo reports a label of a few words, where a promotion is right below.
func mayHeadPromo(b evidence.Block) bool {
	return b.Shape.Words <= labelWords && b.By(1).Gap <= b.Gap
}

// isPromoLine tells a call from a report: a sentence begins with a cue of
// promotion, or a line that is no paragraph begins or ends with one.
func isPromoLine(b evidence.Block) bool {
	if b.OpensSentenceWith(document.CuePromo) && (!b.InBody() || b.Shape.Words <= promoBodyWords || b.CountCues(document.CuePromo) >= 2) {
		return true
	}
	if b.IsProse() {
		return false
	}
	if isAppCall(b.Text()) && !b.InBody() {
		return true
	}
	if !b.Cued.Has(document.CuePromo) {
		return false
	}
	if _, calls := b.OpensWith(document.CueSubscribe); calls && !b.Cued.Has(document.CueMailing) {
		return true // a channel to follow
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CuePromo && cue.Span.Len() >= closingBytes(b) && !evidence.HasLetter(b.After(cue.Span.End)) {
			return true
		}
	}
	return false
}

// bodyClosingBytes is how long a promotion's closing words must be to tell it from
// a sub-heading in the body.
const bodyClosingBytes = 16

func closingBytes(b evidence.Block) int {
	if b.InBody() {
		return bodyClosingBytes
	}
	return 0
}

// appVerbs and appNouns frame a call to install an app whose name stands
// between them: "Get the Courier app".
var (
	appVerbs = []string{"Get ", "Download ", "Install ", "Try ", "Descarga ", "Baixe ", "Téléchargez ", "Laden Sie ", "Scarica ", "Скачайте "}
	appNouns = []string{" app", " apps", " aplicación", " aplicativo", " application", "-App", " приложение"}
)

// mayCallApp tells by their first byte and by their last which lines may be such a call.
var mayCallApp = func() (may struct{ begin, end [256]bool }) {
	for _, verb := range appVerbs {
		may.begin[verb[0]] = true
	}
	for _, noun := range appNouns {
		may.end[noun[len(noun)-1]] = true
	}
	return may
}()

func isAppCall(s string) bool {
	if len(s) > 80 || !mayCallApp.begin[s[0]] || !mayCallApp.end[s[len(s)-1]] {
		return false
	}
	opens := func(v string) bool { return strings.HasPrefix(s, v) }
	closes := func(n string) bool { return strings.HasSuffix(s, n) }
	return slices.ContainsFunc(appNouns, closes) && slices.ContainsFunc(appVerbs, opens)
}
