// Package navigation marks the site's furniture: menus, breadcrumbs, buttons.
package navigation

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleLabel = document.Rule{Name: "navigation/label", Kind: document.Navigation, Score: 0.9,
		Doc: "a line of the words that sites are steered by"}
	ruleBreadcrumb = document.Rule{Name: "navigation/breadcrumb", Kind: document.Navigation, Score: 0.85,
		Doc: "short parts with the separators of a path between them"}
	ruleMenu = document.Rule{Name: "navigation/menu", Kind: document.Navigation, Score: 0.85,
		Doc: "a row of very short lines above the headline"}
	ruleElement = document.Rule{Name: "navigation/element", Kind: document.Navigation, Score: 0.8,
		Doc: "the page keeps it in a navigation, footer, form or button"}
	ruleHidden = document.Rule{Name: "navigation/hidden", Kind: document.Navigation, Score: 0.7,
		Doc: "the page hides it from its readers"}
	ruleAddresses = document.Rule{Name: "navigation/addresses", Kind: document.Navigation, Score: 0.98,
		Doc: "the addresses of the page's links, which a dump lists below it, with their header"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "navigation",
	Doc: "Takes out menus, breadcrumbs, buttons, skip links and what the page keeps in its navigation and footer. " +
		"Leaves lists and sub-headings of the article.",
	Rules: []document.Rule{ruleLabel, ruleBreadcrumb, ruleMenu, ruleElement, ruleHidden, ruleAddresses},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		listed := hasListed(l)
		for i, g := range l.Glances() {
			if !listed && !g.Looks.Has(evidence.LooksMarked|evidence.LooksCued|evidence.LooksTagged) {
				continue // navRule says nothing of it
			}
			b := l.At(i)
			if rule, score := navRule(b, listed); score > 0 {
				say.Sure(b, rule, score)
			}
		}
		markMenu(l, say)
	},
}

// navWords bounds a line of steering words.
const navWords = 14

// navRule judges one line. listed is whether the document has a list of addresses.
func navRule(b evidence.Block, listed bool) (rule *document.Rule, score float64) {
	if e := b.Element; e != nil {
		switch {
		case e.Ancestors.Has(document.InHidden):
			return ruleHidden.Default() // or behind a tab, which the model can tell
		case e.Ancestors.Has(document.InNav | document.InFooter | document.InButton | document.InForm | document.InDialog):
			return ruleElement.Default()
		case e.Ancestors.Has(document.InHeader) && !e.Ancestors.Has(document.InArticle|document.InMain) && !b.IsProse():
			return &ruleElement, 0.75
		case e.Near.Has(document.NamedNavigation|document.NamedFooter|document.NamedHeader) && !b.IsProse():
			return &ruleElement, 0.75
		}
	}
	if listed && isListed(b) {
		return ruleAddresses.Default()
	}
	if b.Shape.Words <= 24 && b.MayHaveMark() && !b.InBody() && evidence.IsBreadcrumb(b.Text()) {
		return ruleBreadcrumb.Default()
	}
	if !b.Cued.Has(document.CueNavigation) || b.Shape.Words > navWords || b.Shape.Ends == document.EndStop || b.InBody() && b.Shape.Words <= 2 {
		return nil, 0 // "Menu" in the middle of the body may be a sub-heading
	}
	if in, all := b.Covered(1 << document.CueNavigation); 10*in >= 8*all {
		return ruleLabel.Default()
	}
	if _, opens := b.OpensWith(document.CueNavigation); opens && b.InTail() && b.Shape.Words <= 4 {
		return &ruleLabel, 0.85 // "Back to Culture"
	}
	return nil, 0
}

// A list of addresses has at most listedHeads headers of at most listedHeadWords
// words: "References", "Visible links:".
const (
	listedHeadWords = 3
	listedHeads     = 3
)

// hasListed reports whether some block is a list of addresses.
func hasListed(l *evidence.Layout) bool {
	for i := range l.Blocks {
		if l.Blocks[i].Listed {
			return true
		}
	}
	return false
}

// isListed reports a list of addresses, or one of the two headers that it may have.
func isListed(b evidence.Block) bool {
	below := 0
	for b.Shape.Words <= listedHeadWords && !b.Listed && below < listedHeads && b.Has(1) {
		b = b.By(1)
		below++
	}
	return b.Listed
}

// A menu is a run of at least menuLines lines of at most menuWords words above
// the headline.
const (
	menuLines = 5
	menuWords = 3
)

// markMenu marks the lines above the headline when there are too many of them
// to be its labels. The last of them, right above the headline, may be its
// section all the same.
func markMenu(l *evidence.Layout, say cleaner.Say) {
	t := l.Title()
	if t.By == evidence.NoTitle {
		return
	}
	run := 0
	for b := range l.Range(0, t.Block+1) {
		if b.I < t.Block && b.Shape.Words <= menuWords && !b.Shape.Ends.Sentence() && !b.IsDateLine() {
			run++
			continue
		}
		last := b.I
		if b.I == t.Block && run > 0 && b.By(-1).IsLabel() {
			last-- // right above the headline: its section
		}
		if run >= menuLines || run >= 3 && evidence.HasNavigationWord(l, b.I-run, b.I) {
			for entry := range l.Range(b.I-run, last) {
				say.Block(entry, &ruleMenu)
			}
		}
		run = 0
	}
}
