package cleaners

import (
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleShareLine = document.Rule{Name: "share/line", Kind: document.Share, Score: 0.93,
		Doc: "a line of share words and platform names and next to nothing else"}
	ruleShareNamed = document.Rule{Name: "share/named", Kind: document.Share, Score: 0.9,
		Doc: "the page's markup names it a share bar"}
)

// share marks the buttons that pass an article on.
var share = Cleaner{
	Name:  "share",
	Doc:   "Takes out share, print and mail buttons and their counts. Leaves reports on the platforms they name.",
	Rules: []document.Rule{ruleShareLine, ruleShareNamed},
	Mark: func(r *Reading, say Say) {
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

func shareRule(r *Reading, i int) (rule *document.Rule, score float64) {
	doc := r.Document
	b := &doc.Blocks[i]
	if b.Shape.Words > shareWords {
		return nil, 0
	}
	if b.Element != nil && b.Element.Names.Has(document.NamedShare) && !isProse(b) {
		return ruleShareNamed.Default()
	}
	if b.Shape.Ends == document.EndStop && isProse(b) {
		return nil, 0
	}
	if _, opens := opensWith(doc, i, document.CueShare); opens && glues(doc.Of(i)) >= 2 {
		return &ruleShareLine, 0.85 // "Share on FacebookShare on X…": buttons run together
	}
	in, all := covered(doc, i, 1<<document.CueShare|1<<document.CuePlatform)
	switch {
	case all == 0 || 4*in < 3*all:
		return nil, 0
	case b.Cued.Has(document.CueShare):
		return ruleShareLine.Default()
	}
	if r.inBody(i) && !besideShare(doc, i) {
		return nil, 0 // a sub-heading may name a platform
	}
	return &ruleShareLine, 0.8 // platforms alone
}

// besideShare reports whether a line next to block i is a share line too.
func besideShare(doc *document.Document, i int) bool {
	const buttons = document.CueSet(1<<document.CueShare | 1<<document.CuePlatform)
	for _, j := range [2]int{i - 1, i + 1} {
		if j >= 0 && j < len(doc.Blocks) && doc.Blocks[j].Cued&buttons != 0 {
			if in, all := covered(doc, j, buttons); 4*in >= 3*all {
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
