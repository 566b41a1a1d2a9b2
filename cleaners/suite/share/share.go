package share

import (
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleLine = document.Rule{Name: "share/line", Kind: document.Share, Score: 0.93,
		Doc: "a line of share words and platform names and next to nothing else"}
	ruleNamed = document.Rule{Name: "share/named", Kind: document.Share, Score: 0.9,
		Doc: "the page's markup names it a share bar"}
)

// Cleaner marks the buttons that pass an article on.
var Cleaner = cleaner.Cleaner{
	Name:  "share",
	Doc:   "Takes out share, print and mail buttons and their counts. Leaves reports on the platforms they name.",
	Rules: []document.Rule{ruleLine, ruleNamed},
	Mark: func(r *evidence.Layout, say cleaner.Say) {
		doc := r.Document
		for i := range doc.Blocks {
			if rule, score := shareRule(r, i); score > 0 {
				say.Sure(i, rule, score)
			}
		}
	},
}

// shareWords bounds a share line.
const shareWords = 20

func shareRule(r *evidence.Layout, i int) (rule *document.Rule, score float64) {
	doc := r.Document
	b := &doc.Blocks[i]
	if b.Shape.Words > shareWords {
		return nil, 0
	}
	if b.Element != nil && b.Element.Names.Has(document.NamedShare) && !evidence.IsProse(b) {
		return ruleNamed.Default()
	}
	if b.Shape.Ends == document.EndStop && evidence.IsProse(b) {
		return nil, 0
	}
	if _, opens := evidence.OpensWith(doc, i, document.CueShare); opens && glues(doc.Of(i)) >= 2 {
		return &ruleLine, 0.85 // "Share on FacebookShare on X…": buttons run together
	}
	in, all := evidence.Covered(doc, i, 1<<document.CueShare|1<<document.CuePlatform)
	switch {
	case all == 0 || 4*in < 3*all:
		return nil, 0
	case b.Cued.Has(document.CueShare):
		return ruleLine.Default()
	}
	if r.InBody(i) && !besideShare(doc, i) {
		return nil, 0 // a sub-heading may name a platform
	}
	return &ruleLine, 0.8 // platforms alone
}

// besideShare reports whether a line next to block i is a share line too.
func besideShare(doc *document.Document, i int) bool {
	const buttons = document.CueSet(1<<document.CueShare | 1<<document.CuePlatform)
	for _, j := range [2]int{i - 1, i + 1} {
		if j >= 0 && j < len(doc.Blocks) && doc.Blocks[j].Cued&buttons != 0 {
			if in, all := evidence.Covered(doc, j, buttons); 4*in >= 3*all {
				return true
			}
		}
	}
	return false
}

// glues counts the places where a small letter is followed by a capital inside
// a word: where a dump ran two elements together.
func glues(s string) (n int) {
	prev := rune(0)
	for _, r := range s {
		if unicode.IsLower(prev) && unicode.IsUpper(r) {
			n++
		}
		prev = r
	}
	return n
}
