// Package live speaks for the entries of a live blog: their times, headlines and
// bylines, which look like cards of other articles, and their text. It takes nothing
// out.
package live

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules. Their scores are more than any one rule or the model can say against a
// block: that it is in an entry is told by all the entries together, which neither
// sees.
var (
	ruleLead = document.Rule{Name: "live/lead", Kind: document.Article, Score: 0.9,
		Doc: "a paragraph between a live blog's headline and its first entry"}
	ruleHead = document.Rule{Name: "live/entry-head", Kind: document.Article, Score: 0.99,
		Doc: "the time, the headline or the byline of a live blog's entry"}
	ruleText = document.Rule{Name: "live/entry-text", Kind: document.Article, Score: 0.98,
		Doc: "a paragraph or a line of a live blog's entry"}
	ruleSummary = document.Rule{Name: "live/summary", Kind: document.Article, Score: 0.98,
		Doc: "a line of what sums up a live blog: its key moments, what is known so far"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "live",
	Doc: "Speaks for the entries of a live blog: for times, headlines and bylines above them, for their text, for key moments. " +
		"Takes nothing out; leaves captions, buttons, calls to sign up and lists of other articles between the entries to the rules that know them.",
	Rules: []document.Rule{ruleLead, ruleHead, ruleText, ruleSummary},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		live := l.Live()
		if !live.Is() {
			return
		}
		for b := range l.Range(l.Title().Block+1, live.Entries[0].First) {
			if b.IsBody() && !b.InZone() && !isOther(b) {
				say.Block(b, &ruleLead)
			}
		}
		for _, s := range live.Summary {
			for b := range l.Range(s.First, s.End) {
				if !isOther(b) {
					say.Block(b, &ruleSummary)
				}
			}
		}
		for b := range l.Range(live.Entries[0].First, live.Entries[len(live.Entries)-1].End) {
			switch {
			case b.IsLiveHead():
				say.Block(b, &ruleHead)
			case !isOther(b):
				say.Block(b, &ruleText)
			}
		}
	},
}

// otherCues are the classes of phrases that what stands between the entries is made of.
const otherCues = evidence.BoilerplateCues | document.CueSet(1<<document.CueReadMore|1<<document.CueTags|1<<document.CueBetting|1<<document.CueCredit)

// isOther reports what stands in a live blog beside its entries.
func isOther(b evidence.Block) bool {
	if b.InZone() || b.IsSignUpBlurb() || b.IsAuthorBox() {
		return true
	}
	if e := b.Element; e != nil && (e.Ancestors.Has(document.InFigure|document.InFigcaption|document.InNav|document.InFooter|document.InForm|document.InButton|document.InDialog|document.InHidden) ||
		e.Names.Has(document.NamedCaption|document.NamedShare|document.NamedRelated|document.NamedNewsletter|document.NamedPromo|document.NamedAd|document.NamedComments|document.NamedNavigation|document.NamedHidden)) {
		return true
	}
	in, all := b.Covered(otherCues)
	if 2*in >= all && in > 0 {
		return true
	}
	if cue, ok := b.OpensWith(document.CueReadMore); ok && !b.IsProse() && evidence.LeadsOn(b.TextOf(cue.Span), b.After(cue.Span.End)) {
		return true
	}
	return !b.IsProse() && (b.Cued.Has(document.CueCredit) || b.Cued.Has(document.CueDepicts) || b.Cued.Has(document.CueAgency) && b.Shape.Words <= 6)
}
