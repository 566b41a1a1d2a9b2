package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleNavLabel = document.Rule{Name: "navigation/label", Kind: document.Navigation, Score: 0.9,
		Doc: "a line of the words that sites are steered by"}
	ruleNavBreadcrumb = document.Rule{Name: "navigation/breadcrumb", Kind: document.Navigation, Score: 0.85,
		Doc: "short parts with the separators of a path between them"}
	ruleNavMenu = document.Rule{Name: "navigation/menu", Kind: document.Navigation, Score: 0.85,
		Doc: "a row of very short lines above the headline"}
	ruleNavElement = document.Rule{Name: "navigation/element", Kind: document.Navigation, Score: 0.8,
		Doc: "the page keeps it in a navigation, footer, form or button"}
	ruleNavHidden = document.Rule{Name: "navigation/hidden", Kind: document.Navigation, Score: 0.7,
		Doc: "the page hides it from its readers"}
	ruleNavAddresses = document.Rule{Name: "navigation/addresses", Kind: document.Navigation, Score: 0.98,
		Doc: "the addresses of the page's links, which a dump lists below it, with their header"}
)

// navigation marks the site's furniture: menus, breadcrumbs, buttons.
var navigation = Cleaner{
	Name: "navigation",
	Doc: "Takes out menus, breadcrumbs, buttons, skip links and what the page keeps in its navigation and footer. " +
		"Leaves lists and sub-headings of the article.",
	Rules: []document.Rule{ruleNavLabel, ruleNavBreadcrumb, ruleNavMenu, ruleNavElement, ruleNavHidden, ruleNavAddresses},
	Mark: func(r *Reading, say Say) {
		doc := r.Document
		for i := range doc.Blocks {
			if rule, score := navRule(doc, i, r); score > 0 {
				say.Sure(i, rule, score)
			}
		}
		markMenu(r, say)
	},
}

// navWords bounds a line of steering words.
const navWords = 14

func navRule(doc *document.Document, i int, r *Reading) (rule *document.Rule, score float64) {
	b := &doc.Blocks[i]
	if e := b.Element; e != nil {
		switch {
		case e.Ancestors.Has(document.InHidden):
			return ruleNavHidden.Default() // or behind a tab, which the model can tell
		case e.Ancestors.Has(document.InNav | document.InFooter | document.InButton | document.InForm | document.InDialog):
			return ruleNavElement.Default()
		case e.Ancestors.Has(document.InHeader) && !e.Ancestors.Has(document.InArticle|document.InMain) && !isProse(b):
			return &ruleNavElement, 0.75
		case e.Near.Has(document.NamedNavigation|document.NamedFooter|document.NamedHeader) && !isProse(b):
			return &ruleNavElement, 0.75
		}
	}
	if isListed(doc, i) {
		return ruleNavAddresses.Default()
	}
	if !r.inBody(i) && b.Shape.Words <= 24 && isBreadcrumb(doc.Of(i)) {
		return ruleNavBreadcrumb.Default()
	}
	if b.Shape.Words > navWords || b.Shape.Ends == document.EndStop || !b.Cued.Has(document.CueNavigation) || r.inBody(i) && b.Shape.Words <= 2 {
		return nil, 0 // "Menu" in the middle of the body may be a sub-heading
	}
	if in, all := covered(doc, i, 1<<document.CueNavigation); 10*in >= 8*all {
		return ruleNavLabel.Default()
	}
	if _, opens := opensWith(doc, i, document.CueNavigation); opens && r.inTail(i) && b.Shape.Words <= 4 {
		return &ruleNavLabel, 0.85 // "Back to Culture"
	}
	return nil, 0
}

// A list of addresses has headers of at most listedHeadWords words: "References",
// "Visible links:".
const listedHeadWords = 3

// isListed reports a list of addresses, or one of the two headers that it may have.
func isListed(doc *document.Document, i int) bool {
	for last := min(i+2, len(doc.Blocks)-1); i <= last && !doc.Blocks[i].Listed; i++ {
		if doc.Blocks[i].Shape.Words > listedHeadWords {
			return false
		}
	}
	return i < len(doc.Blocks) && doc.Blocks[i].Listed
}

// Breadcrumbs have at least two separators, and parts of a few words.
const (
	crumbSeparators = 2
	crumbBytes      = 40
)

// isBreadcrumb reports "Home > World > Europe" and menus with bars.
func isBreadcrumb(s string) bool {
	n := 0
	for rest := s; ; {
		at, width := separator(rest)
		if at < 0 {
			return (n >= crumbSeparators || n == 1 && len(s) <= crumbBytes && !strings.ContainsAny(s, "|/")) && len(rest) <= 2*crumbBytes
		}
		if at > crumbBytes {
			return false
		}
		n++
		rest = rest[at+width:]
	}
}

// separators part the links of a trail.
var separators = []string{">", "»", "›", "|", "/"}

// mayBeSeparator tells by their first byte what may be one: most lines have none.
var mayBeSeparator = func() (first [256]bool) {
	for _, sign := range separators {
		first[sign[0]] = true
	}
	return first
}()

// separator finds the next separator that stands between spaces, -1 where there is
// none; its width is with them.
func separator(s string) (at, width int) {
	for i := 1; i < len(s); i++ {
		if !mayBeSeparator[s[i]] || s[i-1] != ' ' {
			continue
		}
		for _, sign := range separators {
			if rest, ok := strings.CutPrefix(s[i:], sign); ok && strings.HasPrefix(rest, " ") {
				return i - 1, len(sign) + 2
			}
		}
	}
	return -1, 0
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
func markMenu(r *Reading, say Say) {
	doc := r.Document
	t := r.found
	if t.by == noTitle {
		return
	}
	run := 0
	for i := 0; i <= t.block; i++ {
		s := &doc.Blocks[i].Shape
		if i < t.block && s.Words <= menuWords && !s.Ends.Sentence() && !isDateLine(doc, i) {
			run++
			continue
		}
		last := i
		if i == t.block && run > 0 && isLabel(doc, i-1) {
			last-- // right above the headline: its section
		}
		if run >= menuLines || run >= 3 && steers(doc, i-run, i) {
			for j := i - run; j < last; j++ {
				say.Block(j, &ruleNavMenu)
			}
		}
		run = 0
	}
}

// steers reports whether one of the lines is a steering word.
func steers(doc *document.Document, from, to int) bool {
	for j := from; j < to; j++ {
		if wholeBlockIs(doc, j, document.CueNavigation) {
			return true
		}
	}
	return false
}
